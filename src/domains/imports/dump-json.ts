import { jsonParser, type Token } from 'stream-json/core/parser.js'

/**
 * Receives one JSON value while it is read. A value of a kind that the visitor has no function for is reported to
 * `wrong` and passed over. A text where only an object or an array is received is read as JSON itself.
 */
export interface Visitor {
  /** Receives a member of an object: returns the visitor of its value. */
  member?(name: string): Visitor
  /** Receives an item of an array: returns the visitor of its value. */
  item?(): Visitor
  /** Receives the next part of a text. */
  piece?(text: string): void
  plain?(value: number | boolean | null): void
  /** The object, the array or the text is complete. */
  end?(): void
  /** `problem` begins with "must" or "is": what the value should be, or why it cannot be read. */
  wrong(problem: string): void
}

/** Text that is no JSON, or JSON that no dump can be. */
export class JsonFault extends Error {}

const nothing = () => {}
const passOver = () => ignored
export const ignored: Visitor = {
  member: passOver,
  item: passOver,
  piece: nothing,
  plain: nothing,
  wrong: nothing,
}

/** Nesting levels of one JSON text. */
const MAX_DEPTH = 1_000
/** JSON texts inside of each other: a whole dump and its members may each be written as text, even twice. */
const MAX_TEXTS = 6
/** Characters kept of a name or of a number, which may be as long as the dump. */
const MAX_KEPT = 1_000

const kept = (text: string, more: string) => (text.length < MAX_KEPT ? text + more : text)
const expectedBy = ({ member, item }: Visitor) => `must be ${member ? 'an object' : item ? 'an array' : 'a text'}`

/** Reads JSON in parts of any size, in memory that does not depend on its length. Methods throw `JsonFault`. */
export class JsonReader {
  readonly #parse = jsonParser({ packValues: false, streamValues: true })
  readonly #root: Visitor
  readonly #level: number
  readonly #open: Visitor[] = []
  #text: Visitor = ignored
  #name: string | undefined
  #number = ''
  #isInName = false
  #isComplete = false

  /** `level` counts the JSON texts that this one is inside of. */
  constructor(root: Visitor, level = 0) {
    this.#root = root
    this.#level = level
  }

  write(text: string) {
    let piece = ''
    for (const token of this.#tokensOf(text)) {
      if (token.name === 'stringChunk' && !this.#isInName) {
        piece += token.value
        continue
      }
      // A text of a megabyte is thousands of tokens: its visitor receives them together.
      if (piece !== '') this.#text.piece?.(piece)
      piece = ''
      this.#take(token)
    }
    if (piece !== '') this.#text.piece?.(piece)
  }

  end() {
    // White space completes a number; the parser itself does not say whether the value is complete.
    this.write(' ')
    if (!this.#isComplete) throw new JsonFault('it ends too early')
  }

  #tokensOf(text: string): Token[] {
    try {
      const tokens = this.#parse(text)
      return typeof tokens === 'object' && 'values' in tokens ? tokens.values : []
    } catch (error) {
      const problem = (error as Error).message.replace(/^Parser (cannot parse input: |has )/, '')
      throw new JsonFault(`it is not JSON (${problem})`)
    }
  }

  #take(token: Token) {
    switch (token.name) {
      case 'startKey':
        this.#isInName = true
        this.#name = ''
        return
      case 'stringChunk':
        this.#name = kept(this.#name ?? '', token.value)
        return
      case 'endKey':
        this.#isInName = false
        return
      case 'startNumber':
        this.#number = ''
        return
      case 'numberChunk':
        this.#number = kept(this.#number, token.value)
        return
      default:
        this.#takeValue(token)
    }
  }

  #takeValue(token: Token) {
    switch (token.name) {
      case 'startString':
        this.#text = this.#textVisitor()
        return
      case 'endString':
        return this.#completed(this.#text)
      case 'endNumber':
        return this.#plain(Number(this.#number))
      case 'trueValue':
      case 'falseValue':
      case 'nullValue':
        return this.#plain(token.value)
      case 'startObject':
      case 'startArray':
        return this.#openContainer(token.name === 'startObject')
      case 'endObject':
      case 'endArray':
        return this.#completed(this.#open.pop() ?? ignored)
    }
  }

  /** Visitor of the value that begins. */
  #next(): Visitor {
    const parent = this.#open.at(-1)
    const name = this.#name
    this.#name = undefined
    if (!parent) return this.#root
    return (name === undefined ? parent.item?.() : parent.member?.(name)) ?? ignored
  }

  #openContainer(isObject: boolean) {
    if (this.#open.length === MAX_DEPTH) throw new JsonFault(`it must not be nested deeper than ${MAX_DEPTH} levels`)
    const visitor = this.#next()
    const isReceived = isObject ? visitor.member : visitor.item
    if (!isReceived) visitor.wrong(expectedBy(visitor))
    this.#open.push(isReceived ? visitor : ignored)
  }

  #textVisitor(): Visitor {
    const visitor = this.#next()
    if (visitor.piece) return visitor
    return jsonInText(visitor, this.#level + 1)
  }

  #plain(value: number | boolean | null) {
    const visitor = this.#next()
    if (visitor.plain) visitor.plain(value)
    else visitor.wrong(expectedBy(visitor))
    this.#completed(ignored)
  }

  #completed(visitor: Visitor) {
    visitor.end?.()
    this.#isComplete = this.#open.length === 0
  }
}

/** Visitor of a text that is JSON: what is inside goes to `visitor` as if it were no text. */
function jsonInText(visitor: Visitor, level: number): Visitor {
  if (level > MAX_TEXTS) {
    visitor.wrong(`is JSON in more than ${MAX_TEXTS} texts inside of each other`)
    return ignored
  }
  const reader = new JsonReader(visitor, level)
  let isBroken = false
  const unlessBroken = (read: () => void) => {
    if (isBroken) return
    try {
      read()
    } catch (error) {
      isBroken = true
      if (!(error instanceof JsonFault)) throw error
      visitor.wrong(`is a text that cannot be read as JSON: ${error.message}`)
    }
  }
  return {
    piece: (text) => unlessBroken(() => reader.write(text)),
    end: () => unlessBroken(() => reader.end()),
    wrong: visitor.wrong,
  }
}

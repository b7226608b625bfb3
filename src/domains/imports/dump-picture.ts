import type { Visitor } from './dump-json.ts'

/** Characters of a picture's base64. A longer one is not kept. */
const MAX_CHARACTERS = 30_000_000
/** Characters of a data URI before its comma. */
const MAX_HEADER = 200

const wanted = 'It must be base64, or a data URI with base64.'
export const noPicture = `The picture is missing. ${wanted}`
const notText = `The picture is not a text. ${wanted}`
const notBase64 = `The picture is not base64, or not all of it. ${wanted}`
const tooLong = `The picture is too large: its base64 may have ${MAX_CHARACTERS} characters.`

/** Visitor of a picture's text. `keep` receives its bytes, or the sentence that says what is wrong. Null is no text. */
export function pictureVisitor(keep: (picture: Uint8Array | string) => void): Visitor {
  const text = new PictureText()
  return {
    piece: (piece) => text.write(piece),
    end: () => keep(text.end()),
    plain: (value) => {
      if (value !== null) keep(notText)
    },
    wrong: () => keep(notText),
  }
}

/** Decodes a picture while its text arrives: base64 or base64url, also without padding, also in a data URI. */
class PictureText {
  /** Beginning of the text, until it is known whether it is the header of a data URI. */
  #header: string | undefined = ''
  #parts: Buffer[] = []
  /** The last characters, which are less than a group of four. */
  #rest = ''
  #characters = 0
  #padding = 0
  #fault: string | undefined

  write(text: string) {
    if (this.#fault !== undefined) return
    const solid = text.replace(/\s+/g, '')
    this.#decode(this.#header === undefined ? solid : this.#afterHeader(this.#header + solid))
  }

  end(): Uint8Array | string {
    if (this.#header !== undefined && /^data:/i.test(this.#header)) return this.#fault ?? notBase64
    if (this.#header !== undefined) this.#decode(this.#header)
    if (this.#fault !== undefined) return this.#fault
    if (this.#characters + this.#padding === 0) return noPicture
    const isWhole = this.#padding === 0 ? this.#rest.length !== 1 : (this.#rest.length + this.#padding) % 4 === 0
    if (!isWhole) return notBase64
    this.#parts.push(Buffer.from(this.#rest, 'base64'))
    return Buffer.concat(this.#parts)
  }

  #afterHeader(text: string): string {
    this.#header = text
    const start = text.slice(0, 5).toLowerCase()
    if (start !== 'data:' && 'data:'.startsWith(start)) return ''
    const comma = start === 'data:' ? text.indexOf(',') : -1
    if (start === 'data:' && comma < 0) {
      if (text.length > MAX_HEADER) this.#fail(notBase64)
      return ''
    }
    this.#header = undefined
    if (comma >= 0 && !/;base64$/i.test(text.slice(0, comma))) this.#fail(notBase64)
    return text.slice(comma + 1)
  }

  #decode(text: string) {
    const end = text.indexOf('=')
    const solid = end < 0 ? text : text.slice(0, end)
    const padding = end < 0 ? '' : text.slice(end)
    if (/[^A-Za-z0-9+/_-]/.test(solid) || (this.#padding > 0 && solid !== '')) return this.#fail(notBase64)
    this.#padding += padding.length
    if (this.#padding > 2 || /[^=]/.test(padding)) return this.#fail(notBase64)
    this.#characters += solid.length
    if (this.#characters > MAX_CHARACTERS) return this.#fail(tooLong)
    const ready = this.#rest + solid
    const whole = ready.length - (ready.length % 4)
    this.#parts.push(Buffer.from(ready.slice(0, whole), 'base64'))
    this.#rest = ready.slice(whole)
  }

  #fail(fault: string) {
    this.#fault ??= fault
    this.#parts = []
  }
}

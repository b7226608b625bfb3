import { drawer, gistOf } from './storyteller.ts'
import { sentences } from './storyteller-lines.ts'
import { matching } from './storyteller-pattern.ts'

/** The part of JSON Schema that is understood. */
interface Schema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  $id?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema | Schema[]
  prefixItems?: Schema[]
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
}

/** Below it only what must be there is made: a schema may contain itself. */
const DEEP = 6
const DEEPEST = 24
const MOST_ITEMS = 100

/** What a value is made with. */
interface Making {
  root: Schema
  draw: ReturnType<typeof drawer>
  sentence(): string
}

/** A value of the schema's form, its texts about the words of the message. The same for the same seed. */
export function conforming(root: Schema, message: string, seed: string): unknown {
  const { words } = gistOf(message)
  let drawn = 0
  const sentence = () => {
    const line = sentences[drawn % sentences.length] as string
    return line.replace('{word}', words[drawn++ % Math.max(words.length, 1)] ?? 'the story')
  }
  return make({ root, draw: drawer(seed), sentence }, root, 0)
}

function make(making: Making, part: Schema, depth: number): unknown {
  const schema = resolved(making.root, part)
  if (depth > DEEPEST) return null
  if ('const' in schema) return schema.const
  if (schema.enum) return making.draw(schema.enum)
  const either = schema.anyOf ?? schema.oneOf
  if (either) return make(making, either.find((it) => resolved(making.root, it).type !== 'null') ?? {}, depth + 1)
  const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat()
  return makers[types.find((it) => it !== 'null') ?? 'null']?.(making, schema, depth) ?? null
}

const makers: Record<string, (making: Making, schema: Schema, depth: number) => unknown> = {
  object: (making, { properties = {}, required = [] }, depth) =>
    Object.fromEntries(
      Object.entries(properties)
        .filter(([key]) => depth < DEEP || required.includes(key))
        .map(([key, value]) => [key, make(making, value, depth + 1)]),
    ),
  array: (making, schema, depth) => itemsOf(schema, depth).map((item) => make(making, item, depth + 1)),
  string: ({ sentence }, schema) => textOf(schema, sentence()),
  integer: (_, schema) => numberOf(schema, schema.multipleOf ?? 1),
  number: (_, schema) => numberOf(schema, schema.multipleOf),
  boolean: ({ draw }) => draw([true, false]),
}

function resolved(root: Schema, schema: Schema): Schema {
  const { $ref, allOf, ...own } = schema
  if (allOf) return merged([own, ...allOf.map((it) => resolved(root, it))])
  if ($ref === undefined) return schema
  if ($ref === '#' || $ref === root.$id) return root
  const found = $ref.split('/').slice(1)
  // Only what stands in the schema itself; anything else has no form that is known.
  return found.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], root) ?? {}
}

const merged = (schemas: Schema[]): Schema => ({
  ...schemas.reduce((all, it) => Object.assign(all, it), {} as Schema),
  properties: Object.assign({}, ...schemas.map(({ properties }) => properties)),
  required: schemas.flatMap(({ required = [] }) => required),
})

function itemsOf({ items, prefixItems, minItems, maxItems = MOST_ITEMS }: Schema, depth: number): Schema[] {
  const first = prefixItems ?? (Array.isArray(items) ? items : [])
  const rest = Array.isArray(items) ? undefined : items
  const count = Math.min(minItems ?? (depth < DEEP ? 1 : 0), maxItems, MOST_ITEMS)
  return [...first, ...Array.from({ length: Math.max(count - first.length, 0) }, () => rest ?? {})]
}

const formats: Record<string, string> = {
  'date-time': '2000-01-01T00:00:00Z',
  date: '2000-01-01',
  time: '00:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'story@example.com',
  uri: 'https://example.com/',
}

function textOf({ minLength = 0, maxLength = Infinity, pattern, format }: Schema, sentence: string) {
  if (format && formats[format]) return formats[format]
  const long = sentence.padEnd(minLength, ` ${sentence}`)
  const text = long.length > maxLength ? shortened(long, minLength, maxLength) : long
  return pattern === undefined ? text : matching(pattern, text, minLength, maxLength)
}

/** Ends at a word, and not within a character of two halves. */
function shortened(text: string, minLength: number, maxLength: number) {
  const cut = text.slice(0, maxLength)
  const atWord = cut.slice(0, Math.max(cut.lastIndexOf(' '), 0))
  const kept = atWord.length >= Math.max(minLength, 1) ? atWord : cut
  return kept.isWellFormed() ? kept : `${kept.slice(0, -1)}.`
}

function numberOf(schema: Schema, step: number | undefined) {
  const { minimum = schema.exclusiveMinimum, maximum = schema.exclusiveMaximum } = schema
  const low = minimum ?? Math.min(maximum ?? 1, 1)
  if (step === undefined) {
    const isInside = schema.exclusiveMinimum === undefined
    return isInside ? low : (low + (maximum ?? low + 2)) / 2
  }
  const first = Math.ceil(low / step) * step
  return first === schema.exclusiveMinimum ? first + step : first
}

import { readFileSync, statSync } from 'node:fs'
import type { ErrorObject } from 'ajv'
import { configure } from 'safe-stable-stringify'

/** Validation of saved states. */
export interface SaveStates {
  /** Schema of a state, as the contract shows it. Undefined for the built-in one, which the routes check themselves. */
  schema: (Record<string, unknown> & { examples?: unknown[] }) | undefined
  /** Fills in the schema's defaults, and throws what is wrong, told below `path`. */
  check(state: unknown, path: string): void
}

/** Bytes that a schema may have: it is compiled at the start, and shown to every reader of the contract. */
const MAX_SCHEMA_BYTES = 1_048_576

const openSchema = {
  type: 'object',
  additionalProperties: true,
  description: 'The state of a play session, a JSON object of whatever shape. It is kept and returned unchanged.',
  examples: [{ chapter: 3, inventory: ['rope', 'lamp'], position: { x: 12.5, y: -4 } }],
}

/**
 * The states of `SAVE_STATE_SCHEMA`: `scene-flow`, `open`, or the path of a JSON Schema (2020-12).
 * Rejects, with the variable and the fault, when that cannot be read or compiled.
 */
export async function openSaveStates(setting: string): Promise<SaveStates> {
  if (setting === 'scene-flow') return { schema: undefined, check: () => {} }
  if (setting === 'open') return { schema: openSchema, check: () => {} }
  try {
    return await statesBy(readSchema(setting))
  } catch (error) {
    throw new Error(`SAVE_STATE_SCHEMA: ${(error as Error).message}`, { cause: error })
  }
}

async function statesBy(schema: Record<string, unknown>): Promise<SaveStates> {
  const faultsOf = await compile(schema)
  return {
    schema,
    check(state, path) {
      const faults = faultsOf(state)
      if (faults) throw refusal(faults, path)
    },
  }
}

function readSchema(path: string): Record<string, unknown> {
  if (statSync(path).size > MAX_SCHEMA_BYTES) throw new Error(`${path} is larger than ${MAX_SCHEMA_BYTES} bytes`)
  const schema: unknown = parse(readFileSync(path, 'utf8'), path)
  const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema)
  if (!isObject || (schema as { type?: unknown }).type !== 'object')
    throw new Error(`${path} must be a JSON Schema with "type": "object", for a state is a JSON object`)
  return schema as Record<string, unknown>
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${path} is not valid JSON (${(error as Error).message})`, { cause: error })
  }
}

/** Faults that one refusal tells. */
const MAX_FAULTS = 10

/** The validators of a schema: one that stops at the first fault, and for a state that has one, one that finds them all. */
async function compile(schema: object) {
  // Loaded only for a schema of the operator's own: a service without one starts sooner.
  const [{ Ajv2020 }, { default: addFormats }, { RE2JS }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
    import('re2js'),
  ])
  // RE2 takes time in proportion to the text: with RegExp, one pattern like ^(a+)+$ and one state stop the service.
  const regExp = Object.assign(
    (pattern: string) => {
      const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern))
      // Ajv knows one pattern from another by its text.
      return { test: (text: string) => compiled.matcher(text).find(), toString: () => pattern }
    },
    { code: 're2' },
  )
  const validator = (allErrors: boolean) => {
    const rules = { strictTypes: false, strictTuples: false, useDefaults: true, logger: false } as const
    const ajv = new Ajv2020({ ...rules, allErrors, code: { regExp } })
    addFormats.default(ajv)
    // Ajv compares each item with each other: 40,000 numbers held the event loop for four seconds.
    ajv.removeKeyword('uniqueItems').addKeyword({
      keyword: 'uniqueItems',
      type: 'array',
      schemaType: 'boolean',
      error: { message: 'must NOT have duplicate items' },
      validate: (isWanted: boolean, items: unknown[]) => !isWanted || areUnique(items),
    })
    return ajv.compile(schema)
  }
  const [first, all] = [validator(false), validator(true)]
  return (state: unknown): ErrorObject[] | undefined => {
    if (first(state)) return undefined
    all(state)
    return (all.errors ?? first.errors ?? []).slice(0, MAX_FAULTS)
  }
}

/** Members in one order, so that equal items are equal texts. */
const stringify = configure({ deterministic: true }) as (value: unknown) => string

const areUnique = (items: unknown[]) => new Set(items.map((item) => stringify(item))).size === items.length

const refusal = (validation: ErrorObject[], validationContext: string) =>
  Object.assign(new Error('invalid'), { validation, validationContext })

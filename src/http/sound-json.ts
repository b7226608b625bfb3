import type { Detail } from '../errors.ts'

/** Levels of nesting a body may have. Postgres and every recursive walk have an end; this one is ours and is named. */
const MAX_DEPTH = 100
/** Members of all objects: 75,000 names in 964 kB held the event loop for 160 ms a request. */
const MAX_MEMBERS = 10_000
/** Members and items of arrays together: items cost a twentieth of what names cost. */
const MAX_VALUES = 100_000

interface Walk {
  members: number
  values: number
}

/**
 * The first value that cannot be stored and read back unchanged, or is one too many, with its path. `depth` is that of
 * the value in what is stored.
 */
export function unsoundIn(value: unknown, path: string, depth = 0): Detail | undefined {
  const found = find(value, depth, { members: 0, values: 0 })
  return found && { path: path + found.path, message: found.message }
}

function find(value: unknown, depth: number, walk: Walk): Detail | undefined {
  if (++walk.values > MAX_VALUES) return { path: '', message: `is one value too many: a body may have ${MAX_VALUES}` }
  if (typeof value === 'string') return told(textProblem(value))
  if (typeof value === 'number') return told(numberProblem(value))
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= MAX_DEPTH) return { path: '', message: `must not be nested deeper than ${MAX_DEPTH} levels` }
  return Array.isArray(value)
    ? findInArray(value, depth, walk)
    : findInObject(value as Record<string, unknown>, depth, walk)
}

function findInArray(array: unknown[], depth: number, walk: Walk) {
  for (let index = 0; index < array.length; index++) {
    const found = find(array[index], depth + 1, walk)
    if (found) return { ...found, path: `[${index}]${found.path}` }
  }
}

function findInObject(object: Record<string, unknown>, depth: number, walk: Walk) {
  for (const key in object) {
    const named = nameProblem(key, walk)
    if (named) return { path: `.${JSON.stringify(key).slice(1, -1)}`, message: named }
    const found = find(object[key], depth + 1, walk)
    if (found) return { ...found, path: `.${key}${found.path}` }
  }
}

function nameProblem(name: string, walk: Walk) {
  if (++walk.members > MAX_MEMBERS) return `is one member too many: a body may have ${MAX_MEMBERS}`
  const problem = textProblem(name)
  return problem && `has a name that ${problem}`
}

const told = (message: string | undefined) => (message === undefined ? undefined : { path: '', message })

function textProblem(text: string) {
  if (!text.isWellFormed()) return 'must not contain a lone surrogate'
  if (text.includes('\0')) return 'must not contain NUL (\\u0000)'
}

function numberProblem(number: number) {
  const exact = Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number))
  return exact ? undefined : 'must be a number between -(2^53-1) and 2^53-1'
}

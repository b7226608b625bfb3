import type { Detail } from '../errors.ts'

/** Nesting levels of a body. Without a limit, Postgres or a recursive function would fail at its own, with a 500. */
const MAX_DEPTH = 100
/** Members of all objects together: 75,000 names in 964 kB blocked the event loop for 160 ms per request. */
const MAX_MEMBERS = 10_000
/** Members and array items together: an item costs a twentieth of a member. */
const MAX_VALUES = 100_000

interface Walk {
  members: number
  values: number
}

/**
 * First value that cannot be stored and read back unchanged, or exceeds a limit, with its path. `depth` is the nesting
 * level at which the value will be stored.
 */
export function unsoundIn(value: unknown, path: string, depth = 0): Detail | undefined {
  const found = find(value, depth, { members: 0, values: 0 })
  return found && { path: path + found.path, message: found.message }
}

function find(value: unknown, depth: number, walk: Walk): Detail | undefined {
  if (++walk.values > MAX_VALUES) return { path: '', message: `is one value too many: a body may have ${MAX_VALUES}` }
  if (typeof value === 'string') return atRoot(textProblem(value))
  if (typeof value === 'number') return atRoot(numberProblem(value))
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

const atRoot = (message: string | undefined) => (message === undefined ? undefined : { path: '', message })

function textProblem(text: string) {
  if (!text.isWellFormed()) return 'must not contain a lone surrogate'
  if (text.includes('\0')) return 'must not contain NUL (\\u0000)'
}

function numberProblem(number: number) {
  const exact = Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number))
  return exact ? undefined : 'must be a number between -(2^53-1) and 2^53-1'
}

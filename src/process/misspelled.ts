import { Env } from '../../schemas/env/index.ts'

const known = [...Object.keys(Env.properties), 'NODE_ENV', 'ENVIRONMENT', 'ENV']

/** Short names resemble each other by chance. */
const MIN_LENGTH = 8

/**
 * Warnings about unknown variables: all variables are optional, so a misspelled name would have no effect and no error. Of the
 * environment only those that resemble one of ours; of `.env`, which is written for this service, all.
 */
export function misspelled(variables: Record<string, string | undefined>, inFile: string[]): string[] {
  const unknown = Object.keys(variables).filter((name) => !known.includes(name))
  return unknown.flatMap((name) => {
    const meant = name.length < MIN_LENGTH ? undefined : nearest(name)
    const where = inFile.includes(name) ? ' in .env' : ''
    if (meant && !variables[meant]) return [`${name}${where} is not a variable of Lorekeep: did you mean ${meant}?`]
    return where ? [`${name}${where} is not a variable of Lorekeep`] : []
  })
}

function nearest(name: string) {
  const [best] = known
    .map((other) => ({ other, edits: edits(name.toUpperCase(), other) }))
    .filter(({ other, edits }) => edits <= Math.min(2, other.length / 4))
    .sort((one, another) => one.edits - another.edits)
  return best?.other
}

/** Letters to add, to leave out, to replace or to swap with their neighbour until one word is the other. */
function edits(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    rows.push(line)
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      line[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
  }
  return at(from.length, to.length)
}

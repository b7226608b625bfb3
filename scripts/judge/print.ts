import { parseArgs } from 'node:util'

export const { values: options } = parseArgs({
  options: { misses: { type: 'boolean', default: false }, read: { type: 'string', default: '0' } },
})

export const print = (text = '') => process.stdout.write(`${text}\n`)

/** One thing that went wrong, for those who ask to see it. */
export const missed = (kind: string, text: string) => options.misses && print(`    ${kind}: ${text}`)

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

/** A line of the report: how many of a list, and what is aimed at. */
export function row<T>(name: string, list: T[], test: (it: T) => boolean, target = '') {
  const part = list.filter(test).length
  const aim = target && `   to reach: ${target}`
  print(`  ${name.padEnd(60)}${percent(part, list.length).padStart(8)}  (${part} of ${list.length})${aim}`)
}

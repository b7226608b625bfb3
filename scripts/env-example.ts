import { readFile, writeFile } from 'node:fs/promises'
import type { TSchema } from '@sinclair/typebox'
import { Env } from '../schemas/env/index.ts'

const variables = Object.entries<TSchema>(Env.properties)
const groups = [...new Set(variables.map(([, { group }]) => group as string))]
const of = (group: string) => variables.filter(([, schema]) => schema.group === group)

const range = ({ minimum, maximum }: TSchema) => (minimum === undefined ? '' : ` (${minimum} to ${maximum})`)
const says = (schema: TSchema) => `${schema.description}${range(schema)}`

/** `.env.example`: every variable, commented out, with what holds without it. */
export function envExample(): string {
  const head = [
    '# Copy this file to .env and uncomment what you need. Nothing here is required on your own machine: what stands',
    '# behind the = is what holds without the variable, and one with nothing behind it switches something on.',
    '# Generated from schemas/env by `npm run env`.',
  ]
  const sections = groups.map((group) => [
    `# ---- ${group} ----`,
    ...of(group).flatMap(([name, schema]) => ['', `# ${says(schema)}`, `# ${name}=${schema.default ?? ''}`]),
  ])
  return `${[head, ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const cell = (text: string) => text.replaceAll('|', '\\|')

/** The same as a table for README.md. */
export function envTable(): string {
  const rows = groups.flatMap((group) => [
    `| **${group}** | | |`,
    ...of(group).map(([name, schema]) => {
      const without = schema.default === undefined ? '–' : `\`${schema.default}\``
      return `| \`${name}\` | ${without} | ${cell(says(schema))} |`
    }),
  ])
  return ['| Variable | Without it | What it is |', '|---|---|---|', ...rows].join('\n')
}

const place = /(<!-- env:begin -->\n)[\s\S]*?(<!-- env:end -->)/

/** The text with its table brought up to date, or as it is when it has no place for one. */
export const withTable = (text: string) => text.replace(place, (_all, begin, end) => `${begin}${envTable()}\n${end}`)

if (import.meta.main) {
  await writeFile('.env.example', envExample())
  await writeFile('README.md', withTable(await readFile('README.md', 'utf8')))
}

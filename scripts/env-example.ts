import { readFile, writeFile } from 'node:fs/promises'
import type { TSchema } from '@sinclair/typebox'
import { Env } from '../schemas/env/index.ts'

const variables = Object.entries<TSchema>(Env.properties)
const groups = [...new Set(variables.map(([, { group }]) => group as string))]
const of = (group: string) => variables.filter(([, schema]) => schema.group === group)

const range = ({ minimum, maximum }: TSchema) => (minimum === undefined ? '' : ` (${minimum} to ${maximum})`)
const describe = (schema: TSchema) => `${schema.description}${range(schema)}`

/** Text of `.env.example`: every variable, commented out, with its default. */
export function envExample(): string {
  const head = [
    '# Copy this file to .env and uncomment what you need. Nothing here is required on your own machine: the value',
    '# after the = is the default; a variable without one enables something when set.',
    '# Generated from schemas/env by `npm run env`.',
  ]
  const sections = groups.map((group) => [
    `# ---- ${group} ----`,
    ...of(group).flatMap(([name, schema]) => ['', `# ${describe(schema)}`, `# ${name}=${schema.default ?? ''}`]),
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
      return `| \`${name}\` | ${without} | ${cell(describe(schema))} |`
    }),
  ])
  return ['| Variable | Without it | What it is |', '|---|---|---|', ...rows].join('\n')
}

const markers = /(<!-- env:begin -->\n)[\s\S]*?(<!-- env:end -->)/

/** Replaces the table of variables in a text; a text without the markers is returned unchanged. */
export const withTable = (text: string) => text.replace(markers, (_all, begin, end) => `${begin}${envTable()}\n${end}`)

if (import.meta.main) {
  await writeFile('.env.example', envExample())
  await writeFile('README.md', withTable(await readFile('README.md', 'utf8')))
}

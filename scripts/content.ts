import { readFile, writeFile } from 'node:fs/promises'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { parse } from 'yaml'
import { StorytellerContent } from '../src/ports/inference/storyteller-schema.ts'

/** Each file of content/, its schema, and the JSON that the service reads. */
export const contents: [source: string, schema: TSchema, target: string][] = [
  ['content/storyteller.yaml', StorytellerContent, 'src/ports/inference/storyteller.json'],
]

/** Converts YAML to JSON. Throws the first error when it does not match the schema. */
export function compile(yaml: string, schema: TSchema): string {
  const value: unknown = parse(yaml)
  const problem = Value.Errors(schema, value).First()
  if (problem) throw new Error(`${problem.path || '/'}: ${problem.message}`)
  return `${JSON.stringify(value, null, 2)}\n`
}

if (import.meta.main) {
  for (const [source, schema, target] of contents)
    await writeFile(target, compile(await readFile(source, 'utf8'), schema))
}

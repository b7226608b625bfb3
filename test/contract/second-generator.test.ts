import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { test } from 'tap'
import typescript from 'typescript'

/** What another client's author writes against the types. Each expected error shows that a type is not just `any`. */
const consumer = `
import type { components, operations, paths } from './schema.ts'

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never
type Load = operations['loadSession']

export const body: Json<operations['saveSession']['requestBody']> = {
  session_id: 'shard-472-demo',
  state: { scene_index: 6, party_name: 'x', heroes: [{ name: 'Kael', class: 'fighter', hp: 1, gold: 7 }], symbol_choice: null, choices: { a: 1 } },
}
export const address: keyof paths = '/api/v1/load/{session_id}'
export const parameters: Load['parameters'] = { path: { session_id: 'x' }, header: { 'If-None-Match': '"3"' } }
export const total = (save: Json<Load['responses'][200]>): number => save.state.heroes.reduce((sum, { hp }) => sum + hp, 0)
export const slug = (problem: Json<Load['responses'][404]>): string => problem.error
export const now = (conflict: Json<operations['saveSession']['responses'][412]>) => conflict.current?.state.party_name
export const state = (capability: components['schemas']['Capability']): 'ok' | 'degraded' | 'down' => capability.state
export const pages = (page: components['schemas']['SaveVersionPage']): number | null => page.total_pages
export const query: operations['listSaveVersions']['parameters']['query'] = { page_size: 5 }

// @ts-expect-error: it may be null
export const symbol = (save: components['schemas']['Save']): string => save.state.symbol_choice
// @ts-expect-error: the contract has no such operation
export type Unknown = operations['eraseEverything']
`

test('the types of a second generator compile, and tell what the contract says', async (t) => {
  const folder = t.testdir()
  const schema = join(folder, 'schema.ts')
  const file = join(folder, 'consumer.ts')
  writeFileSync(schema, astToString(await openapiTS(pathToFileURL('openapi.yaml'), { silent: true })))
  writeFileSync(file, consumer)
  const program = typescript.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    target: typescript.ScriptTarget.ESNext,
    lib: ['lib.esnext.d.ts'],
    types: [],
  })
  const problems = typescript
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, '\n'))
  t.strictSame(problems, [])
})

import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import type { FileResult } from './file.ts'

type Contract = { paths: Record<string, Record<string, { operationId?: string }>> }

const contract = resolve(import.meta.dirname, '../../openapi.yaml')

/** The operations of the contract that no test of a domain has seen succeed, as a result beside those of the files. */
export async function operationsWithoutSuccess(folder: string): Promise<FileResult> {
  const answered = new Set<string>()
  for (const name of await readdir(folder)) {
    for (const id of JSON.parse(await readFile(join(folder, name), 'utf8')) as string[]) answered.add(id)
  }
  const { paths } = parse(await readFile(contract, 'utf8')) as Contract
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map((it) => it.operationId ?? ''))
  const missing = ids.filter((id) => id && !answered.has(id))
  const failures = missing.map((id) => ({
    title: `${id} succeeds in a test outside test/contract`,
    diagnostics: undefined,
  }))
  const passed = ids.length - missing.length
  return { file: 'test', passed, skipped: [], failures, stderr: '', seconds: 0 }
}

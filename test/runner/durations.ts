import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Kept where a clean checkout has none, so that measuring changes no file of the repository. */
const path = resolve(import.meta.dirname, '../../node_modules/.cache/lorekeep/test-seconds.json')

const read = async (): Promise<Record<string, number>> => JSON.parse(await readFile(path, 'utf8').catch(() => '{}'))

/** The files that took longest first, so that no core waits for a long file at the end. Files not yet measured come first. */
export async function longestFirst(files: string[]): Promise<string[]> {
  const seconds = await read()
  const duration = (file: string) => seconds[file] ?? Number.POSITIVE_INFINITY
  return files.toSorted((a, b) => (duration(a) === duration(b) ? a.localeCompare(b) : duration(b) - duration(a)))
}

export async function keepDurations(measured: { file: string; seconds: number }[]) {
  const seconds = await read()
  for (const it of measured) seconds[it.file] = Math.round(it.seconds * 100) / 100
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(seconds, null, 1))
}

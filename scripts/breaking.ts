import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { parse } from 'yaml'

export interface Break {
  operationId: string
  /** Where in the operation, e.g. responses/200/headers/ETag */
  location: string
  message: string
}

type Operation = { operationId: string; requestBody?: { required?: boolean } }
type Contract = { paths: Record<string, Record<string, Operation>> }
type Verdict = { ruleId: string; message: string; location?: { pointer?: string } }
type Change = { path: string; property?: string; impact: string; verdicts: Verdict[] }

const run = promisify(execFile)

/** Changes between two contracts that break a client of the first. */
export async function breaking(base: string, revision: string): Promise<Break[]> {
  const [before, after] = await Promise.all([contractIn(base), contractIn(revision)])
  const changes = await differences(base, revision)
  return [
    ...changes
      .filter(({ impact, verdicts }) => impact === 'major' && !verdicts.every(isNewSlug))
      .flatMap((change) => breakOf(change, before, after)),
    ...newBodies(before, after),
  ]
}

/** A new slug of a refusal breaks no client: the contract announces that there may be more. */
const isNewSlug = ({ ruleId, location }: Verdict) =>
  ruleId === 'enum-values-added' && location?.pointer === '#/components/schemas/ProblemSlug/enum'

const contractIn = async (file: string): Promise<Contract> => parse(await readFile(file, 'utf8'))

/** Output of Redocly's diff. It exits with 1 when it finds a breaking change. */
async function differences(base: string, revision: string): Promise<Change[]> {
  const diff = ['node_modules/@redocly/cli/bin/cli.js', 'diff', base, revision, '--format', 'json']
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const options = { env, maxBuffer: 2 ** 26 }
  const { stdout } = await run(process.execPath, diff, options).catch((failed: { stdout: string }) => failed)
  return (JSON.parse(stdout) as { changes: Change[] }).changes
}

function breakOf({ path, property, verdicts }: Change, before: Contract, after: Contract): Break[] {
  const [section, address = '', method, ...rest] = path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const message = verdicts.map(({ message }) => message).join(' ')
  const location = [...rest, property].filter(Boolean).join('/') || 'path'
  if (section !== 'paths') return [{ operationId: 'every operation', location: path.slice(2), message }]
  const here = before.paths[address] ?? after.paths[address] ?? {}
  const operations = method === undefined ? Object.values(here) : [here[method]]
  return operations.map((operation) => ({ operationId: operation?.operationId ?? path, location, message }))
}

/** Newly required bodies, which Redocly reports as additions. */
const newBodies = (before: Contract, after: Contract): Break[] =>
  Object.entries(before.paths).flatMap(([address, methods]) =>
    Object.entries(methods)
      .filter(([method, { requestBody }]) => !requestBody && after.paths[address]?.[method]?.requestBody?.required)
      .map(([, { operationId }]) => ({ operationId, location: 'requestBody', message: 'A body has to be sent.' })),
  )

/** Line of CHANGELOG.md that announces a breaking change. */
export const lineOf = ({ operationId, location, message }: Break) => `- \`${operationId}\` \`${location}\`: ${message}`

/** Lines of CHANGELOG.md under "Breaking" of "Unreleased". */
export function admitted(changelog: string): string[] {
  const section = (text: string, title: RegExp, level: string) =>
    text.split(new RegExp(`^${level} `, 'm')).find((part) => title.test(part)) ?? ''
  return section(section(changelog, /^\[?Unreleased/, '##'), /^Breaking/, '###').split('\n')
}

export const isAdmitted = ({ operationId, location }: Break, lines: string[]) =>
  lines.some((line) => line.includes(`\`${operationId}\``) && line.includes(`\`${location}\``))

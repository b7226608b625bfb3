import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { parse } from 'yaml'
import type { Document } from '../fixtures/contract.ts'
import { contractProxy } from '../fixtures/contract-proxy.ts'
import { startProcess } from '../fixtures/process.ts'
import { ADMIN_TOKEN } from '../fixtures/requests.ts'

const run = promisify(execFile)
const workflows = 'docs/workflows.arazzo.yaml'
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
const redocly = (...args: string[]) => run(process.execPath, ['node_modules/@redocly/cli/bin/cli.js', ...args], { env })

interface Report {
  files: Record<string, { totalRequests: number; executedWorkflows: { workflowId: string; status: string }[] }>
}

/** The colours of a terminal. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

test('The workflows of the documentation work on the real service, and a proxy finds no mismatch', async (t) => {
  const server = await startProcess(t, { ADMIN_TOKEN, SIGNUP_CREDITS: '0', LOG_LEVEL: 'warn' })
  await server.ready()
  const document = parse(await readFile('openapi.yaml', 'utf8')) as Document
  const proxy = await contractProxy(t, document, server.url)
  const report = join(t.testdir(), 'report.json')
  const inputs = { run: 'one', operator_token: ADMIN_TOKEN, scheduled_time: inDays(2), another_time: inDays(3) }
  const given = Object.entries(inputs).flatMap(([name, value]) => ['--input', `${name}=${value}`])
  const sent = ['respect', workflows, '--server', `lorekeep=${proxy.url}`, '--json-output', report, ...given]
  const failed = await redocly(...sent).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout.replace(colours, '').split('Failed tests info:').at(-1),
  )
  t.equal(failed, '')
  const [file] = Object.values((JSON.parse(await readFile(report, 'utf8')) as Report).files)
  const ended = file?.executedWorkflows.map(({ workflowId, status }) => `${workflowId}: ${status}`) ?? []
  t.equal(ended.length, 8)
  t.strictSame(
    ended.filter((it) => !it.endsWith(': success')),
    [],
  )
  t.strictSame(proxy.mismatches, [])
  t.equal(proxy.exchanges, file?.totalRequests)
  t.comment(`${proxy.exchanges} requests to ${proxy.operations.size} operations`)
})

test('The file of workflows keeps the rules of Arazzo', async (t) => {
  const lint = redocly('lint', '--extends', 'recommended', '--format', 'json', workflows)
  const { stdout } = await lint.catch((failed: { stdout: string }) => failed)
  t.strictSame((JSON.parse(stdout) as { problems: object[] }).problems, [])
})

import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'yaml'
import type { Call, CallCost, CallReply } from '../schemas/calls/index.ts'
import { build, declareJobs, seedContent } from '../src/app.ts'
import { readEnv } from '../src/config.ts'
import { open } from '../src/deps.ts'
import { systemClock } from '../src/process/clock.ts'
import { readWav } from '../src/services/audio/wav.ts'

/**
 * A whole call in the terminal, on a service of its own with nothing configured: `npm run demo:call`. You type what you say;
 * without a terminal, or with `-- --script`, the lines of scripts/demo-call.yaml are said. Writes call.wav.
 */
interface Script {
  persona_id: string
  call_pretext: string
  lines: string[]
}

const script = parse(await readFile(new URL('demo-call.yaml', import.meta.url), 'utf8')) as Script
const isTyped = process.stdin.isTTY && !process.argv.includes('--script')
const print = (text = '') => process.stdout.write(`${text}\n`)
const nothing = { info() {}, warn() {}, error() {}, debug() {} }
const usd = (micros: number) => `$${(micros / 1e6).toFixed(6)}`

/** The true service, in a folder that is gone afterwards. */
async function start(folder: string) {
  const env = readEnv({ DATABASE_URL: `sqlite:${join(folder, 'lorekeep.db')}`, DATA_DIR: folder, BACKUP_CRON: 'off' })
  const opened = await open(env, { clock: systemClock, log: nothing })
  await opened.migrate()
  await seedContent(opened.deps)
  const app = await build(opened.deps)
  declareJobs(opened.deps)
  await app.listen({ host: '127.0.0.1', port: 0 })
  await opened.deps.jobs.start()
  const { port } = app.server.address() as { port: number }
  const stop = async () => {
    await app.close()
    await opened.close()
  }
  return { url: `http://127.0.0.1:${port}/api/v1`, stop }
}

type Ask = <T>(path: string, body?: object) => Promise<T>

const asking = (url: string, authorization = ''): Ask => {
  return async <T>(path: string, body?: object) => {
    const headers = { ...(authorization && { authorization }), ...(body && { 'content-type': 'application/json' }) }
    const reply = await fetch(url + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
    if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`)
    return (reply.headers.get('content-type') === 'audio/wav' ? reply.arrayBuffer() : reply.json()) as T
  }
}

/** Reads the call until something is so. */
async function when(ask: Ask, id: string, isSo: (call: Call) => boolean): Promise<Call> {
  for (let tries = 0; tries < 100; tries++) {
    const call = await ask<Call>(`/calls/${id}`)
    if (isSo(call)) return call
    await sleep(100)
  }
  throw new Error('the call does not go on')
}

/** What the player says next; undefined when there is no more. */
async function* lines(): AsyncGenerator<string> {
  if (!isTyped) return yield* script.lines
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    for (;;) {
      const line = (await terminal.question('You:  ').catch(() => '')).trim()
      if (line === '') return
      yield line
    }
  } finally {
    terminal.close()
  }
}

async function talk(ask: Ask, id: string): Promise<Call> {
  const answered = await when(ask, id, ({ transcript }) => transcript.length > 0)
  const { persona_name } = answered
  print(`${persona_name}: ${answered.transcript[0]?.text}`)
  for await (const text of lines()) {
    if (!isTyped) print(`You:  ${text}`)
    const { reply, call } = await ask<CallReply>(`/calls/${id}/turns`, { text })
    print(`${persona_name}: ${reply}`)
    if (call.status !== 'in_progress') break
  }
  await ask(`/calls/${id}/end`, {})
  return when(ask, id, ({ summary, transcript }) => summary !== null || transcript.length < 4)
}

function showCost({ items, total_micro_usd, charged_credits }: CallCost) {
  print('\nWhat a carried call would have cost:')
  for (const { component, provider, model, quantity, unit, amount_micro_usd } of items) {
    const what = `${component} (${provider} ${model})`.padEnd(36)
    print(`  ${what} ${`${quantity} ${unit}${quantity === 1 ? '' : 's'}`.padStart(16)}  ${usd(amount_micro_usd)}`)
  }
  print(`  ${'together'.padEnd(53)}  ${usd(total_micro_usd)}; nothing was paid, and ${charged_credits} credit charged`)
}

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-demo-'))
const { url, stop } = await start(folder)
try {
  const { token } = await asking(url)<{ token: string }>('/auth/device', { device_id: randomUUID() })
  const ask = asking(url, `Bearer ${token}`)
  const { persona_id, call_pretext } = script
  const wanted = { persona_id, call_pretext, phone_number: '+12025550123', record: true }
  const { id, persona_name } = await ask<Call>('/calls', wanted)
  print(`${persona_name} calls. It rings …${isTyped ? ' (an empty line hangs up)' : ''}\n`)
  const call = await talk(ask, id)
  print(`\n${call.status} (${call.end_reason}) after ${call.duration_seconds} s. ${call.summary ?? ''}`)
  showCost(await ask<CallCost>(`/calls/${id}/cost`))
  const { available_credits } = await ask<{ available_credits: number }>('/credits')
  print(`Credits left: ${available_credits}`)
  const wav = Buffer.from(await ask<ArrayBuffer>(`/calls/${id}/recording`))
  await writeFile('call.wav', wav)
  print(`\n${resolve('call.wav')}: ${((readWav(wav)?.data.length ?? 0) / 8_000).toFixed(1)} s of both voices`)
} finally {
  await stop()
  await rm(folder, { recursive: true, force: true })
}

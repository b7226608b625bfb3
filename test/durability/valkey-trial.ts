import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { startProcess } from '../fixtures/process.ts'
import { startValkey, until } from '../fixtures/valkey.ts'
import { type Ask, type Asked, clientOf, percentile, slowest, steady } from './valkey-load.ts'

export interface Phase {
  phase: string
  redis: string
  requests: number
  failed: number
  /** The first of them. */
  failure: string
  p50: number
  p99: number
  slowestMs: number
  /** Those of a service without Redis, asked the same at the same time: what the machine itself adds. */
  withoutRedis: { p50: number; slowestMs: number }
  /**
   * Sessions that one caller could begin in this phase. A minute allows 20 of them, and 10 more when the server was lost
   * meanwhile: the process then counts alone, each twice.
   */
  begun: number
  /** Answers to a token that was signed out before. */
  revoked: number[]
}

export interface Trial {
  phases: Phase[]
  /** Milliseconds from the return of the server to `connected`. */
  backMs: number[]
}

const ALLOWED = 20
export const ALLOWED_WHEN_LOST = 30
const quiet = {
  LOG_LEVEL: 'silent',
  LOOKUPS_PER_MINUTE: '1000000',
  RATE_LIMIT_PER_MINUTE: '10000000',
  SAVE_BYTES_PER_MINUTE: '10000000000',
}
const state = { scene_index: 1, party_name: 'x', heroes: [], symbol_choice: null, choices: {} }
const json = (path: string, value: object, more: Partial<Ask> = {}): Ask => ({
  ...{ method: 'POST', path, body: JSON.stringify(value) },
  ...more,
})

/** Saves and loads of a signed-in user, and weather and lists of anonymous callers. */
const mixed = (token: string) => {
  const headers = { authorization: `Bearer ${token}` }
  return (at: number): Ask => {
    const session_id = `session-${at % 50}`
    if (at % 4 === 0) return json('/api/v1/save', { session_id, state }, { headers })
    if (at % 4 === 1) return { path: '/api/v1/weather?lat=48.8566&lon=2.3522' }
    if (at % 4 === 2) return { path: '/api/v1/auth/me', headers }
    return { path: `/api/v1/saves?session_id=${session_id}` }
  }
}

async function signedIn({ send }: ReturnType<typeof clientOf>) {
  const reply = await send(json('/api/v1/auth/device', { device_id: randomBytes(24).toString('base64url') }))
  if (reply.statusCode !== 201) throw new Error(reply.text)
  return (JSON.parse(reply.text) as { token: string }).token
}

async function service(t: Test, settings: Record<string, string>) {
  const server = await startProcess(t, { ...quiet, ...settings })
  await server.ready()
  const client = clientOf(server.url)
  t.teardown(client.close)
  const token = await signedIn(client)
  const revoked = await signedIn(client)
  await client.send(json('/api/v1/auth/logout', {}, { headers: { authorization: `Bearer ${revoked}` } }))
  const redis = async () => (JSON.parse((await client.send({ path: '/health' })).text) as { redis: string }).redis
  return { client, token, revoked, redis }
}

/** The real service under load while its Valkey is killed, started again, frozen, and thawed. */
export async function loseValkey(t: Test, { rate, phaseMs }: { rate: number; phaseMs: number }): Promise<Trial> {
  const valkey = await startValkey(t)
  const ours = await service(t, { REDIS_URL: valkey.url, NEW_SESSIONS_PER_MINUTE: String(ALLOWED) })
  const control = await service(t, {})
  const trial: Trial = { phases: [], backMs: [] }

  async function beginMany() {
    let begun = 0
    for (let times = 0; times < ALLOWED_WHEN_LOST + 5; times++) {
      const { statusCode } = await ours.client.send(json('/api/v1/save', { state }))
      if (statusCode === 200) begun++
    }
    return begun
  }

  async function phase(name: string, before: () => unknown) {
    const load = (it: typeof ours) => steady(it.client, rate, phaseMs, mixed(it.token))
    const loads = Promise.all([load(ours), load(control)])
    // In the middle of the traffic, not before it.
    await new Promise((resolve) => setTimeout(resolve, phaseMs / 10))
    await before()
    const headers = { authorization: `Bearer ${ours.revoked}` }
    const revoked = [(await ours.client.send({ path: '/api/v1/auth/me', headers })).statusCode as number]
    const begun = await beginMany()
    const [asked, without] = await loads
    revoked.push((await ours.client.send({ path: '/api/v1/auth/me', headers })).statusCode as number)
    trial.phases.push({
      phase: name,
      redis: await ours.redis(),
      ...figures(asked),
      ...{ begun, revoked },
      withoutRedis: figures(without),
    })
  }

  const back = async (restore: () => unknown) => {
    await restore()
    const startedAt = performance.now()
    await until(async () => (await ours.redis()) === 'connected', 'it is connected')
    trial.backMs.push(Math.round(performance.now() - startedAt))
  }

  await steady(control.client, rate, 500, mixed(control.token))
  await steady(ours.client, rate, 500, mixed(ours.token))
  await phase('connected', () => {})
  await phase('killed', valkey.kill)
  await phase('started again', () => back(valkey.start))
  await phase('frozen', valkey.freeze)
  await phase('thawed', () => back(valkey.thaw))
  return trial
}

function figures(asked: Asked[]) {
  const failed = asked.filter(({ status }) => status !== 200)
  return {
    requests: asked.length,
    failed: failed.length,
    failure: failed[0] ? `${failed[0].path} ${failed[0].status}` : '',
    p50: Math.round(percentile(asked, 0.5)),
    p99: Math.round(percentile(asked, 0.99)),
    slowestMs: Math.round(slowest(asked)),
  }
}

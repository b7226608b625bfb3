import { parseArgs } from 'node:util'
import type { Test } from 'tap'
import { ALLOWED_WHEN_LOST, loseValkey } from './valkey-trial.ts'

/**
 * What it costs the players when Valkey is killed, frozen and started again under load: `npm run durability:valkey`.
 * Exits with 1 when an answer fails, a limit is off, a signed-out user is let in, or a request takes 250 ms more than at
 * a service without Redis at the same time.
 */
const { values } = parseArgs({
  options: { rate: { type: 'string', default: '200' }, seconds: { type: 'string', default: '10' } },
})
const teardowns: (() => unknown)[] = []
const keeper = { teardown: (close: () => unknown) => void teardowns.unshift(close) } as unknown as Test
const { phases, backMs } = await loseValkey(keeper, {
  rate: Number(values.rate),
  phaseMs: Number(values.seconds) * 1_000,
})
for (const close of teardowns) await close()

const line = (...cells: unknown[]) => process.stdout.write(`${cells.map((it) => String(it).padStart(14)).join('')}\n`)
line(
  'phase',
  'redis',
  'requests',
  'failed',
  'p50 ms',
  'p99 ms',
  'slowest ms',
  'without redis',
  'sessions',
  'signed out',
)
for (const it of phases)
  line(
    it.phase,
    it.redis,
    it.requests,
    it.failed,
    it.p50,
    it.p99,
    it.slowestMs,
    it.withoutRedis.slowestMs,
    it.begun,
    it.revoked.join(),
  )
for (const { phase, failure } of phases)
  if (failure) process.stdout.write(`${phase}: the first failure is ${failure}\n`)
process.stdout.write(`back by itself after ${backMs.join(' and ')} ms\n`)
const isBad = phases.some(
  (it) =>
    it.failed > 0 ||
    it.begun > ALLOWED_WHEN_LOST ||
    it.revoked.some((status) => status !== 401) ||
    it.slowestMs - it.withoutRedis.slowestMs > 250,
)
process.exit(isBad ? 1 : 0)

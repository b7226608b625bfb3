import { parseArgs } from 'node:util'
import type { Test } from 'tap'
import { loseValkey } from './valkey-trial.ts'

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
line('phase', 'redis', 'requests', 'failed', 'p99 ms', 'slowest ms', 'without redis', 'sessions', 'signed out')
for (const it of phases)
  line(
    it.phase,
    it.redis,
    it.requests,
    it.failed,
    it.p99,
    it.slowestMs,
    it.slowestWithoutRedisMs,
    it.begun,
    it.revoked.join(),
  )
process.stdout.write(`back by itself after ${backMs.join(' and ')} ms\n`)
const isBad = phases.some(
  (it) =>
    it.failed > 0 ||
    it.begun > 20 ||
    it.revoked.some((status) => status !== 401) ||
    it.slowestMs - it.slowestWithoutRedisMs > 250,
)
process.exit(isBad ? 1 : 0)

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import type { Db } from '../db/tables.ts'
import { check } from '../src/services/ledger/check.ts'
import { reserve, settle } from '../src/services/ledger/holds.ts'
import { openAccount } from '../src/services/ledger/ledger.ts'
import { transaction } from '../src/services/transaction.ts'
import { startPostgres } from './postgres.ts'

/**
 * Credits that are reserved and settled, as pairs a second: by many users at once, and all by one user, whose changes wait
 * for each other. The ledger is checked after each. `npm run bench:credits -- --seconds 5 --at-once 64 --users 1000 --only
 * sqlite,postgres`.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '64' },
    users: { type: 'string', default: '1000' },
    only: { type: 'string', default: 'sqlite,postgres' },
  },
})
const [seconds, atOnce, users] = [values.seconds, values['at-once'], values.users].map(Number) as [
  number,
  number,
  number,
]
const print = (text: string) => process.stdout.write(`${text}\n`)
const MANY = 1_000_000

async function seedUsers(db: Db, count: number): Promise<string[]> {
  const at = new Date().toISOString()
  const ids = Array.from({ length: count }, () => randomUUID())
  for (let from = 0; from < count; from += 100)
    await transaction(db, async (trx) => {
      for (const id of ids.slice(from, from + 100)) {
        const row = {
          id,
          name: 'A user',
          email: null,
          email_key: null,
          phone: null,
          password_hash: null,
          device_hash: null,
        }
        const rest = { email_verified: 0, phone_verified: 0, token_version: 1, kept_token_id: null }
        await trx
          .insertInto('users')
          .values({ ...row, ...rest, created_at: at, updated_at: at })
          .execute()
        await openAccount(trx, id, MANY)
      }
    })
  return ids
}

/** One pair, each step committed to disk before the next. Answers its milliseconds. */
async function pair(db: Db, user: string): Promise<number> {
  const startedAt = performance.now()
  const now = new Date().toISOString()
  const of = { credits: 2, reference: `call:${randomUUID()}`, expires_at: '2100-01-01T00:00:00.000Z', now }
  const hold = await reserve(db, user, of)
  if (!hold) throw new Error('too little')
  await settle(db, hold.id, { credits: 1, now })
  return performance.now() - startedAt
}

async function pairsFor(db: Db, ids: string[], ms: number): Promise<number[]> {
  const until = performance.now() + ms
  const took: number[] = []
  let next = 0
  const work = async () => {
    while (performance.now() < until) took.push(await pair(db, ids[next++ % ids.length] as string))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return took.toSorted((one, other) => one - other)
}

async function measure(db: Db, what: string, ids: string[], target?: number) {
  await pairsFor(db, ids, 1_000)
  const startedAt = performance.now()
  const took = await pairsFor(db, ids, seconds * 1_000)
  const perSecond = took.length / ((performance.now() - startedAt) / 1_000)
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(1)
  const wanted = target ? ` (target: ≥ ${target})` : ''
  print(`  ${what}: ${perSecond.toFixed(0)} pairs/s${wanted}, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
}

async function measureOn(name: string, url: string, target?: number) {
  const { db, engine, close } = connect(url)
  await migrate(db, engine)
  const ids = await seedUsers(db, users)
  print(`\n${name}, ${atOnce} at once:`)
  await measure(db, `${users} users`, ids, target)
  await measure(db, 'one user', ids.slice(0, 1))
  const startedAt = performance.now()
  const faults = (await Array.fromAsync(check(db))).length
  const { count } = await db
    .selectFrom('credit_transactions')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  print(`  check: ${faults} faults in ${count} rows, ${(performance.now() - startedAt).toFixed(0)} ms`)
  await close()
}

const load = loadavg()[0]?.toFixed(1)
print(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load average ${load}`)
if (values.only.includes('sqlite')) {
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-credits-'))
  const file = `sqlite:${join(folder, 'credits.db')}`
  await measureOn('SQLite', file).finally(() => rm(folder, { recursive: true }))
}
if (values.only.includes('postgres')) {
  const postgres = await startPostgres()
  await postgres
    .database('credits')
    .then((url) => measureOn('Postgres, 10 connections, durable', url, 500))
    .finally(() => postgres.stop())
}

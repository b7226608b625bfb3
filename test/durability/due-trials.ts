import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'
import { seedContent } from '../../src/app.ts'
import { readEnv } from '../../src/config.ts'
import { open } from '../../src/deps.ts'
import { dialScheduledJob } from '../../src/domains/calls/due.ts'
import { logger } from '../../src/plugins/log.ts'
import { systemClock } from '../../src/process/clock.ts'
import { grant } from '../../src/services/ledger/ledger.ts'
import { transaction } from '../../src/services/transaction.ts'
import { fleeting, freePort, startPostgres } from '../fixtures/postgres.ts'
import { ADMIN_TOKEN } from '../fixtures/requests.ts'
import { startServer } from '../fixtures/server.ts'
import { twilioServer } from '../fixtures/twilio.ts'
import { exampleUser, insertExampleUsers, TOKEN_SECRET } from '../fixtures/users.ts'

const NUMBER = '+12025550125'

/** What became of calls that were due while three processes ran, of which one was killed. */
export interface DueOutcome {
  due: number
  /** Calls that the carrier was asked to make, and how many of them were made a second time. */
  dialled: number
  twice: number
  statuses: Record<string, number>
  /** From the due time to the last dial. */
  seconds: number
}

/** Lets `count` calls fall due at once over three processes on one Postgres, and kills one of them in the middle. */
export async function callDue(count: number, killAfterMs: number): Promise<DueOutcome> {
  const teardowns: (() => unknown)[] = []
  const t = { teardown: (run: () => unknown) => void teardowns.push(run) } as unknown as Test
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-due-'))
  try {
    const [postgres, twilio] = [await startPostgres(fleeting), await twilioServer(t)]
    teardowns.push(() => postgres.stop())
    const env = {
      ...{ DATABASE_URL: postgres.url, ADMIN_TOKEN, JWT_SECRET: TOKEN_SECRET, LOG_LEVEL: 'warn' },
      ...{ CALLS_PER_SECOND: '1000', CALLS_PER_USER_PER_DAY: '1000000', BACKUP_CRON: 'off' },
      ...{ SERVICE_DAILY_LIMIT_MICRO_USD: '1000000000000', ...twilio.env },
    }
    const log = logger('warn', { write: () => {} })
    const { deps, migrate, close } = await open(readEnv({ ...env, DATA_DIR: folder }), { clock: systemClock, log })
    teardowns.push(close)
    await migrate()
    await seedContent(deps)
    await insertExampleUsers(deps.db)
    deps.jobs.declare(deps, [dialScheduledJob])
    const at = await schedule(deps, count)
    const servers = []
    for (let n = 0; n < 3; n++) {
      const data = await mkdtemp(join(folder, 'process-'))
      servers.push(await startServer({ ...env, DATA_DIR: data, PORT: String(await freePort()) }))
    }
    for (const { stop } of servers) teardowns.push(stop)
    await setTimeout(Math.max(0, at.getTime() - Date.now()) + killAfterMs)
    await servers[0]?.kill()
    await settled(deps)
    const rows = await deps.db.selectFrom('scheduled_calls').select('status').execute()
    const calls = [...twilio.calls.values()]
    const last = Math.max(...calls.map(({ createdAt }) => createdAt?.getTime() ?? 0))
    return {
      ...{ due: count, dialled: twilio.dialled(), seconds: (last - at.getTime()) / 1_000 },
      twice: twilio.dialled() - new Set(calls.map(({ form }) => form.get('StatusCallback'))).size,
      statuses: Object.fromEntries([...Map.groupBy(rows, ({ status }) => status)].map(([it, all]) => [it, all.length])),
    }
  } finally {
    for (const run of teardowns.toReversed()) await run()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

type Deps = Awaited<ReturnType<typeof open>>['deps']

/** So many calls of one user, all due at the moment that is answered. */
async function schedule(deps: Deps, count: number): Promise<Date> {
  const now = deps.clock.now()
  const at = new Date(now.getTime() + 8_000 + count * 5)
  const [created_at, scheduled_time] = [now.toISOString(), at.toISOString()]
  const latest_time = new Date(at.getTime() + 15 * 60_000).toISOString()
  await transaction(deps.db, (trx) =>
    grant(trx, exampleUser.id, { credits: count, reason: null, reference: 'for all', now: created_at }),
  )
  for (let n = 0; n < count; n++) {
    const id = `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
    await deps.db
      .insertInto('scheduled_calls')
      .values({
        ...{ id, user_id: exampleUser.id, persona_id: 'brad_001', phone_number: NUMBER, scenario_id: null },
        ...{ call_scenario: null, call_pretext: null, max_duration_minutes: 1, record: 0, status: 'scheduled' },
        ...{ scheduled_time, latest_time, timezone: null, allow_quiet_hours: 1, call_id: null, failure: null },
        ...{ created_at, updated_at: created_at },
      })
      .execute()
    await deps.jobs.send(deps.db, dialScheduledJob, { id }, { at })
  }
  return at
}

/** Until nothing waits any more: what the killed process had begun is taken over when its lease ends. */
async function settled({ db }: Deps) {
  for (let waited = 0; waited < 240_000; waited += 500) {
    const open = await db
      .selectFrom('scheduled_calls')
      .select('id')
      .where('status', 'in', ['scheduled', 'executing'])
      .limit(1)
      .execute()
    if (open.length === 0) return
    await setTimeout(500)
  }
}

import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import type { Engine } from '../../../db/columns.ts'
import { connect } from '../../../db/connect.ts'
import { killChild, startChild } from '../../fixtures/children.ts'
import type { Tells, Told } from '../../fixtures/job-process.ts'
import { until } from '../../fixtures/jobs.ts'
import { engines, freshDatabase } from '../../fixtures/world.ts'

const entry = fileURLToPath(new URL('../../fixtures/job-process.ts', import.meta.url))
const SLOW_MACHINE_MS = 40_000

type Event = Tells & { by: number; call?: string }

/** Three processes on one database, and what they tell. With `hold`, a call lasts until it is released. */
async function threeOn(t: Test, engine: Engine, hold = false) {
  const url = await freshDatabase(t, engine)
  const { db, migrate, close } = connect(url)
  t.teardown(close)
  await migrate()
  const events: Event[] = []
  const happened = (is: Tells['is'], call?: string) =>
    events.filter((it) => it.is === is && (call === undefined || it.call === call))
  const start = (by: number) =>
    startChild(t, entry, hold ? [url, 'hold'] : [url], (it: Tells) => events.push({ ...it, by }))
  const children: ChildProcess[] = [start(0), start(1), start(2)]
  await until(() => happened('ready').length === 3, 'three are ready', SLOW_MACHINE_MS)
  const tell = (by: number, told: Told) => children[by]?.send(told)
  const kill = (by: number) => killChild(children[by] as ChildProcess)
  /** Lets the leases of what runs be over, as they are when their process has been silent for long enough. */
  const endLeases = () =>
    engine === 'sqlite'
      ? sql`update jobs set due_at = '2020-01-01T00:00:00.000Z' where state = 'running'`.execute(db)
      : sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`.execute(db)
  return { events, happened, tell, kill, endLeases, start, children }
}

for (const engine of engines) {
  t.test(`300 calls that are due at once, over three processes, are each dialled once (${engine})`, async (t) => {
    const { happened, tell } = await threeOn(t, engine)
    const calls = Array.from({ length: 300 }, (_, at) => `call ${at}`)
    const at = new Date(Date.now() + 1_500).toISOString()
    for (const by of [0, 1, 2]) tell(by, { send: calls.filter((_, index) => index % 3 === by), at })
    await until(() => happened('done').length >= 300, 'all are dialled', SLOW_MACHINE_MS)
    t.strictSame(
      happened('begun')
        .map(({ call }) => call)
        .sort(),
      calls.sort(),
    )
  })

  t.test(`what a killed process ran is taken over when its lease is over, never before (${engine})`, async (t) => {
    const { happened, tell, kill, endLeases, events } = await threeOn(t, engine, true)
    tell(0, { send: ['a'] })
    await until(() => happened('begun', 'a').length === 1, 'it began', SLOW_MACHINE_MS)
    const { by: first } = happened('begun', 'a')[0] as Event
    const other = (first + 1) % 3
    tell(other, { send: ['b'] })
    await until(() => happened('begun', 'b').length === 1, 'the next one began', SLOW_MACHINE_MS)
    await kill(first)
    tell(other, { send: ['c'] })
    await until(() => happened('begun', 'c').length === 1, 'they go on', SLOW_MACHINE_MS)
    t.strictSame(happened('begun', 'a').length, 1)
    const survivor = (happened('begun', 'c')[0] as Event).by
    await endLeases()
    tell(survivor, { send: ['d'] })
    await until(() => happened('begun', 'a').length === 2, 'it is taken over', SLOW_MACHINE_MS)
    t.not((happened('begun', 'a')[1] as Event).by, first)
    for (const by of [0, 1, 2]) if (by !== first) tell(by, { release: true })
    await until(() => happened('done', 'a').length === 1, 'it is done', SLOW_MACHINE_MS)
    t.strictSame(events.filter(({ is, call }) => is === 'begun' && call === 'a').length, 2)
  })

  t.test(`a stop waits for what runs, and what waits is run after the next start (${engine})`, async (t) => {
    const { happened, tell, start, children } = await threeOn(t, engine, true)
    tell(0, { send: ['a'] })
    await until(() => happened('begun', 'a').length === 1, 'it began', SLOW_MACHINE_MS)
    for (const by of [0, 1, 2]) tell(by, { stop: 30_000 })
    await until(() => happened('stopped').length === 2, 'those that run nothing have stopped', SLOW_MACHINE_MS)
    const { by } = happened('begun', 'a')[0] as Event
    tell(by, { send: ['b'] })
    await until(() => happened('sent').length === 2, 'another one waits', SLOW_MACHINE_MS)
    tell(by, { release: true })
    await until(() => happened('stopped').length === 3, 'all have stopped', SLOW_MACHINE_MS)
    t.strictSame([happened('done', 'a').length, happened('begun', 'b').length], [1, 0])
    children[by] = start(by)
    await until(() => happened('begun', 'b').length === 1, 'it is run', SLOW_MACHINE_MS)
  })
}

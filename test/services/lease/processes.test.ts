import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { Engine } from '../../../db/columns.ts'
import { connect } from '../../../db/connect.ts'
import type { Db } from '../../../db/tables.ts'
import { killChild, startChild } from '../../fixtures/children.ts'
import type { Tells, Told } from '../../fixtures/lease-process.ts'
import { effectsIn } from '../../fixtures/leases.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, freshDatabase } from '../../fixtures/world.ts'

const entry = fileURLToPath(new URL('../../fixtures/lease-process.ts', import.meta.url))
const SLOW_MACHINE_MS = 40_000
/** Lease that ends only by its holder: a busy machine may keep a process from its heartbeats for seconds. */
const LONG_MS = 60_000
/** Lease whose holder sends no more heartbeats in the test. */
const SHORT_MS = 500

type Event = Tells & { by: string; role?: string; painted?: string }

/** Two processes on one database, and what they tell. `other` takes over a lease without a heartbeat for `leaseMs`. */
async function twoOn(t: Test, engine: Engine, leaseMs = LONG_MS) {
  const url = await freshDatabase(t, engine)
  const { db, migrate, close } = connect(url)
  t.teardown(close)
  await migrate()
  const events: Event[] = []
  const happened = (is: Tells['is'], by?: string) =>
    events.filter((it) => it.is === is && (by === undefined || it.by === by))
  const start = (by: string, leaseMs: number) =>
    startChild(t, entry, [url, by, String(leaseMs)], (it: Tells) => events.push({ ...it, by }))
  const children: Record<string, ChildProcess> = { one: start('one', LONG_MS), other: start('other', leaseMs) }
  await until(() => happened('ready').length === 2, 'two are ready', SLOW_MACHINE_MS)
  const tell = (by: string, told: Told) => children[by]?.send(told)
  const reached = (is: Tells['is'], count: number, by?: string) =>
    until(() => happened(is, by).length >= count, `${count} ${is} ${by ?? ''}`, SLOW_MACHINE_MS)
  /** How the calls of a process ended, and how many in each way. */
  const endsOf = (by: string) => {
    const ends: Record<string, number> = {}
    for (const { role, painted } of happened('ended', by))
      ends[`${role} ${painted}`] = (ends[`${role} ${painted}`] ?? 0) + 1
    return ends
  }
  /** `one` works, and both have 50 calls that wait for it. */
  const begin = async () => {
    tell('one', { call: 50 })
    await reached('begun', 1, 'one')
    tell('other', { call: 50 })
    await reached('waiting', 1, 'other')
  }
  const kill = (by: string) => killChild(children[by] as ChildProcess)
  return { db, children, tell, reached, happened, endsOf, begin, kill }
}

/** Stops a process while it holds no lock of the file: one that is stopped in its commit would hold up all others. */
async function freeze(db: Db, child: ChildProcess) {
  const canWrite = () =>
    db
      .deleteFrom('paid_calls')
      .where('day', '=', '')
      .execute()
      .then(
        () => true,
        () => false,
      )
  do {
    child.kill('SIGCONT')
    child.kill('SIGSTOP')
  } while (!(await canWrite()))
}

for (const engine of engines) {
  t.test(`100 calls over two processes run the work once (${engine})`, async (t) => {
    const { db, tell, reached, happened, endsOf, begin } = await twoOn(t, engine)
    await begin()
    tell('one', { release: true })
    await reached('ended', 100)
    t.strictSame(endsOf('one'), { 'leader by one': 1, 'joined by one': 49 })
    t.strictSame(endsOf('other'), { 'joined by one': 50 })
    t.strictSame([happened('begun').length, await effectsIn(db)], [1, 1])
  })

  t.test(`a leader that is killed is replaced by one that waits (${engine})`, async (t) => {
    const { db, tell, reached, happened, endsOf, begin, kill } = await twoOn(t, engine, SHORT_MS)
    await begin()
    await kill('one')
    tell('other', { release: true })
    await reached('ended', 50, 'other')
    t.strictSame(endsOf('other'), { 'leader by other': 1, 'joined by other': 49 })
    t.strictSame([happened('begun').length, await effectsIn(db)], [2, 1])
  })

  t.test(`a leader that stood still longer than its lease writes nothing (${engine})`, async (t) => {
    const { db, children, tell, reached, endsOf, begin } = await twoOn(t, engine, SHORT_MS)
    await begin()
    await freeze(db, children.one as ChildProcess)
    tell('other', { release: true })
    await reached('ended', 50, 'other')
    t.strictSame(endsOf('other'), { 'leader by other': 1, 'joined by other': 49 })
    tell('one', { release: true })
    children.one?.kill('SIGCONT')
    await reached('ended', 50, 'one')
    t.strictSame(endsOf('one'), { 'joined by other': 50 })
    t.strictSame(await effectsIn(db), 1)
  })

  t.test(`a leader that is stopped hands the work on at once (${engine})`, async (t) => {
    const { db, tell, reached, endsOf, begin } = await twoOn(t, engine)
    await begin()
    tell('one', { stop: true })
    await reached('stopped', 1, 'one')
    tell('other', { release: true })
    await reached('ended', 50, 'other')
    t.strictSame(endsOf('other'), { 'leader by other': 1, 'joined by other': 49 })
    t.strictSame(await effectsIn(db), 1)
  })
}

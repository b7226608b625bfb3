import { Type } from '@sinclair/typebox'
import t from 'tap'
import { type Attempt, defineJob } from '../../../src/services/jobs/job.ts'
import { onBothQueues, until } from '../../fixtures/jobs.ts'

const Note = Type.Object({ text: Type.String() }, { additionalProperties: false })

/** A job that notes what it was given. */
function noting(name = 'note') {
  const notes: string[] = []
  const attempts: Attempt[] = []
  const job = defineJob({
    name,
    data: Note,
    run: async (_needs: unknown, { text }, attempt) => {
      notes.push(text)
      attempts.push(attempt)
    },
  })
  return { job, notes, attempts }
}

onBothQueues(t, 'a job whose data are not what it takes is not sent', async (t, { db, runner }) => {
  const { job, notes } = noting()
  const jobs = runner(job)
  const wrong = { text: 1, secret: 'x' } as never
  await t.rejects(jobs.send(db, job, wrong), { message: 'job note: its data are wrong at /secret, /text' })
  await jobs.start()
  t.strictSame(notes, [])
})

onBothQueues(t, 'two jobs of one name are refused', async (t, { runner }) => {
  t.throws(() => runner(noting().job, noting().job), { message: 'two jobs are named note' })
})

onBothQueues(t, 'a job that is sent runs at once, and is gone', async (t, { db, runner, states, logged }) => {
  const { job, notes, attempts } = noting()
  const jobs = runner(job)
  await jobs.start()
  const id = await jobs.send(db, job, { text: 'first' })
  await until(() => logged.length > 0, 'it ran')
  t.strictSame(notes, ['first'])
  t.strictSame(attempts[0]?.number, 1)
  t.strictSame(attempts[0]?.id, id)
  await until(async () => (await states()).length === 0, 'it is gone')
  t.strictSame(logged, [{ level: 'info', message: 'job done', job: 'note', id, attempt: 1, ms: 0 }])
  t.equal(jobs.state(), 'ok')
})

onBothQueues(t, 'a job waits for its time', async (t, { db, runner, now, turn, turnUntil }) => {
  const { job, notes } = noting()
  const jobs = runner(job)
  await jobs.start()
  await jobs.send(db, job, { text: 'later' }, { at: new Date(now() + 60_000) })
  await turn(59_000)
  t.strictSame(notes, [])
  await turnUntil(1_000, () => notes.length > 0, 'it ran')
  t.strictSame(notes, ['later'])
})

onBothQueues(t, 'a job that was sent while nothing ran is run by the next start', async (t, { db, runner }) => {
  const { job, notes } = noting()
  const sender = runner(job)
  await sender.send(db, job, { text: 'kept' })
  await sender.stop(0)
  await runner(job).start()
  await until(() => notes.length > 0, 'it ran')
  t.strictSame(notes, ['kept'])
})

onBothQueues(t, 'a second job of a key is ignored while the first waits', async (t, { db, runner, states }) => {
  const { job, notes } = noting()
  const jobs = runner(job)
  const first = await jobs.send(db, job, { text: 'first' }, { key: 'k' })
  t.type(first, 'string')
  t.strictSame(await jobs.send(db, job, { text: 'second' }, { key: 'k' }), undefined)
  t.type(await jobs.send(db, job, { text: 'other' }, { key: 'l' }), 'string')
  t.strictSame(await states(), ['waiting', 'waiting'])
  await jobs.start()
  await until(() => notes.length === 2, 'both ran')
  t.strictSame(notes.sort(), ['first', 'other'])
  t.type(await jobs.send(db, job, { text: 'again' }, { key: 'k' }), 'string')
  await until(() => notes.length === 3, 'the key is free once it has begun')
})

onBothQueues(t, 'a job that waits can be cancelled, once', async (t, { db, runner, now, turn, states }) => {
  const { job, notes } = noting()
  const jobs = runner(job)
  await jobs.start()
  const id = (await jobs.send(db, job, { text: 'never' }, { at: new Date(now() + 10_000) })) as string
  t.strictSame(await jobs.cancel(db, job, id), true)
  t.strictSame(await jobs.cancel(db, job, id), false)
  await turn(60_000)
  t.strictSame(notes, [])
  t.strictSame(await states(), [])
})

onBothQueues(t, 'a job sent in a transaction is there if that commits', async (t, { db, runner, states }) => {
  const { job, notes } = noting()
  const jobs = runner(job)
  await jobs.start()
  const rolledBack = db.transaction().execute(async (trx) => {
    await jobs.send(trx, job, { text: 'lost' })
    throw new Error('no')
  })
  await t.rejects(rolledBack, { message: 'no' })
  await db.transaction().execute(async (trx) => {
    await jobs.send(trx, job, { text: 'kept' })
    await new Promise((resolve) => setTimeout(resolve, 30))
    t.strictSame(notes, [], 'it is not run before')
  })
  await until(() => notes.length > 0, 'it ran')
  t.strictSame(notes, ['kept'])
  await until(async () => (await states()).length === 0, 'nothing is left')
})

onBothQueues(t, 'fifty jobs over three runners run once each', async (t, { db, runner, states }) => {
  const { job, notes } = noting()
  const several = { ...job, concurrency: 3 }
  const all = [runner(several), runner(several), runner(several)]
  for (const jobs of all) await jobs.start()
  const texts = Array.from({ length: 50 }, (_, at) => `note ${at}`)
  await Promise.all(texts.map((text, at) => all[at % 3]?.send(db, job, { text })))
  await until(async () => notes.length >= 50 && (await states()).length === 0, 'all ran', 20_000)
  t.strictSame(notes.sort(), texts.sort())
})

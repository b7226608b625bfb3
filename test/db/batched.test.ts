import { type Kysely, sql } from 'kysely'
import t, { type Test } from 'tap'
import { batched } from '../../db/batched.ts'
import { columns, type Engine } from '../../db/columns.ts'
import { connect } from '../../db/connect.ts'
import { isUnavailable } from '../../db/errors.ts'
import type { PostgresOptions } from '../../db/postgres.ts'
import { tcpProxy, through } from '../fixtures/tcp-proxy.ts'
import { engines, freshDatabase } from '../fixtures/world.ts'

interface Card {
  owner: string
  name: string
  body: string
  price: number | null
  seen_at: string
}
type Cards = Kysely<{ cards: Card & { version: number } }>

const find = batched({ params: { owner: 'text', name: 'text' } }, (db, card: Pick<Card, 'owner' | 'name'>) =>
  (db as unknown as Cards)
    .selectFrom('cards')
    .selectAll()
    .where('owner', '=', card.owner)
    .where('name', '=', card.name),
)

const write = batched(
  {
    params: { owner: 'text', name: 'text', body: 'json', price: 'integer', seen_at: 'timestamptz' },
    key: ['owner', 'name'],
  },
  (db, { owner, name, body, price, seen_at }: Card) =>
    (db as unknown as Cards)
      .insertInto('cards')
      .values({ owner, name, body, price, seen_at, version: 1 })
      .onConflict((conflict) =>
        conflict.columns(['owner', 'name']).doUpdateSet((set) => ({
          body: set.ref('excluded.body'),
          version: set('cards.version', '+', 1),
        })),
      )
      .returning(['name', 'version']),
)

/** A database with an empty table of cards, of which none may cost more than a hundred. */
async function cards(t: Test, engine: Engine, options?: PostgresOptions, url?: string) {
  const connection = connect(url ?? (await freshDatabase(t, engine)), options)
  t.teardown(() => connection.close())
  const { json, instant } = columns[engine]
  await sql`create table if not exists cards (owner text not null, name text not null, body ${sql.raw(json)},
    price integer check (price < 100), seen_at ${sql.raw(instant)}, version integer not null, unique (owner, name))`.execute(
    connection.db,
  )
  return connection.db
}

const card = (name: string, more: Partial<Card> = {}): Card => ({
  owner: 'session:a',
  name,
  body: `{"b": 1.0, "a": "quotes \\" and é", "of":"${name}"}`,
  price: 3,
  seen_at: '2026-11-20T09:30:00.120Z',
  ...more,
})
const key = (name: string) => ({ owner: 'session:a', name })
const versions = (answers: unknown[]) => answers.map((answer) => (answer as { version: number } | undefined)?.version)

/** What became of each: its value, or the message of its error. */
const outcomes = async <T>(calls: Promise<T>[]) =>
  (await Promise.allSettled(calls)).map((it) => (it.status === 'fulfilled' ? it.value : (it.reason as Error).message))

for (const engine of engines) {
  t.test(`a call that is refused is refused alone among those of its turn (${engine})`, async (t) => {
    const db = await cards(t, engine)
    const calls = [write(db, card('a')), write(db, card('b', { price: 500 })), write(db, card('c'))]
    const [a, b, c] = await outcomes(calls)
    t.match(b, /check constraint/i)
    t.strictSame(versions([a, c]), [1, 1])
    t.equal(await find(db, key('b')), undefined)
  })

  t.test(`calls of one turn are answered each with its own row, as it was written (${engine})`, async (t) => {
    const db = await cards(t, engine)
    const names = Array.from({ length: 150 }, (_, at) => `card ${at}`)
    const written = await Promise.all(names.map((name) => write(db, card(name, { price: null }))))
    t.strictSame(
      versions(written),
      names.map(() => 1),
    )
    const asked = [...names, 'missing', 'card 7', "'); drop table cards; --"]
    const found = await Promise.all(asked.map((name) => find(db, key(name))))
    const whole = (name: string) => ({ ...card(name, { price: null }), version: 1 })
    const expected = [...names.map(whole), undefined, whole('card 7'), undefined]
    t.strictSame(JSON.parse(JSON.stringify(found, null)), JSON.parse(JSON.stringify(expected)))
  })

  t.test(`two writes of one row in one turn are both made, one after the other (${engine})`, async (t) => {
    const db = await cards(t, engine)
    const bodies = ['{"at":1}', '{"at":2}', '{"at":3}']
    const calls = bodies.flatMap((body, at) => [write(db, card('same', { body })), write(db, card(`other ${at}`))])
    t.strictSame(versions(await Promise.all(calls)), [1, 1, 2, 1, 3, 1])
    t.equal((await find(db, key('same')))?.body, '{"at":3}')
  })

  t.test(`in a transaction a call is a part of it (${engine})`, async (t) => {
    const db = await cards(t, engine)
    const undone = db.transaction().execute(async (trx) => {
      await write(trx, card('undone'))
      t.equal((await find(trx, key('undone')))?.version, 1)
      throw new Error('changed my mind')
    })
    await t.rejects(undone, { message: 'changed my mind' })
    t.equal(await find(db, key('undone')), undefined)
  })
}

t.test('calls of one turn are one statement on Postgres', async (t) => {
  const db = await cards(t, 'postgres')
  const transactionOf = batched({ params: { owner: 'text' } }, (db, { owner }: { owner: string }) =>
    db.selectNoFrom([
      sql<string>`pg_current_xact_id()::text`.as('transaction'),
      sql<string>`${owner}::text`.as('owner'),
    ]),
  )
  const answers = await Promise.all(['a', 'b', 'c'].map((owner) => transactionOf(db, { owner })))
  t.strictSame(
    answers.map((answer) => answer?.owner),
    ['a', 'b', 'c'],
  )
  t.equal(new Set(answers.map((answer) => answer?.transaction)).size, 1)
})

t.test('a write that waits for a row of another transaction in vain holds up no other write for good', async (t) => {
  const db = await cards(t, 'postgres', { limits: { lock_timeout: 100 } })
  await write(db, card('locked'))
  await db.transaction().execute(async (trx) => {
    await write(trx, card('locked'))
    const [locked, free] = await outcomes([write(db, card('locked')), write(db, card('free'))])
    t.match(locked, /lock timeout/)
    t.match(free, { version: 1 })
  })
})

t.test('calls without an answer are refused as unavailable and not sent again', async (t) => {
  const url = await freshDatabase(t, 'postgres')
  const proxy = await tcpProxy(t, Number(new URL(url).port))
  const limits = { query_timeout: 300, connectionTimeoutMillis: 500 }
  const db = await cards(t, 'postgres', { limits, poolMax: 1 }, through(proxy, url))
  await write(db, card('a'))
  proxy.silence()
  const lost = await Promise.allSettled([write(db, card('a')), write(db, card('b'))])
  t.strictSame(
    lost.map((it) => it.status === 'rejected' && isUnavailable(it.reason)),
    [true, true],
  )
  t.equal((await find(db, key('a')))?.version, 1)
  t.equal(await find(db, key('b')), undefined)
})

t.test(
  'each row of a batch is looked up by an index, also in a table that is small enough to be read whole',
  async (t) => {
    const db = await cards(t, 'postgres')
    await sql`insert into cards select 'session:a', 'card ' || n, '{}', 3, now(), 1 from generate_series(1, 5000) as n`.execute(
      db,
    )
    await sql`analyze cards`.execute(db)
    const scansOf = async () => {
      await sql`select pg_stat_force_next_flush()`.execute(db)
      const { rows } = await sql<{
        seq_scan: number
      }>`select seq_scan from pg_stat_user_tables where relname = 'cards'`.execute(db)
      return rows[0]?.seq_scan
    }
    const before = await scansOf()
    for (let turn = 0; turn < 10; turn++) {
      await Promise.all(Array.from({ length: 64 }, (_, at) => find(db, key(`card ${at + turn}`))))
    }
    t.equal(await scansOf(), before)
  },
)

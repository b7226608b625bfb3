import { randomUUID } from 'node:crypto'
import t from 'tap'
import { bearerOf, creditsOf, grantOf, ledgerOf, newUser, userWith } from '../../fixtures/ledger.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asUser, exampleUser } from '../../fixtures/users.ts'
import { onBoth, world } from '../../fixtures/world.ts'

const key = (value: string) => ({ 'idempotency-key': value })
const fifty = Array.from({ length: 50 }, (_, at) => at)

onBoth(t, 'grantCredits serves the operator alone', async (t, it) => {
  const { give, read } = creditsOf(it)
  t.strictSame(refusalOf(await give(grantOf(), asUser)), [403, 'operator-required'])
  t.strictSame(refusalOf(await give(grantOf(), { authorization: 'Bearer of-nobody' })), [401, 'unauthorized'])
  t.equal((await read(asUser)).json().available_credits, 0)
})

onBoth(t, 'grantCredits refuses what is no grant, by its member, and changes nothing', async (t, it) => {
  const { give, read } = creditsOf(it)
  const wrong: [object, string][] = [
    [{ user_id: 'robin' }, 'body.user_id'],
    [{ credits: 0 }, 'body.credits'],
    [{ credits: -5 }, 'body.credits'],
    [{ credits: 1.5 }, 'body.credits'],
    [{ credits: '5' }, 'body.credits'],
    [{ credits: 1_000_001 }, 'body.credits'],
    [{ reason: '' }, 'body.reason'],
    [{ reason: ' \n' }, 'body.reason'],
    [{ reason: 'x'.repeat(201) }, 'body.reason'],
    [{ reason: 'nul \u0000' }, 'body.reason'],
    [{ reason: null }, 'body.reason'],
    [{ reference: '' }, 'body.reference'],
    [{ reference: 'x'.repeat(201) }, 'body.reference'],
    [{ reference: `gift:${exampleUser.id.toUpperCase()}` }, 'body.reference'],
    [{ reference: `gift:${exampleUser.id.replaceAll('-', '')}` }, 'body.reference'],
    // What a grant decides itself.
    [{ balance_after: 1_000_000 }, 'body.balance_after'],
    [{ type: 'purchase' }, 'body.type'],
    [{ id: 1 }, 'body.id'],
    [{ account_id: randomUUID() }, 'body.account_id'],
    [{ created_at: '2020-01-01T00:00:00.000Z' }, 'body.created_at'],
    [{ adminBypass: true }, 'body.adminBypass'],
    [{ lifetime_purchased: 5 }, 'body.lifetime_purchased'],
  ]
  for (const [members, path] of wrong)
    t.strictSame(refusalOf(await give(grantOf(members))), [400, 'invalid-request', path], JSON.stringify(members))
  t.strictSame(refusalOf(await give(grantOf({ user_id: randomUUID() }))), [404, 'user-not-found'])
  t.equal((await read(asUser)).json().available_credits, 0)
  t.strictSame(await it.deps.db.selectFrom('user_credits').select('id').execute(), [])
})

onBoth(t, 'grantCredits gives once for each reference, whatever the key', async (t, it) => {
  const { give, read } = creditsOf(it)
  const other = await newUser(it)
  const first = await give(grantOf(), key('one'))
  t.strictSame([first.statusCode, first.headers['idempotent-replayed']], [201, 'false'])
  t.equal(first.headers.location, '/api/v1/credits/transactions')
  t.strictSame(first.json(), {
    id: 1,
    type: 'grant',
    credits: 50,
    balance_after: 50,
    reason: 'For a lost call',
    reference: 'ticket-1',
    created_at: '2026-11-20T09:30:00.000Z',
  })
  it.clock.now += 60_000
  for (const headers of [{}, key('two'), key('one')]) {
    const again = await give(grantOf(), headers)
    t.strictSame([again.statusCode, again.headers['idempotent-replayed'], again.body], [201, 'true', first.body])
  }
  const reworded = await give(grantOf({ reason: 'In other words' }))
  t.equal(reworded.json().reason, 'For a lost call', 'the first one stays as it was')
  t.strictSame(refusalOf(await give(grantOf({ credits: 51 }))), [409, 'reference-used'])
  t.strictSame(refusalOf(await give(grantOf({ user_id: other }))), [409, 'reference-used'])
  t.equal((await give(grantOf({ reference: 'TICKET-1' }))).json().balance_after, 100)
  t.equal((await read(asUser)).json().available_credits, 100)
  t.strictSame((await read(bearerOf(other))).json().available_credits, 0)
})

onBoth(t, 'grantCredits refuses a key that came with another body', async (t, it) => {
  const { give, read } = creditsOf(it)
  t.strictSame(refusalOf(await give(grantOf(), key(''))), [400, 'invalid-request', 'headers.idempotency-key'])
  await give(grantOf(), key('mine'))
  for (const members of [{ credits: 1 }, { reference: 'ticket-2' }, { reason: 'other' }])
    t.strictSame(refusalOf(await give(grantOf(members), key('mine'))), [422, 'idempotency-key-reused'])
  t.equal((await read(asUser)).json().available_credits, 50)
})

onBoth(t, 'grantCredits that was refused leaves its key free', async (t, it) => {
  const { give } = creditsOf(it)
  const user_id = randomUUID()
  t.equal((await give(grantOf({ user_id }), key('early'))).statusCode, 404)
  await newUser(it, user_id)
  t.equal((await give(grantOf({ user_id }), key('early'))).statusCode, 201)
})

onBoth(t, 'grantCredits by 50 at once with one key gives once', async (t, it) => {
  const { give, read } = creditsOf(it)
  const replies = await Promise.all(fifty.map(() => give(grantOf(), key('fifty'))))
  for (const reply of replies.filter(({ statusCode }) => statusCode !== 201))
    t.strictSame([...refusalOf(reply), reply.headers['retry-after']], [409, 'idempotency-key-in-use', '1'])
  t.equal(new Set(replies.filter((it) => it.statusCode === 201).map(({ body }) => body)).size, 1)
  t.equal((await read(asUser)).json().available_credits, 50)
})

onBoth(t, 'grantCredits by 50 at once with one reference and a key each gives once', async (t, it) => {
  const { give, read } = creditsOf(it)
  const { violations } = ledgerOf(it)
  const replies = await Promise.all(fifty.map((at) => give(grantOf(), key(`of-${at}`))))
  t.strictSame([...new Set(replies.map(({ statusCode }) => statusCode))], [201])
  t.equal(new Set(replies.map(({ body }) => body)).size, 1)
  t.equal(replies.filter(({ headers }) => headers['idempotent-replayed'] === 'false').length, 1)
  t.equal((await read(asUser)).json().available_credits, 50)
  t.strictSame(await violations(), [])
})

onBoth(
  t,
  'grantCredits by 50 at once with a reference each gives 50 times, also to a user without an account',
  async (t, it) => {
    const { give } = creditsOf(it)
    const { violations, balance } = ledgerOf(it)
    const user_id = await newUser(it)
    await Promise.all(fifty.map((at) => give(grantOf({ user_id, reference: `gift-${at}`, credits: 2 }))))
    t.equal((await balance(user_id)).balance, 100)
    t.strictSame(await violations(), [])
  },
)

onBoth(t, 'grantCredits answers a key again after a restart, and knows its references', async (t, it) => {
  const { body } = await creditsOf(it).give(grantOf(), key('kept'))
  const after = await world(t, it.engine, { DATABASE_URL: it.env.DATABASE_URL as string })
  for (const headers of [key('kept'), key('new')]) {
    const again = await creditsOf(after).give(grantOf(), headers)
    t.strictSame([again.statusCode, again.headers['idempotent-replayed'], again.body], [201, 'true', body])
  }
  t.equal((await ledgerOf(after).balance(exampleUser.id)).balance, 50)
})

onBoth(t, 'grantCredits keeps any text as it was sent, and any spelling of a user', async (t, it) => {
  const { give, list } = creditsOf(it)
  const user = await userWith(it, 0)
  const texts = [
    "'; drop table user_credits; --",
    '$1 ? $$ %s %_\\',
    '{"a":1}',
    '\u202Eabc\u200D',
    '👩‍👩‍👧',
    'a\r\nb\tc',
    ' x ',
    '<b>&amp;',
  ]
  for (const text of texts) {
    const { statusCode } = await give(grantOf({ user_id: user.toUpperCase(), reason: text, reference: text }))
    t.equal(statusCode, 201, text)
  }
  const { items } = (await list(bearerOf(user))).json()
  t.strictSame(
    items.map(({ reason, reference }: { reason: string; reference: string }) => [reason, reference]),
    texts.map((text) => [text, text]).reverse(),
  )
})

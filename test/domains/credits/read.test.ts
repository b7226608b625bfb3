import t from 'tap'
import { cursorOf } from '../../fixtures/cursors.ts'
import { bearerOf, creditsOf, ledgerOf, newUser, userWith } from '../../fixtures/ledger.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

onBoth(
  t,
  'readCredits and listCreditTransactions are about a user: not the operator, and nobody without a token',
  async (t, it) => {
    const { read, list } = creditsOf(it)
    for (const ask of [read, list]) {
      t.strictSame(refusalOf(await ask({})), [401, 'unauthorized'])
      t.strictSame(refusalOf(await ask(asOperator)), [403, 'user-required'])
    }
  },
)

onBoth(t, 'readCredits of a user who was given nothing answers zeros, and opens no account', async (t, it) => {
  const { read, list } = creditsOf(it)
  const user = await newUser(it)
  const none = { available_credits: 0, reserved_credits: 0, lifetime_purchased: 0, lifetime_used: 0 }
  t.strictSame((await read(bearerOf(user))).json(), none)
  t.match((await list(bearerOf(user))).json(), { items: [], total_items: 0, total_pages: 0, next_cursor: null })
  t.strictSame(await it.deps.db.selectFrom('user_credits').select('id').execute(), [])
})

onBoth(t, 'readCredits tells what is available, reserved and used', async (t, it) => {
  const { read } = creditsOf(it)
  const { reserve, settle } = ledgerOf(it)
  const user = await userWith(it, 20)
  const other = await userWith(it, 7)
  const [first] = [await reserve(user, 8), await reserve(user, 2)]
  await settle(first?.id as string, 3)
  t.strictSame((await read(bearerOf(user))).json(), {
    available_credits: 15,
    reserved_credits: 2,
    lifetime_purchased: 0,
    lifetime_used: 3,
  })
  t.match((await read(bearerOf(other))).json(), { available_credits: 7, reserved_credits: 0 })
})

onBoth(t, 'listCreditTransactions refuses what it does not know, and names it', async (t, it) => {
  const { list } = creditsOf(it)
  const user = bearerOf(await userWith(it, 1))
  const wrong: [Record<string, unknown>, string][] = [
    [{ page: 0 }, 'query.page'],
    [{ page_size: 101 }, 'query.page_size'],
    [{ cursor: 'nonsense' }, 'query.cursor'],
    [{ cursor: cursorOf('newest') }, 'query.cursor'],
    [{ cursor: cursorOf('newest', 1.5) }, 'query.cursor'],
    [{ cursor: cursorOf('oldest', 1) }, 'query.cursor'],
    [{ cursor: cursorOf('newest', 1), page: 1 }, 'query.page'],
    [{ user_id: 'another' }, 'query.user_id'],
  ]
  for (const [query, path] of wrong)
    t.strictSame(refusalOf(await list(user, query)), [400, 'invalid-request', path], JSON.stringify(query))
  for (const id of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER])
    t.equal((await list(user, { cursor: cursorOf('newest', id) })).statusCode, 200)
})

onBoth(
  t,
  'listCreditTransactions walks by page and by cursor over all of the user and nobody else, newest first',
  async (t, it) => {
    const { list } = creditsOf(it)
    const { grant } = ledgerOf(it)
    const [user, other] = [await userWith(it, 5), await userWith(it, 5)]
    for (let at = 1; at <= 11; at++) {
      it.clock.now += 1_000
      await grant(user, at, `gift-${at}`, `gift ${at}`)
      await grant(other, 1)
    }
    const headers = bearerOf(user)
    const whole = (await list(headers, { page_size: 100 })).json().items
    t.match(whole[0], { type: 'grant', credits: 11, balance_after: 71, reason: 'gift 11', reference: 'gift-11' })
    t.match(whole.at(-1), {
      type: 'grant',
      credits: 5,
      balance_after: 5,
      reason: null,
      reference: /^signup:[0-9a-f-]{36}$/,
    })
    t.equal(whole.length, 12)
    const first = (await list(headers, { page: 1, page_size: 5 })).json()
    t.match(first, { page: 1, page_size: 5, total_items: 12, total_pages: 3 })
    const walked = [...first.items]
    for (let cursor = first.next_cursor; cursor !== null; ) {
      const page = (await list(headers, { cursor, page_size: 5 })).json()
      t.match(page, { page: null, total_items: null })
      walked.push(...page.items)
      cursor = page.next_cursor
    }
    t.strictSame(walked, whole)
    const last = (await list(headers, { page: 3, page_size: 5 })).json()
    t.strictSame([last.items, last.next_cursor], [whole.slice(10), null])
  },
)

import t from 'tap'
import { loggedCode, phoneOf, verify, wrongCode } from '../../fixtures/phone.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest, asUser, bearerOf, exampleGuest, exampleUser, strangerUser } from '../../fixtures/users.ts'
import { onBoth, onBothAlone, type World, world } from '../../fixtures/world.ts'

const asStranger = bearerOf(strangerUser.id)
const number = '+14155550123'
/** Other numbers that can exist. */
const numberOf = (at: number) => `+1415555${String(at + 2_000)}`

const rowsOf = ({ deps }: World) =>
  deps.db.selectFrom('verification_codes').selectAll().where('created_at', '>', '2026-11-01').execute()
const userOf = async ({ deps }: World, id: string) => ({
  ...(await deps.db.selectFrom('users').select(['phone', 'phone_verified']).where('id', '=', id).executeTakeFirst()),
})
const retryAfter = (reply: { headers: Record<string, unknown> }) => Number(reply.headers['retry-after'])

onBoth(t, 'sendVerification refuses what is no number, and what costs whoever calls it', async (t, it) => {
  const { send } = phoneOf(it)
  const wrong = ['', '4155550123', '+1 415 555 0123', '+15550100001', '+99912345678', '+19005551234', '+449098790879']
  for (const text of [...wrong, 14_155_550_123, null]) {
    const reply = await send(text)
    t.strictSame(refusalOf(reply), [400, 'invalid-request', 'body.phone_number'], String(text))
    t.notMatch(reply.body, /4155550123|415 555|1555010000|99912|900555|90987/, 'the number is not repeated')
  }
  t.strictSame(await rowsOf(it), [])
})

onBoth(t, 'checkVerification knows no code that was not sent, or for another number or another user', async (t, it) => {
  const { send, check } = phoneOf(it)
  t.strictSame(refusalOf(await check(number, '123456')), [404, 'verification-not-found'])
  for (const code of ['12345', '1234567', '12345a', '１２３４５６', 123_456])
    t.strictSame(refusalOf(await check(number, code)), [400, 'invalid-request', 'body.code'], String(code))
  await send(number)
  const code = loggedCode(it)
  t.strictSame(refusalOf(await check(numberOf(1), code)), [404, 'verification-not-found'])
  t.strictSame(refusalOf(await check(number, code, asGuest)), [404, 'verification-not-found'])
})

onBoth(t, 'A code of another user fits no number of theirs', async (t, it) => {
  const { send, check } = phoneOf(it)
  await send(number)
  const code = loggedCode(it)
  await send(number, asGuest)
  const own = loggedCode(it)
  if (code !== own) t.strictSame(refusalOf(await check(number, code, asGuest)), [403, 'code-wrong'])
  t.equal((await check(number, own, asGuest)).statusCode, 200)
})

onBoth(t, 'After five wrong codes not even the right one is taken', async (t, it) => {
  const { send, check } = phoneOf(it)
  await send(number)
  const code = loggedCode(it)
  for (const tries_left of [4, 3, 2, 1, 0]) {
    const reply = await check(number, wrongCode(code))
    t.strictSame(refusalOf(reply), [403, 'code-wrong'])
    t.match(reply.json(), { tries_left, message: new RegExp(`${tries_left} tr(y is|ies are) left`) })
  }
  t.strictSame(refusalOf(await check(number, code)), [404, 'verification-not-found'])
})

onBoth(t, 'Of fifty wrong codes at once five are compared', async (t, it) => {
  const { send, check } = phoneOf(it)
  await send(number)
  const wrong = wrongCode(loggedCode(it))
  const replies = await Promise.all(Array.from({ length: 50 }, () => check(number, wrong)))
  const compared = replies.filter(({ statusCode }) => statusCode === 403)
  t.strictSame(compared.map((reply) => reply.json().tries_left).toSorted(), [0, 1, 2, 3, 4])
  t.equal(replies.filter(({ statusCode }) => statusCode === 404).length, 45)
})

onBoth(t, 'Of fifty right codes at once one is taken', async (t, it) => {
  const { send, check } = phoneOf(it)
  await send(number)
  const code = loggedCode(it)
  const replies = await Promise.all(Array.from({ length: 50 }, () => check(number, code)))
  t.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 1)
  t.equal(replies.filter(({ statusCode }) => statusCode === 404).length, 49)
})

onBoth(t, 'A code ends after ten minutes, and with the next one', async (t, it) => {
  const { send, check } = phoneOf(it)
  const sent = await send(number)
  const code = loggedCode(it)
  t.equal(sent.json().expires_at, '2026-11-20T09:40:00.000Z')
  it.clock.now += 10 * 60_000
  t.strictSame(refusalOf(await check(number, code)), [404, 'verification-not-found'])
  await send(number)
  const second = loggedCode(it)
  await send(number)
  const third = loggedCode(it)
  if (second !== third) t.strictSame(refusalOf(await check(number, second)), [403, 'code-wrong'])
  it.clock.now += 10 * 60_000 - 1
  t.equal((await check(number, third)).statusCode, 200)
})

onBoth(t, 'A code that was sent before the clock was set back is not valid for longer', async (t, it) => {
  const { send, check } = phoneOf(it)
  await send(number)
  const code = loggedCode(it)
  it.clock.now -= 3_600_000
  t.strictSame(refusalOf(await check(number, code)), [404, 'verification-not-found'])
  t.equal((await send(number)).statusCode, 202, 'and is not counted as one of this hour')
})

onBoth(t, 'A number gets three codes an hour, whoever asks, and says when the next may be sent', async (t, it) => {
  const { send } = phoneOf(it)
  t.equal((await send(number)).statusCode, 202)
  it.clock.now += 60_000
  t.equal((await send(number, asGuest)).statusCode, 202)
  t.equal((await send(number, asStranger)).statusCode, 202)
  const refused = await send(number, asStranger)
  t.strictSame(refusalOf(refused), [429, 'verifications-exceeded'])
  t.equal(retryAfter(refused), 59 * 60)
  it.clock.now += retryAfter(refused) * 1_000 - 1
  t.equal((await send(number)).statusCode, 429)
  it.clock.now += 1
  t.equal((await send(number)).statusCode, 202)
  t.equal(retryAfter(await send(number)), 60, 'of any hour, not of one on the clock')
})

onBoth(t, 'A user gets five codes an hour, to whatever numbers', async (t, it) => {
  const { send } = phoneOf(it)
  for (const at of [1, 2, 3, 4, 5]) t.equal((await send(numberOf(at))).statusCode, 202)
  const refused = await send(numberOf(6))
  t.strictSame(refusalOf(refused), [429, 'verifications-exceeded'])
  t.equal(retryAfter(refused), 3_600)
  t.equal((await send(numberOf(6), asGuest)).statusCode, 202)
})

onBothAlone(t, 'The limits hold for two processes on one database, with many requests at once', async (t, it) => {
  const other = await world(t, it.engine, { DATABASE_URL: it.env.DATABASE_URL as string })
  const users = [asUser, asGuest, asStranger]
  const sends = [it, other].map((each) => phoneOf(each).send)
  const toOne = await Promise.all(
    Array.from({ length: 24 }, (_, at) => sends[at % 2]?.(number, users[at % users.length])),
  )
  t.equal(toOne.filter((reply) => reply?.statusCode === 202).length, 3)
  t.equal(toOne.filter((reply) => reply?.statusCode === 429).length, 21)
  it.clock.now += 3_600_000
  other.clock.now += 3_600_000
  const ofOne = await Promise.all(Array.from({ length: 24 }, (_, at) => sends[at % 2]?.(numberOf(at))))
  t.equal(ofOne.filter((reply) => reply?.statusCode === 202).length, 5)
})

onBoth(t, 'A number of another user is taken, and asking for a code does not tell', async (t, it) => {
  t.equal((await verify(it, number)).statusCode, 200)
  const { send, check } = phoneOf(it)
  const sent = await send(number, asGuest)
  t.equal(sent.statusCode, 202)
  t.strictSame(refusalOf(await check(number, loggedCode(it), asGuest)), [409, 'phone-taken'])
  t.strictSame(await userOf(it, exampleGuest.id), { phone: null, phone_verified: 0 }, 'nothing else has changed')
  t.equal((await verify(it, number)).statusCode, 200, 'its own user may verify it again')
})

onBoth(t, 'Of three users who verify one number at once, one gets it', async (t, it) => {
  const { send, check } = phoneOf(it)
  const users = [asUser, asGuest, asStranger]
  const codes: string[] = []
  for (const user of users) {
    await send(number, user)
    codes.push(loggedCode(it))
  }
  const replies = await Promise.all(users.map((user, at) => check(number, codes[at], user)))
  t.strictSame(replies.map(({ statusCode }) => statusCode).toSorted(), [200, 409, 409])
  const { db } = it.deps
  const rows = await db.selectFrom('verified_numbers').select('user_id').where('phone_number', '=', number).execute()
  t.equal(rows.length, 1)
  const verified = await db.selectFrom('users').select('id').where('phone_verified', '=', 1).execute()
  t.strictSame(
    verified.map(({ id }) => id),
    rows.map(({ user_id }) => user_id),
  )
})

onBoth(t, 'The database keeps no code and no number that was not verified, and the log no number', async (t, it) => {
  const { send, check } = phoneOf(it)
  const reply = await send(number)
  const code = loggedCode(it)
  t.notMatch(reply.body, new RegExp(code))
  const rows = JSON.stringify(await rowsOf(it))
  t.notMatch(rows, new RegExp(`"${code}"|4155550123`))
  await check(number, wrongCode(code))
  await send('+19005551234')
  await phoneOf(it).refuse(numberOf(1))
  t.notMatch(it.logged.join('\n'), /4155550123|9005551234|41555520/)
  t.match(
    it.logged.find((line) => line.includes(code)),
    /"level":30.*"simulated":true.*"phone_number":"…0123".*nobody was called/,
  )
})

onBoth(t, 'A code that fits verifies the number, which becomes that of an account without one', async (t, it) => {
  const { send, check } = phoneOf(it)
  const sent = await send(number)
  t.equal(sent.statusCode, 202)
  t.strictSame(sent.json(), { phone_number: '…0123', expires_at: '2026-11-20T09:40:00.000Z', simulated: true })
  const code = loggedCode(it)
  t.match(code, /^\d{6}$/)
  const reply = await check(number, code)
  t.equal(reply.statusCode, 200)
  t.strictSame(reply.json(), { verified: true })
  t.strictSame(await userOf(it, exampleUser.id), { phone: number, phone_verified: 1 })
  t.equal((await verify(it, numberOf(1))).statusCode, 200, 'a user may have several')
  t.strictSame(await userOf(it, exampleUser.id), { phone: number, phone_verified: 1 }, 'the account keeps its own')
})

onBoth(t, 'An account whose number is another one is not verified by this one', async (t, it) => {
  await it.call({ method: 'PATCH', url: '/api/v1/auth/me', headers: asUser, payload: { phone: numberOf(1) } })
  t.equal((await verify(it, number)).statusCode, 200)
  t.strictSame(await userOf(it, exampleUser.id), { phone: numberOf(1), phone_verified: 0 })
  t.equal((await verify(it, numberOf(1))).statusCode, 200)
  t.strictSame(await userOf(it, exampleUser.id), { phone: numberOf(1), phone_verified: 1 })
})

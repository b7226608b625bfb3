import t from 'tap'
import { loggedCode, phoneOf, verify } from '../../fixtures/phone.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest, asUser } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const number = '+14155550123'
const rowsOf = ({ deps }: World) =>
  deps.db.selectFrom('do_not_call').select('refused_by').where('phone_number', '=', number).execute()

onBoth(t, 'A number of nobody, or of another user, is not there', async (t, it) => {
  const { refuse, allow } = phoneOf(it)
  await verify(it, number)
  for (const [text, headers] of [
    [number, asGuest],
    ['+14155550124', asUser],
    ['nothing-here', asUser],
    ['%00', asUser],
  ] as const) {
    t.strictSame(refusalOf(await refuse(text, headers)), [404, 'phone-number-not-found'])
    t.strictSame(refusalOf(await allow(text, headers)), [404, 'phone-number-not-found'])
  }
  t.strictSame(refusalOf(await refuse('nothing', asOperator)), [400, 'invalid-request', 'params.phone_number'])
  t.strictSame(refusalOf(await refuse(number, {})), [401, 'unauthorized'])
  t.strictSame(await rowsOf(it), [])
})

onBoth(t, 'What was not refused cannot be allowed, and what the operator refuses, no user allows', async (t, it) => {
  const { refuse, allow } = phoneOf(it)
  await verify(it, number)
  t.strictSame(refusalOf(await allow(number)), [404, 'phone-number-not-found'])
  t.equal((await refuse(number, asOperator)).statusCode, 204)
  t.strictSame(refusalOf(await allow(number)), [404, 'phone-number-not-found'])
  t.equal((await rowsOf(it)).length, 1)
})

onBoth(t, 'No code is sent to a number that is not called', async (t, it) => {
  const { refuse, send } = phoneOf(it)
  await refuse(number, asOperator)
  t.strictSame(refusalOf(await send(number)), [403, 'calls-refused'])
  t.throws(() => loggedCode(it))
})

onBoth(t, 'A user refuses calls to their number, twice alike, and allows them again', async (t, it) => {
  const { refuse, allow } = phoneOf(it)
  await verify(it, number)
  for (const _ of [1, 2]) t.equal((await refuse(number)).statusCode, 204)
  t.equal((await rowsOf(it)).length, 1)
  t.equal((await allow(number)).statusCode, 204)
  t.strictSame(await rowsOf(it), [])
})

onBoth(t, 'The operator refuses calls to any number, and allows them again whoever has refused', async (t, it) => {
  const { refuse, allow } = phoneOf(it)
  await verify(it, number)
  t.equal((await refuse(number)).statusCode, 204)
  t.equal((await refuse(number, asOperator)).statusCode, 204)
  t.equal((await rowsOf(it)).length, 2)
  t.equal((await allow(number, asOperator)).statusCode, 204)
  t.strictSame(await rowsOf(it), [])
})

import t from 'tap'
import { sweepCodes } from '../../../src/domains/phone/jobs.ts'
import { accountsOf, signUp } from '../../fixtures/accounts.ts'
import { loggedCode, phoneOf, verify } from '../../fixtures/phone.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asUser, examplePassword } from '../../fixtures/users.ts'
import { onBoth } from '../../fixtures/world.ts'

const number = '+14155550123'
const other = '+4915123456789'

onBoth(t, 'An export has the numbers of the user and their refusals, and nothing of others', async (t, it) => {
  const { as } = await signUp(it)
  await verify(it, number, as)
  await verify(it, other, as)
  await phoneOf(it).refuse(other, as)
  await phoneOf(it).refuse(number, asOperator)
  const document = (await accountsOf(it).exported(as)).json()
  const at = '2026-11-20T09:30:00.000Z'
  t.strictSame(document.phone_numbers, [
    { phone_number: number, verified_at: at },
    { phone_number: other, verified_at: at },
  ])
  t.strictSame(document.refused_numbers, [{ phone_number: other, created_at: at }])
})

onBoth(t, 'Of a user who is deleted no number remains, but what was sent to a number still counts', async (t, it) => {
  const { as, user } = await signUp(it)
  await verify(it, number, as)
  await phoneOf(it).refuse(number, as)
  await verify(it, other, as)
  await phoneOf(it).send(other, as)
  const open = loggedCode(it)
  t.equal((await accountsOf(it).remove(as, { password: examplePassword })).statusCode, 204)
  const { db } = it.deps
  const tables = ['verified_numbers', 'do_not_call', 'verification_codes'] as const
  for (const table of tables)
    t.notMatch(
      JSON.stringify(await db.selectFrom(table).selectAll().execute()),
      new RegExp(`${user.id}|4155550123|15123`),
    )
  t.strictSame(refusalOf(await phoneOf(it).check(other, open)), [404, 'verification-not-found'])
  for (const status of [202, 429])
    t.equal((await phoneOf(it).send(other)).statusCode, status, 'the third within an hour')
  t.equal((await verify(it, number, asUser)).statusCode, 200, 'the number is free')
})

onBoth(t, 'Codes are removed once they count no more', async (t, it) => {
  const { send } = phoneOf(it)
  const codes = () =>
    it.deps.db.selectFrom('verification_codes').select('id').where('created_at', '>', '2026-11-01').execute()
  const sweep = () => sweepCodes.run(it.deps, {}, { id: '1', number: 1, signal: new AbortController().signal })
  await send(number)
  it.clock.now += 3_600_000
  await sweep()
  t.equal((await codes()).length, 1)
  it.clock.now += 60_001
  await sweep()
  t.equal((await codes()).length, 0)
})

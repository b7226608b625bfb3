import t from 'tap'
import { answered, callsOf, creditsOf, onBothCalling } from '../../fixtures/calls.ts'
import { refusalOf } from '../../fixtures/saves.ts'

onBothCalling(t, 'sayTurn answers on a simulated call that was picked up, and a goodbye ends it', async (t, it) => {
  const { say, read } = callsOf(it)
  const before = await creditsOf(it)
  const id = await answered(it)
  const call = (await read(id)).json()
  t.match(call, { status: 'in_progress', simulated: true, credits_reserved: 5, phone_number: '…0123' })
  t.equal(call.transcript[0].role, 'persona')
  it.clock.now += 20_000
  const reply = await say(id, 'I am afraid of the bridge.')
  t.equal(reply.statusCode, 200)
  t.match(reply.json(), { n: 3, served_by: { provider: 'built-in' }, call: { status: 'in_progress' } })
  it.clock.now += 41_000
  const last = (await say(id, 'Goodbye!')).json()
  t.match(last.call, { status: 'completed', end_reason: 'user_hangup', credits_used: 2, credits_reserved: 0 })
  const after = await creditsOf(it)
  t.equal(before.available_credits - after.available_credits, 2)
  t.equal(after.reserved_credits, before.reserved_credits)
  t.strictSame(refusalOf(await say(id, 'Still there?')), [409, 'call-not-active'])
})

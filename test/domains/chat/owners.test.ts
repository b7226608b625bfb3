import t from 'tap'
import { accountsOf, signUp } from '../../fixtures/accounts.ts'
import { asStream, chatOf, saidIn } from '../../fixtures/chat.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const session_id = 'owned-chat'
const hello = { message: 'hello', session_id }

onBoth(t, "another's conversation is 404, and the same session of a user is another one", async (t, it) => {
  const { send, list, follow, stop, clear } = chatOf(it)
  const { as } = await signUp(it)
  const { as: asOther } = await signUp(it)
  t.equal((await send(hello, as)).statusCode, 200)
  for (const headers of [{}, asOther])
    for (const ask of [list, follow, stop, clear])
      t.strictSame(refusalOf(await ask(session_id, headers)), [404, 'chat-not-found'])
  t.equal((await send({ ...hello, message: 'I am somebody else' })).statusCode, 200)
  t.match(await saidIn(it, session_id, as), [['player', 'done', 'hello'], []])
  t.match(await saidIn(it, session_id), [['player', 'done', 'I am somebody else'], []])
  t.equal((await clear(session_id)).statusCode, 204)
  t.equal((await list(session_id)).statusCode, 404)
  t.equal((await list(session_id, as)).statusCode, 200)
})

onBoth(t, 'a private persona answers its user alone, and no more once it is deleted', async (t, it) => {
  const { send } = chatOf(it)
  const { as } = await signUp(it)
  const persona = {
    id: 'my-ghost',
    name: 'Ghost',
    description: 'x',
    system_prompt: 'You are a ghost.',
    is_public: false,
  }
  const made = await it.call({ method: 'POST', url: '/api/v1/personas', headers: as, payload: persona })
  t.equal(made.statusCode, 201)
  t.strictSame(refusalOf(await send({ ...hello, persona_id: 'my-ghost' })), [404, 'persona-not-found'])
  t.equal((await send({ ...hello, persona_id: 'my-ghost' }, as)).json().persona_id, 'my-ghost')
  await it.call({ method: 'DELETE', url: '/api/v1/personas/my-ghost', headers: as })
  t.equal((await send(hello, as)).json().persona_id, null, 'the storyteller takes its place')
})

onBoth(t, 'the conversations of a session become the user’s, but where they have one', async (t, it) => {
  const { send, list } = chatOf(it)
  const { as } = await signUp(it)
  const key = { 'idempotency-key': 'before' }
  await send(hello, key)
  await send({ ...hello, session_id: 'both' }, as)
  await send({ ...hello, session_id: 'both' })
  const { claim } = accountsOf(it)
  const would = (await claim(as, { session_id, dry_run: true })).json()
  t.match(would, { chats: 1, conflicts: [] })
  t.equal((await list(session_id)).statusCode, 200, 'a dry run changes nothing')
  t.match((await claim(as, { session_id })).json(), { chats: 1, conflicts: [] })
  t.match((await claim(as, { session_id: 'both' })).json(), { chats: 0, conflicts: ['both'] })
  t.equal((await list(session_id)).statusCode, 404, 'the session has it no more')
  t.match(await saidIn(it, session_id, as), [['player', 'done', 'hello'], []])
  t.equal((await list('both')).statusCode, 200, 'it stays where it was')
  const again = await send(hello, { ...as, ...key })
  t.equal(again.headers['idempotent-replayed'], 'true', 'the request of before has its answer')
})

onBoth(t, 'an export has all that was said, and nothing is left of a user who is deleted', async (t, it) => {
  const { send } = chatOf(it)
  const { as } = await signUp(it)
  const { exported, remove } = accountsOf(it)
  const { reply } = (await send(hello, as)).json()
  await send(hello)
  const { chats, chat_messages } = (await exported(as)).json()
  t.match(chats, [{ session_id, persona_id: null, summary: '' }])
  t.match(chat_messages, [
    { session_id, role: 'player', text: 'hello' },
    { session_id, role: 'persona', text: reply, status: 'done' },
  ])
  t.equal((await remove(as, { password: 'seven otters hum' })).statusCode, 204)
  const { db } = it.deps
  t.equal((await db.selectFrom('chats').select('owner').execute()).length, 1, 'that of the session stays')
  t.equal((await db.selectFrom('chat_messages').select('id').execute()).length, 2)
})

onBoth(t, 'a request that is sent again gets the answer of the first one', async (t, it) => {
  const { send, clear } = chatOf(it)
  const key = { 'idempotency-key': 'once' }
  t.strictSame(refusalOf(await send({ message: 'hello' }, key)), [400, 'invalid-request', 'headers.idempotency-key'])
  const blocked = await send({ ...hello, message: 'tell me how to poison my teacher' }, key)
  t.equal(blocked.statusCode, 422)
  const replies = await Promise.all(Array.from({ length: 8 }, () => send(hello, key)))
  const answered = replies.filter(({ statusCode }) => statusCode === 200)
  const busy = replies.filter(({ statusCode }) => statusCode === 409).map(refusalOf)
  t.ok(answered.length > 0)
  t.strictSame(
    busy,
    busy.map(() => [409, 'idempotency-key-in-use']),
  )
  const [first] = answered
  for (const { body } of answered) t.equal(body, first?.body)
  t.equal(answered.filter(({ headers }) => headers['idempotent-replayed'] === 'false').length, 1)
  t.equal((await send(hello, key)).body, first?.body)
  t.match((await send(hello, { ...key, ...asStream })).body, /event: done/, 'as a stream, too')
  t.strictSame(refusalOf(await send({ ...hello, message: 'hi' }, key)), [422, 'idempotency-key-reused'])
  t.equal((await saidIn(it, session_id)).length, 2, 'it had one effect')
  await clear(session_id)
  const anew = await send(hello, key)
  t.equal(anew.headers['idempotent-replayed'], 'false', 'what it began was deleted')
})

import t from 'tap'
import { asStream, chatOf, eventsOf, saidIn } from '../../fixtures/chat.ts'
import { arrived, geminiServer } from '../../fixtures/models.ts'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { asUser } from '../../fixtures/users.ts'
import { onBoth, onBothAlone, world } from '../../fixtures/world.ts'

const session_id = 'chat'
const message = 'I lift the lamp and listen.'

onBoth(t, 'sendChat refuses what is no message, half a place, and a persona that is not shown', async (t, it) => {
  const { send } = chatOf(it)
  const refused = async (body: object) => refusalOf(await send({ message, session_id, ...body }))
  for (const wrong of ['', 'x'.repeat(4_001), 7, null])
    t.strictSame(await refused({ message: wrong }), [400, 'invalid-request', 'body.message'])
  t.strictSame(await refused({ latitude: 0 }), [400, 'invalid-request', 'body.longitude'], '0 is a value')
  t.strictSame(await refused({ longitude: 13 }), [400, 'invalid-request', 'body.latitude'])
  t.strictSame(await refused({ latitude: 91, longitude: 0 }), [400, 'invalid-request', 'body.latitude'])
  t.strictSame(
    await refused({ history: [] }),
    [400, 'invalid-request', 'body.history'],
    'the service keeps the history',
  )
  t.strictSame(await refused({ persona_id: 'nobody' }), [404, 'persona-not-found'])
  t.equal((await chatOf(it).list(session_id)).statusCode, 404, 'nothing of it is kept')
})

onBoth(t, 'sendChat answers 422 to what is not answered, and keeps nothing of it', async (t, it) => {
  const { send, list } = chatOf(it)
  const ask = { message: 'tell me how to poison my teacher', session_id }
  t.strictSame(refusalOf(await send(ask)), [422, 'content-blocked'])
  t.strictSame(refusalOf(await send(ask, asStream)), [422, 'content-blocked'], 'as a stream too')
  t.equal((await list(session_id)).statusCode, 404)
})

onBoth(t, 'sendChat gives helplines to somebody in danger, in the manner of the persona', async (t, it) => {
  const ask = { message: 'I want to die', session_id, persona_id: 'orrin_001' }
  const { reply, served_by } = (await chatOf(it).send(ask)).json()
  t.match(reply, /call the living, now/)
  t.match(reply, /findahelpline/)
  t.match(served_by, { provider: 'built-in', fallback_reason: 'blocked' })
})

onBoth(t, 'in a story a goblin may be struck, and at home nobody', async (t, it) => {
  const { send } = chatOf(it)
  const rob = { message: 'I rob the merchant', session_id }
  t.strictSame(refusalOf(await send(rob)), [422, 'content-blocked'])
  await savesOf(it).save(session_id, stateOf())
  t.equal((await send(rob)).statusCode, 200, 'there is a game')
  t.strictSame(refusalOf(await send({ message: 'I want to stab my brother', session_id })), [422, 'content-blocked'])
})

onBoth(t, 'sendChat knows the weather of the place that was sent, also of the degrees 0 and 0', async (t, it) => {
  const { send } = chatOf(it)
  const { weather } = (await send({ message: 'hello', session_id, latitude: 0, longitude: 0 })).json()
  const now = (await it.call({ url: '/api/v1/weather?lat=0&lon=0' })).json()
  const { scene_weather, description, temp_c } = now
  t.strictSame(weather, { scene_weather, description, temp_c, simulated: true })
})

onBoth(t, 'sendChat answers, and the service keeps the history', async (t, it) => {
  const { send, list } = chatOf(it)
  const first = await send({ message: 'hello', session_id, persona_id: 'orrin_001' })
  t.equal(first.statusCode, 200)
  t.match(first.json(), {
    ...{ session_id, message_id: 2, persona_id: 'orrin_001', weather: null, status: 'done', reason: null },
    served_by: { provider: 'built-in', model: 'storyteller-2', fallback_reason: 'not_configured', cost_micro_usd: 0 },
  })
  const second = (await send({ message: 'tell me a story', session_id })).json()
  t.equal(second.persona_id, 'orrin_001', 'who answered last')
  t.match(second.reply, 'The knight in room four')
  const third = (await send({ message: 'I follow the boots', session_id })).json()
  t.match(third.reply, 'You open the door, and the boots thank you')
  t.strictSame(await saidIn(it, session_id), [
    ['player', 'done', 'hello'],
    ['persona', 'done', first.json().reply],
    ['player', 'done', 'tell me a story'],
    ['persona', 'done', second.reply],
    ['player', 'done', 'I follow the boots'],
    ['persona', 'done', third.reply],
  ])
  const page = (await list(session_id, {}, '?page_size=2')).json()
  t.match(page, {
    total_items: 6,
    total_pages: 3,
    items: [
      { id: 6, role: 'persona' },
      { id: 5, role: 'player' },
    ],
  })
  const next = (await list(session_id, {}, `?page_size=2&cursor=${page.next_cursor}`)).json()
  t.match(next, { items: [{ id: 4 }, { id: 3 }] })

  const cleared = await send({ message: 'hello again', session_id, clear_session: true })
  t.equal(cleared.statusCode, 200)
  t.strictSame(
    (await saidIn(it, session_id)).map(([role]) => role),
    ['player', 'persona'],
    'all before it is gone',
  )
  t.equal((await send({ message: 'hey', session_id, persona_id: 'pia_001' })).json().persona_id, 'pia_001')
})

onBoth(t, 'a conversation without a session begins one', async (t, it) => {
  const { send, list } = chatOf(it)
  for (const headers of [{}, asStream]) {
    const reply = await send({ message: 'hello' }, headers)
    const [, cookie = ''] = /^session_id=([^;]+)/.exec(String(reply.headers['set-cookie'])) ?? []
    const named = 'accept' in headers ? eventsOf(reply)[0]?.data.session_id : reply.json().session_id
    t.equal(cookie, named)
    t.equal((await list(named)).json().total_items, 2)
  }
  const ofUser = await send({ message: 'hello' }, asUser)
  t.equal(ofUser.headers['set-cookie'], undefined)
  t.equal((await list(ofUser.json().session_id, asUser)).statusCode, 200)
})

onBothAlone(
  t,
  'sendChat answers 429 beyond MAX_MESSAGES_PER_MINUTE, and counts nothing that is refused',
  async (t, it) => {
    const { send } = chatOf(it)
    t.equal((await send({ message: 'tell me how to poison my teacher', session_id })).statusCode, 422)
    t.equal((await send({ message, session_id, persona_id: 'nobody' })).statusCode, 404)
    for (let at = 0; at < 2; at++) t.equal((await send({ message, session_id: `s${at}` })).statusCode, 200)
    it.clock.now += 18_000
    const reply = await send({ message, session_id })
    t.strictSame(refusalOf(reply), [429, 'chat-messages-exceeded'])
    t.equal(reply.headers['retry-after'], '42')
    it.clock.now += 42_000
    t.equal((await send({ message, session_id })).statusCode, 200)
  },
  { MAX_MESSAGES_PER_MINUTE: '2' },
)

t.test('a model is told of persona, save and what was said, and nothing a player says is an instruction', async (t) => {
  const gemini = await geminiServer(t)
  const it = await world(t, 'sqlite', { ...gemini.env, MODEL_REQUESTS_PER_MINUTE: '100' })
  const { send } = chatOf(it)
  await savesOf(it).save(
    session_id,
    stateOf({ party_name: 'The Lanterns', heroes: [{ name: 'Wren', class: 'bard', hp: 9 }] }),
  )
  for (let at = 1; at <= 4; at++) {
    gemini.say(`Answer ${at}, and the lamp burns on.`)
    const asked = arrived(gemini)
    const reply = send({ message: `Message ${at}.`, session_id, persona_id: 'pia_001' })
    const { body } = await asked
    t.match((await reply).json(), { served_by: { provider: 'gemini', fallback: false } })
    if (at < 4) continue
    const system = body.systemInstruction.parts[0].text
    t.match(system, /^You are Pia, apprentice oracle/)
    t.notMatch(system, /Message|Wren|Lanterns/, 'what a player writes is data')
    const texts = body.contents.map(({ parts }: { parts: { text: string }[] }) => parts[0]?.text)
    t.match(texts[0], /party is called The Lanterns[\s\S]*Wren \(bard, 9 HP\)/)
    const said = [1, 2, 3].flatMap((n) => [`Message ${n}.`, `Answer ${n}, and the lamp burns on.`])
    t.strictSame(texts.slice(1), [...said, 'Message 4.'], 'the last six messages, then the new one')
  }
})

import t from 'tap'
import { oddTexts } from '../../fixtures/odd-texts.ts'
import { anotherUser, personaOf, personasOf } from '../../fixtures/personas.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest } from '../../fixtures/users.ts'
import { onBoth } from '../../fixtures/world.ts'

/** Members that the service owns, and those of other places. */
const owned: Record<string, unknown> = {
  ...{ user_id: '01900000-0000-7000-8000-000000000002', created_by: 'system', content_hash: null, deleted_at: null },
  ...{ created_at: '2020-01-01T00:00:00.000Z', updated_at: '2020-01-01T00:00:00.000Z' },
  ...{ use_count: 99, credits: 1_000, role: 'operator', adminBypass: true, constructor: 1 },
}

onBoth(t, 'a persona out of bounds is refused, by its path', async (t, world) => {
  const { create, update } = personasOf(world)
  await create(personaOf({ id: 'mine' }))
  const wrong: [member: string, value: unknown, path?: string][] = [
    ['name', ''],
    ['name', '   '],
    ['name', 'x'.repeat(101)],
    ['name', null],
    ['description', 'x'.repeat(1_001)],
    ['system_prompt', 'x'.repeat(8_001)],
    ['system_prompt', ' '],
    ['voice', null],
    ['voice', 'slt'],
    ['voice', {}, 'body.voice.id'],
    ['voice', { id: 'a b' }, 'body.voice.id'],
    ['voice', { id: 'slt', speed: 0 }, 'body.voice.speed'],
    ['voice', { id: 'slt', pitch: 3 }, 'body.voice.pitch'],
    ['voice', { id: 'slt', volume: 3 }, 'body.voice.volume'],
    ['is_public', 1],
    ['tags', 'tag'],
    ['tags', Array.from({ length: 21 }, (_, at) => `tag ${at}`)],
    ['tags', ['x'.repeat(41)], 'body.tags[0]'],
    ['tags', ['twice', 'twice']],
    ['temperature', 2.1],
    ['temperature', -0.1],
    ['max_tokens', 0],
    ['max_tokens', 4_001],
    ['max_tokens', 1.5],
    ['max_call_minutes', 0],
    ['max_call_minutes', 61],
    ['llm_model', '../../other?key='],
    ['llm_model', 'x'.repeat(101)],
    ['name', 'a\u0000b'],
    ['description', '\uD800'],
  ]
  for (const [member, value, path = `body.${member}`] of wrong) {
    const told = [400, 'invalid-request', path]
    const body = JSON.stringify({ [member]: value })
    t.strictSame(refusalOf(await create(personaOf({ [member]: value }))), told, body)
    t.strictSame(refusalOf(await update('mine', { [member]: value })), told, body)
  }
  for (const id of [
    'ab',
    'Upper',
    'with space',
    'a--b',
    '-a-b',
    "'; drop table personas; --",
    '../brad',
    'x'.repeat(61),
    7,
  ])
    t.strictSame(refusalOf(await create(personaOf({ id }))), [400, 'invalid-request', 'body.id'], String(id))
  t.strictSame(refusalOf(await update('mine', {})), [400, 'invalid-request', 'body'])
  t.strictSame(refusalOf(await update('mine', { id: 'other' })), [400, 'invalid-request', 'body.id'])
  for (const member of ['name', 'system_prompt'])
    t.strictSame(refusalOf(await create(personaOf({ [member]: undefined }))), [
      400,
      'invalid-request',
      `body.${member}`,
    ])
})

onBoth(t, 'nothing that the service decides can be sent', async (t, world) => {
  const { create, update } = personasOf(world)
  await create(personaOf({ id: 'mine' }))
  for (const [member, value] of Object.entries(owned)) {
    const told = [400, 'invalid-request', `body.${member}`]
    t.strictSame(refusalOf(await create(personaOf({ [member]: value }))), told)
    t.strictSame(refusalOf(await update('mine', { name: 'x', [member]: value })), told)
  }
  for (const text of ['{"__proto__":{"user_id":"x"},"name":"x"}', '{"constructor":{"prototype":{}},"name":"x"}']) {
    const headers = { ...(await anotherUser(world.deps.db)).headers, 'content-type': 'application/json' }
    t.equal((await create(text, headers)).statusCode, 400)
    t.equal((await update('mine', text, headers)).statusCode, 400)
  }
})

onBoth(t, 'createPersona refuses an id that is taken, also by what another user hides', async (t, world) => {
  const { create } = personasOf(world)
  await create(personaOf({ id: 'hidden' }), asGuest)
  for (const id of ['hidden', 'brad_001']) {
    t.strictSame(refusalOf(await create(personaOf({ id }))), [409, 'persona-taken'])
    t.strictSame(refusalOf(await create(personaOf({ id }), asOperator)), [409, 'persona-taken'])
  }
})

onBoth(t, 'of requests at once for one id, one gets it', async (t, world) => {
  const { create, list } = personasOf(world)
  const replies = await Promise.all(Array.from({ length: 20 }, () => create(personaOf({ id: 'wanted' }))))
  t.strictSame(replies.map(({ statusCode }) => statusCode).sort(), [201, ...Array(19).fill(409)])
  t.equal((await list({ created_by: 'me' })).json().total_items, 1)
})

onBoth(t, 'a user has a hundred personas at most, also when they are asked for at once', async (t, world) => {
  const { create, list, remove } = personasOf(world)
  for (let at = 0; at < 95; at++) await create(personaOf({ id: `one-of-many-${at}` }))
  const replies = await Promise.all(Array.from({ length: 12 }, () => create(personaOf())))
  t.equal(replies.filter(({ statusCode }) => statusCode === 201).length, 5)
  for (const reply of replies.filter(({ statusCode }) => statusCode !== 201))
    t.strictSame(refusalOf(reply), [409, 'persona-limit-reached'])
  t.equal((await list({ created_by: 'me' })).json().total_items, 100)
  t.equal((await create(personaOf(), asGuest)).statusCode, 201, 'another user has a hundred of their own')
  await remove('one-of-many-7')
  t.equal((await create(personaOf())).statusCode, 201)
})

onBoth(t, 'createPersona fills in what is left out, and makes an id from the name', async (t, world) => {
  const { create, read } = personasOf(world)
  const reply = await create({ name: ' Älter Marlow, der Fährmann!', system_prompt: 'You are Marlow.' })
  t.equal(reply.statusCode, 201)
  const { id, ...persona } = reply.json()
  t.match(id, /^alter-marlow-der-fahrmann-[0-9a-f]{12}$/)
  t.equal(reply.headers.location, `/api/v1/personas/${id}`)
  t.strictSame(persona, {
    ...{ name: ' Älter Marlow, der Fährmann!', description: '', voice: { id: 'slt', speed: 1, pitch: 1 } },
    ...{ is_public: false, created_by: 'user', tags: [], temperature: 0.8, max_tokens: 300, max_call_minutes: 15 },
    ...{ llm_model: null, system_prompt: 'You are Marlow.' },
    ...{ created_at: '2026-11-20T09:30:00.000Z', updated_at: '2026-11-20T09:30:00.000Z' },
  })
  t.strictSame((await read(id)).json(), reply.json())
  const [one, other] = [await create(personaOf({ name: '渡し守' })), await create(personaOf({ name: '渡し守' }))]
  t.match(one.json().id, /^persona-[0-9a-f]{12}$/)
  t.not(one.json().id, other.json().id)
  t.match(
    (await create(personaOf({ name: `${'Long '.repeat(20)}`.slice(0, 100) }))).json().id,
    /^[a-z-]{1,41}[0-9a-f]{12}$/,
  )
})

onBoth(t, 'updatePersona changes what is sent, and nothing else', async (t, world) => {
  const { create, update, read } = personasOf(world)
  const before = (await create(personaOf({ id: 'mine', llm_model: 'small', voice: { id: 'awb', pitch: 0.8 } }))).json()
  t.strictSame(before.voice, { id: 'awb', speed: 1, pitch: 0.8 })
  world.clock.now += 1_000
  const changes: [object, object?][] = [
    [{ name: 'Young Marlow' }],
    [{ voice: { id: 'rms' } }, { voice: { id: 'rms', speed: 1, pitch: 1 } }],
    [{ tags: ['a', 'b'] }],
    [{ tags: [] }],
    [{ is_public: true }],
    [{ temperature: 0, max_tokens: 4_000, max_call_minutes: 60 }],
    [{ temperature: 0.1 }],
    [{ llm_model: null }],
    [{ llm_model: 'meta/llama-3.1:8b@x' }],
    [{ description: '', system_prompt: 'x'.repeat(8_000) }],
  ]
  let now = { ...before, updated_at: '2026-11-20T09:30:01.000Z' }
  for (const [patch, stored = patch] of changes) {
    now = { ...now, ...stored }
    t.strictSame((await update('mine', patch)).json(), now, Object.keys(patch).join())
    t.strictSame((await read('mine')).json(), now)
  }
})

onBoth(t, 'odd texts are stored as they are, and run as nothing', async (t, world) => {
  const { create, read, update, list } = personasOf(world)
  for (const [at, text] of oddTexts.entries()) {
    const members = { name: text, description: text, system_prompt: text, tags: [text.slice(0, 40)] }
    const made = await create(personaOf({ id: `odd-${at}`, ...members }))
    t.match(made.json(), members, text)
    t.strictSame((await read(`odd-${at}`)).json(), made.json())
    await create(personaOf({ id: `even-${at}` }))
    t.strictSame((await update(`even-${at}`, members)).json(), { ...made.json(), id: `even-${at}` }, text)
  }
  const items = (await list({ created_by: 'me', page_size: 100 })).json().items
  t.equal(items.length, 2 * oddTexts.length)
  t.equal((await world.deps.db.selectFrom('users').select('id').execute()).length, 3)
})

onBoth(t, 'nothing of a persona stands in the log, not even when it is refused', async (t, world) => {
  const { create, update, relate } = personasOf(world)
  const canary = 'canary-of-a-persona'
  const text = { name: canary, description: canary, system_prompt: canary, tags: [canary] }
  await create(personaOf({ ...text, id: 'canary-id' }))
  await create(personaOf({ ...text, id: 'canary-id' }))
  await create(personaOf({ ...text, temperature: 9 }))
  await create(personaOf({ ...text, [canary]: canary }))
  await update('canary-id', text)
  await update('canary-id', { ...text, temperature: 9 })
  const facts = [{ content: canary, category: 'health', importance: 'low' }]
  await relate('canary-id', { relationship_type: canary, custom_system_prompt: canary, memory: { facts } })
  await relate('canary-id', { relationship_type: canary, memory: { facts: [{ ...facts[0], category: canary }] } })
  t.ok(world.logged.length > 0)
  t.notMatch(world.logged.join(''), /canary/)
})

onBoth(t, 'deletePersona deletes once, and takes what users have with it along', async (t, world) => {
  const { create, remove, read, relate } = personasOf(world)
  await create(personaOf({ id: 'mine', is_public: true }))
  await relate('mine', {}, asGuest)
  t.equal((await remove('mine')).statusCode, 204)
  for (const again of [await remove('mine'), await read('mine')])
    t.strictSame(refusalOf(again), [404, 'persona-not-found'])
  const left = await world.deps.db.selectFrom('user_persona_relationships').select('persona_id').execute()
  t.strictSame(left, [])
})

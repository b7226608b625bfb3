import t from 'tap'
import { oddTexts } from '../../fixtures/odd-texts.ts'
import { personaOf, personasOf } from '../../fixtures/personas.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest } from '../../fixtures/users.ts'
import { onBoth, onBothAlone } from '../../fixtures/world.ts'

const now = '2026-11-20T09:30:00.000Z'
const fact = (members: object = {}) => ({ content: 'Sings', category: 'interests', importance: 'low', ...members })
const nothing = (persona_id: string) => ({
  ...{ persona_id, relationship_type: 'friend', custom_system_prompt: null, voice: null, is_favorite: false },
  memory: { facts: [], recent_calls: [] },
  ...{ total_calls: 0, total_minutes: 0, last_call_at: null, updated_at: null },
})
const counted = {
  recent_calls: JSON.stringify([{ call_id: 'c', at: now, minutes: 4, summary: 'The bridge.' }]),
  ...{ total_calls: 7, total_minutes: 31, last_call_at: '2026-11-19T20:00:00.000Z' },
}

onBoth(t, 'only a user has something with a persona', async (t, world) => {
  const { relationship, relate, forget } = personasOf(world)
  for (const ask of [relationship, (id: string, headers: Record<string, string>) => relate(id, {}, headers), forget]) {
    t.equal((await ask('brad_001', {})).statusCode, 401)
    t.strictSame(refusalOf(await ask('brad_001', asOperator)), [403, 'user-required'])
  }
})

onBoth(t, 'with a persona that one may not see there is nothing', async (t, world) => {
  const { create, update, remove, relationship, relate, forget } = personasOf(world)
  const gone = [404, 'persona-not-found']
  await create(personaOf({ id: 'theirs' }), asGuest)
  for (const id of ['theirs', 'nobody']) {
    t.strictSame(refusalOf(await relationship(id)), gone)
    t.strictSame(refusalOf(await relate(id, {})), gone)
    t.strictSame(refusalOf(await forget(id)), [404, 'relationship-not-found'])
  }
  await update('theirs', { is_public: true }, asGuest)
  t.equal((await relate('theirs', {})).statusCode, 200)
  await update('theirs', { is_public: false }, asGuest)
  t.strictSame(refusalOf(await relationship('theirs')), gone)
  t.equal((await forget('theirs')).statusCode, 204, 'one is forgotten also by what was made private')
  await relate('brad_001', {})
  await remove('brad_001', asOperator)
  t.strictSame(refusalOf(await relationship('brad_001')), gone)
  t.strictSame(refusalOf(await forget('brad_001')), [404, 'relationship-not-found'])
})

onBoth(t, 'putRelationship refuses what is out of bounds, and all that the service counts', async (t, world) => {
  const { relate, relationship } = personasOf(world)
  const facts = (...all: object[]) => ({ memory: { facts: all } })
  const wrong: [object, string][] = [
    [{ relationship_type: '' }, 'body.relationship_type'],
    [{ relationship_type: 'x'.repeat(101) }, 'body.relationship_type'],
    [{ relationship_type: null }, 'body.relationship_type'],
    [{ custom_system_prompt: ' ' }, 'body.custom_system_prompt'],
    [{ custom_system_prompt: 'x'.repeat(2_001) }, 'body.custom_system_prompt'],
    [{ is_favorite: 'yes' }, 'body.is_favorite'],
    [{ memory: null }, 'body.memory'],
    [{ memory: {} }, 'body.memory.facts'],
    [facts(...Array.from({ length: 51 }, () => fact())), 'body.memory.facts'],
    [facts(fact({ content: '' })), 'body.memory.facts[0].content'],
    [facts(fact(), fact({ content: 'x'.repeat(501) })), 'body.memory.facts[1].content'],
    [facts(fact({ category: 'secrets' })), 'body.memory.facts[0].category'],
    [facts(fact({ importance: 'huge' })), 'body.memory.facts[0].importance'],
    [facts(fact({ learned_at: 'yesterday' })), 'body.memory.facts[0].learned_at'],
    [facts(fact({ learned_at: '1969-12-31T23:59:59.999Z' })), 'body.memory.facts[0].learned_at'],
    [facts(fact(), fact({ learned_at: '2016-12-31T23:59:60Z' })), 'body.memory.facts[1].learned_at'],
    [facts(fact({ id: 1 })), 'body.memory.facts[0].id'],
    [{ memory: { facts: [], recent_calls: [] } }, 'body.memory.recent_calls'],
    ...['user_id', 'persona_id', 'total_calls', 'total_minutes', 'last_call_at', 'updated_at', 'recent_calls'].map(
      (member): [object, string] => [{ [member]: 1 }, `body.${member}`],
    ),
  ]
  for (const [body, path] of wrong)
    t.strictSame(
      refusalOf(await relate('brad_001', body)),
      [400, 'invalid-request', path],
      JSON.stringify(body).slice(0, 80),
    )
  for (const voice of ['slt', {}, { id: 'slt', speed: 9 }, { id: 'slt', volume: 1 }])
    t.equal((await relate('brad_001', { voice })).statusCode, 400)
  t.strictSame((await relationship('brad_001')).json(), nothing('brad_001'), 'nothing of it is kept')
})

onBoth(t, 'before anything is kept, everyone is a friend without memories', async (t, world) => {
  const { relationship } = personasOf(world)
  t.strictSame((await relationship('sarah_001')).json(), nothing('sarah_001'))
  t.strictSame(await world.deps.db.selectFrom('user_persona_relationships').selectAll().execute(), [])
})

onBoth(t, 'putRelationship replaces what the user sets, and keeps what the service counts', async (t, world) => {
  const { relate, relationship } = personasOf(world)
  const whole = {
    ...{ relationship_type: 'rival', custom_system_prompt: 'Call me Sparrow.', is_favorite: true },
    voice: { id: 'awb', speed: 0.9 },
    memory: { facts: [fact(), fact({ content: 'Hates pears', importance: 'high' })] },
  }
  const kept = {
    ...nothing('brad_001'),
    ...whole,
    voice: { id: 'awb', speed: 0.9, pitch: 1 },
    memory: { facts: whole.memory.facts.map((it) => ({ ...it, learned_at: now })), recent_calls: [] },
    updated_at: now,
  }
  for (const once of [1, 2]) t.strictSame((await relate('brad_001', whole)).json(), kept, `sent ${once} times`)
  t.strictSame((await relationship('brad_001')).json(), kept)
  t.strictSame((await relationship('brad_001', asGuest)).json(), nothing('brad_001'), 'another user has their own')

  await world.deps.db.updateTable('user_persona_relationships').set(counted).execute()
  world.clock.now += 60_000
  const after = {
    ...nothing('brad_001'),
    memory: { facts: [], recent_calls: JSON.parse(counted.recent_calls) },
    ...{ total_calls: 7, total_minutes: 31, last_call_at: counted.last_call_at },
    updated_at: '2026-11-20T09:31:00.000Z',
  }
  t.strictSame((await relate('brad_001', {})).json(), after)
  t.strictSame((await relationship('brad_001')).json(), after)
})

onBoth(t, 'a fact is as old as it is said to be, and never of tomorrow', async (t, world) => {
  const { relate } = personasOf(world)
  const times: [sent: string | undefined, kept: string][] = [
    [undefined, now],
    ['2026-11-20T09:29:59.999Z', '2026-11-20T09:29:59.999Z'],
    ['2026-11-20T10:29:00+01:00', '2026-11-20T09:29:00.000Z'],
    ['2026-11-20T09:30:00.001Z', now],
    ['2999-01-01T00:00:00Z', now],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ]
  const facts = times.map(([learned_at]) => fact({ learned_at }))
  const { memory } = (await relate('brad_001', { memory: { facts } })).json()
  t.strictSame(
    memory.facts.map(({ learned_at }: { learned_at: string }) => learned_at),
    times.map(([, kept]) => kept),
  )
})

onBoth(t, 'fifty facts of five hundred characters, and odd ones, are kept as they are', async (t, world) => {
  const { relate, relationship } = personasOf(world)
  const long = Array.from({ length: 50 }, (_, at) =>
    fact({ content: [...`${at} ${'👩‍👩‍👧é'.repeat(99)}`].slice(0, 500).join('') }),
  )
  const odd = oddTexts.map((content) => fact({ content }))
  for (const facts of [long, odd]) {
    const sent = { relationship_type: facts[0]?.content.slice(0, 1), memory: { facts } }
    const kept = (await relate('brad_001', sent)).json()
    t.strictSame(
      kept.memory.facts.map(({ content }: { content: string }) => content),
      facts.map(({ content }) => content),
    )
    t.equal(kept.relationship_type, sent.relationship_type)
    t.strictSame((await relationship('brad_001')).json(), kept)
  }
})

onBoth(t, 'forgetRelationship forgets everything, the counts too, and once', async (t, world) => {
  const { relate, relationship, forget } = personasOf(world)
  await relate('brad_001', { is_favorite: true })
  await relate('brad_001', {}, asGuest)
  await world.deps.db.updateTable('user_persona_relationships').set(counted).execute()
  t.equal((await forget('brad_001')).statusCode, 204)
  t.strictSame((await relationship('brad_001')).json(), nothing('brad_001'))
  t.strictSame(refusalOf(await forget('brad_001')), [404, 'relationship-not-found'])
  t.equal((await relationship('brad_001', asGuest)).json().total_calls, 7, "another user's stays")
})

onBoth(t, 'requests at once leave one relationship, as one of them has sent it', async (t, world) => {
  const { relate } = personasOf(world)
  const types = Array.from({ length: 20 }, (_, at) => `friend ${at}`)
  const replies = await Promise.all(types.map((relationship_type) => relate('brad_001', { relationship_type })))
  t.strictSame([...new Set(replies.map(({ statusCode }) => statusCode))], [200])
  const rows = await world.deps.db.selectFrom('user_persona_relationships').selectAll().execute()
  t.equal(rows.length, 1)
  t.ok(types.includes(rows[0]?.relationship_type ?? ''))
})

onBothAlone(t, 'putRelationship with a persona that is deleted at the same moment is 404', async (t, world) => {
  const { create, remove, relate } = personasOf(world)
  for (let round = 0; round < 10; round++) {
    await create(personaOf({ id: 'fleeting', is_public: true }), asGuest)
    const asked = Array.from({ length: 5 }, () => relate('fleeting', {}))
    const [deleted, ...replies] = await Promise.all([remove('fleeting', asGuest), ...asked])
    t.equal(deleted?.statusCode, 204)
    for (const { statusCode } of replies) t.ok([200, 404].includes(statusCode), String(statusCode))
  }
  const left = await world.deps.db.selectFrom('user_persona_relationships').select('user_id').execute()
  t.strictSame(left, [])
})

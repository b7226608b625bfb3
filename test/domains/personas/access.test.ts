import t from 'tap'
import { oddTexts } from '../../fixtures/odd-texts.ts'
import { anotherUser, builtInPersonas, personaOf, personasOf } from '../../fixtures/personas.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest, asUser, exampleUser } from '../../fixtures/users.ts'
import { onBoth } from '../../fixtures/world.ts'

const idsOf = (reply: { json(): { items: { id: string }[] } }) => reply.json().items.map(({ id }) => id)
const notFound = [404, 'persona-not-found']

onBoth(t, 'nobody but a user or the operator makes, changes or deletes a persona', async (t, world) => {
  const { create, update, remove } = personasOf(world)
  t.equal((await create(personaOf(), {})).statusCode, 401)
  t.equal((await update('brad_001', { name: 'Mine' }, {})).statusCode, 401)
  t.equal((await remove('brad_001', {})).statusCode, 401)
})

onBoth(t, 'what is private is found by its user and the operator alone', async (t, world) => {
  const { create, read, list, update, remove } = personasOf(world)
  await create(personaOf({ id: 'mine' }))
  for (const headers of [{}, asGuest]) {
    t.strictSame(refusalOf(await read('mine', headers)), notFound)
    t.notOk(idsOf(await list({}, headers)).includes('mine'))
  }
  t.strictSame(refusalOf(await update('mine', { name: 'Theirs' }, asGuest)), notFound)
  t.strictSame(refusalOf(await remove('mine', asGuest)), notFound)
  t.equal((await read('mine')).json().name, 'Old Marlow')
  t.equal((await read('mine', asOperator)).json().system_prompt, personaOf().system_prompt)
})

onBoth(
  t,
  'what is public is found by other users, without its prompt, and changed by none of them',
  async (t, world) => {
    const { create, read, list, update, remove } = personasOf(world)
    await create(personaOf({ id: 'open-to-all', is_public: true }))
    t.strictSame(refusalOf(await read('open-to-all', {})), notFound, 'only users see what users make')
    t.notOk(idsOf(await list({}, {})).includes('open-to-all'))
    const seen = (await read('open-to-all', asGuest)).json()
    t.match(seen, { id: 'open-to-all', created_by: 'user', is_public: true })
    t.notOk('system_prompt' in seen)
    const listed = (await list({}, asGuest)).json().items.find(({ id }: { id: string }) => id === 'open-to-all')
    t.strictSame(listed, seen)
    t.strictSame(refusalOf(await update('open-to-all', { name: 'Theirs' }, asGuest)), notFound)
    t.strictSame(refusalOf(await remove('open-to-all', asGuest)), notFound)
    t.ok('system_prompt' in (await read('open-to-all')).json())
  },
)

onBoth(t, "the service's personas are for everyone, and a user changes none of them", async (t, world) => {
  const { read, list, update, remove } = personasOf(world)
  for (const headers of [{}, asUser, asGuest, asOperator]) {
    t.strictSame(idsOf(await list({}, headers)), builtInPersonas)
    const brad = (await read('brad_001', headers)).json()
    t.match(brad, { name: 'Brad', created_by: 'system', is_public: true, voice: { id: 'rms' } })
    t.equal('system_prompt' in brad, headers === asOperator)
  }
  t.strictSame(refusalOf(await update('brad_001', { name: 'Mine' })), notFound)
  t.strictSame(refusalOf(await remove('brad_001')), notFound)
})

onBoth(
  t,
  "the operator's are the service's, and those that are not public are the operator's alone",
  async (t, world) => {
    const { create, read, list, update, remove } = personasOf(world)
    const made = await create(personaOf({ id: 'draft' }), asOperator)
    t.match(made.json(), { created_by: 'system', is_public: false })
    for (const headers of [{}, asUser]) t.strictSame(refusalOf(await read('draft', headers)), notFound)
    t.ok(idsOf(await list({}, asOperator)).includes('draft'))
    await update('draft', { is_public: true }, asOperator)
    for (const headers of [{}, asUser]) t.equal((await read('draft', headers)).statusCode, 200)
    t.equal((await remove('draft', asOperator)).statusCode, 204)
    t.strictSame(refusalOf(await read('draft', asOperator)), notFound)
  },
)

onBoth(t, 'the operator may change and delete what a user has made', async (t, world) => {
  const { create, read, update, remove, list } = personasOf(world)
  await create(personaOf({ id: 'rude', is_public: true }))
  t.notOk(idsOf(await list({}, asOperator)).includes('rude'))
  t.strictSame(idsOf(await list({ created_by: 'user' }, asOperator)), ['rude'])
  t.match((await update('rude', { name: 'Polite' }, asOperator)).json(), { name: 'Polite', created_by: 'user' })
  t.equal((await remove('rude', asOperator)).statusCode, 204)
  t.strictSame(refusalOf(await read('rude')), notFound)
  t.equal((await create(personaOf({ id: 'rude' }))).statusCode, 201, 'the id is free again')
})

onBoth(t, 'listPersonas keeps to who has made them', async (t, world) => {
  const { create, list } = personasOf(world)
  const kim = await anotherUser(world.deps.db)
  await create(personaOf({ id: 'aaa-mine', name: 'A' }))
  await create(personaOf({ id: 'bbb-theirs', name: 'B', is_public: true }), kim.headers)
  const of = async (created_by: string, headers?: Record<string, string>) => idsOf(await list({ created_by }, headers))
  t.strictSame(refusalOf(await list({ created_by: 'nobody' })), [400, 'invalid-request', 'query.created_by'])
  t.strictSame(await of('system'), builtInPersonas)
  t.strictSame(await of('user'), ['aaa-mine', 'bbb-theirs'])
  t.strictSame(await of('me'), ['aaa-mine'])
  t.strictSame(await of('me', asGuest), [])
  t.strictSame(await of('me', asOperator), builtInPersonas)
  for (const created_by of ['me', 'user']) t.strictSame(await of(created_by, {}), [])
  t.strictSame(idsOf(await list()), ['aaa-mine', 'alex_001', 'bbb-theirs', ...builtInPersonas.slice(1)].sort())
})

onBoth(t, 'a play session is nobody whose personas there are', async (t, world) => {
  const { create, read } = personasOf(world)
  await create(personaOf({ id: 'mine' }))
  for (const session of [
    exampleUser.id,
    `user:${exampleUser.id}`,
    'mine',
    ...oddTexts.filter((it) => /^[ -~]+$/.test(it)),
  ])
    t.strictSame(refusalOf(await read('mine', { 'x-session-id': session.trim() })), notFound, session)
})

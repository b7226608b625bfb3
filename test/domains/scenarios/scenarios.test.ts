import t from 'tap'
import { cursorOf } from '../../fixtures/cursors.ts'
import { oddTexts } from '../../fixtures/odd-texts.ts'
import { builtInScenarios, scenarioOf, scenariosOf } from '../../fixtures/personas.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest, asUser } from '../../fixtures/users.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const idsOf = (reply: { json(): { items: { id: string }[] } }) => reply.json().items.map(({ id }) => id)
const notFound = [404, 'scenario-not-found']

/** As calls have used it. */
const used = ({ deps: { db } }: World, id: string, use_count: number) =>
  db.updateTable('call_scenario_templates').set({ use_count }).where('id', '=', id).execute()

onBoth(t, 'without a token there are no scenarios', async (t, world) => {
  const { list, popular, read, create, update, remove } = scenariosOf(world)
  for (const reply of [
    await list({}, {}),
    await popular({}),
    await read('the-last-lamp', {}),
    await create(scenarioOf(), {}),
    await update('the-last-lamp', { name: 'x' }, {}),
    await remove('the-last-lamp', {}),
  ])
    t.strictSame(refusalOf(reply), [401, 'unauthorized'])
})

onBoth(t, 'a scenario out of bounds is refused, and so is what the service decides', async (t, world) => {
  const { create, update } = scenariosOf(world)
  await create(scenarioOf({ id: 'mine' }))
  const wrong: [member: string, value: unknown][] = [
    ...([
      ['name', ''],
      ['name', ' '],
      ['name', 'x'.repeat(101)],
      ['name', null],
    ] as [string, unknown][]),
    ...([
      ['scenario_text', ''],
      ['scenario_text', 'x'.repeat(4_001)],
      ['scenario_text', 'a\u0000'],
    ] as [string, unknown][]),
    ...([
      ['icon', ''],
      ['icon', 'x'.repeat(17)],
      ['icon', null],
      ['icon', 7],
    ] as [string, unknown][]),
    ...['user_id', 'created_by', 'use_count', 'last_used_at', 'content_hash', 'deleted_at', 'created_at'].map(
      (member): [string, unknown] => [member, null],
    ),
  ]
  for (const [member, value] of wrong) {
    const told = [400, 'invalid-request', `body.${member}`]
    t.strictSame(refusalOf(await create(scenarioOf({ [member]: value }))), told, member)
    t.strictSame(refusalOf(await update('mine', { [member]: value })), told, member)
  }
  t.strictSame(refusalOf(await update('mine', { id: 'other' })), [400, 'invalid-request', 'body.id'])
  t.strictSame(refusalOf(await update('mine', {})), [400, 'invalid-request', 'body'])
  t.strictSame(refusalOf(await create(scenarioOf({ id: 'No Slug' }))), [400, 'invalid-request', 'body.id'])
})

onBoth(t, "another's scenario is not found, and its id is taken", async (t, world) => {
  const { create, read, list, popular, update, remove } = scenariosOf(world)
  await create(scenarioOf({ id: 'mine' }))
  for (const headers of [asGuest, asOperator]) {
    for (const reply of [
      await read('mine', headers),
      await update('mine', { name: 'x' }, headers),
      await remove('mine', headers),
    ])
      t.strictSame(refusalOf(reply), notFound)
    t.strictSame(idsOf(await list({}, headers)), builtInScenarios.toSorted(byNameOf))
    t.notOk(idsOf(await popular(headers)).includes('mine'))
    t.strictSame(refusalOf(await create(scenarioOf({ id: 'mine' }), headers)), [409, 'scenario-taken'])
  }
  t.equal((await read('mine')).statusCode, 200)
})

/** Their names sort as their ids do, but for this one. */
const byNameOf = (one: string, other: string) => (nameOf(one) < nameOf(other) ? -1 : 1)
const nameOf = (id: string) =>
  id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

onBoth(t, "a user reads the service's scenarios and changes none; the operator does", async (t, world) => {
  const { read, update, remove } = scenariosOf(world)
  const before = (await read('the-last-lamp')).json()
  t.match(before, { name: 'The Last Lamp', icon: '🔦', created_by: 'system', use_count: 0, last_used_at: null })
  t.strictSame(refusalOf(await update('the-last-lamp', { name: 'x' })), notFound)
  t.strictSame(refusalOf(await remove('the-last-lamp')), notFound)
  world.clock.now += 1_000
  const after = { ...before, icon: '🏮', updated_at: '2026-11-20T09:30:01.000Z' }
  t.strictSame((await update('the-last-lamp', { icon: '🏮' }, asOperator)).json(), after)
  t.strictSame((await read('the-last-lamp')).json(), after)
  t.equal((await remove('the-last-lamp', asOperator)).statusCode, 204)
  for (const headers of [asUser, asOperator]) t.strictSame(refusalOf(await read('the-last-lamp', headers)), notFound)
})

onBoth(t, 'createScenario refuses an id that is taken, and the name of the popular ones', async (t, world) => {
  const { create } = scenariosOf(world)
  for (const id of ['the-last-lamp', 'popular'])
    for (const headers of [asUser, asOperator])
      t.strictSame(refusalOf(await create(scenarioOf({ id }), headers)), [409, 'scenario-taken'])
})

onBoth(t, 'a user has a hundred scenarios at most, also when they are asked for at once', async (t, world) => {
  const { create, list } = scenariosOf(world)
  for (let at = 0; at < 96; at++) await create(scenarioOf())
  const replies = await Promise.all(Array.from({ length: 10 }, () => create(scenarioOf())))
  t.equal(replies.filter(({ statusCode }) => statusCode === 201).length, 4)
  for (const reply of replies.filter(({ statusCode }) => statusCode !== 201))
    t.strictSame(refusalOf(reply), [409, 'scenario-limit-reached'])
  t.equal((await list()).json().total_items, 100 + builtInScenarios.length)
  t.equal((await create(scenarioOf(), asGuest)).statusCode, 201)
})

onBoth(t, 'a scenario is made, changed, read and deleted by its user', async (t, world) => {
  const { create, read, update, remove } = scenariosOf(world)
  const made = await create(scenarioOf())
  t.equal(made.statusCode, 201)
  const { id, ...scenario } = made.json()
  t.match(id, /^at-the-ford-[0-9a-f]{12}$/)
  t.equal(made.headers.location, `/api/v1/scenarios/${id}`)
  const at = '2026-11-20T09:30:00.000Z'
  t.strictSame(scenario, {
    ...{ ...scenarioOf(), icon: '📞', created_by: 'user', use_count: 0, last_used_at: null },
    ...{ created_at: at, updated_at: at },
  })
  const changed = { ...made.json(), name: 'At the mill', scenario_text: 'x'.repeat(4_000) }
  t.strictSame((await update(id, { name: 'At the mill', scenario_text: 'x'.repeat(4_000) })).json(), changed)
  t.strictSame((await read(id)).json(), changed)
  t.equal((await remove(id)).statusCode, 204)
  for (const again of [await remove(id), await read(id)]) t.strictSame(refusalOf(again), notFound)
})

onBoth(t, 'odd texts are stored as they are, and none of them in the log', async (t, world) => {
  const { create, update } = scenariosOf(world)
  for (const [at, text] of oddTexts.entries()) {
    const members = { name: text, scenario_text: text, icon: [...text].slice(0, 16).join('') }
    const wrong = members.icon.trim() === ''
    t.notOk(wrong)
    t.match((await create(scenarioOf({ id: `odd-${at}`, ...members }))).json(), members, text)
    await create(scenarioOf({ id: `even-${at}` }))
    t.match((await update(`even-${at}`, members)).json(), members, text)
  }
  await create(scenarioOf({ name: 'canary', scenario_text: 'canary', icon: 'canary of many letters' }))
  t.notMatch(world.logged.join(''), /canary/)
})

onBoth(t, 'listScenarios has the most used first, then goes by name and id', async (t, world) => {
  const { create, list } = scenariosOf(world)
  for (const [id, name] of [
    ['same-b', 'Same'],
    ['same-a', 'Same'],
    ['lower', 'same'],
    ['umlaut', 'Ärger'],
  ] as const)
    await create(scenarioOf({ id, name }))
  for (const [id, uses] of [
    ['the-last-lamp', 3],
    ['same-b', 3],
    ['umlaut', 12],
  ] as const)
    await used(world, id, uses)
  const rest = [...builtInScenarios.filter((id) => id !== 'the-last-lamp'), 'same-a'].toSorted(byNameOf)
  const all = ['umlaut', 'same-b', 'the-last-lamp', ...rest, 'lower']
  t.strictSame(idsOf(await list({ page_size: 100 })), all)
  const walked: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = (await list({ page_size: 2, ...(cursor ? { cursor } : {}) })).json()
    walked.push(...page.items.map(({ id }: { id: string }) => id))
    cursor = page.next_cursor
  }
  t.strictSame(walked, all)
  t.strictSame(idsOf(await list({ page: 2, page_size: 3 })), all.slice(3, 6))
  for (const cursor of [cursorOf('use', 1.5, 'a', 'b'), cursorOf('use', 'a', 'b', 'c'), cursorOf('name', 'a', 'b')])
    t.strictSame(refusalOf(await list({ cursor })), [400, 'invalid-request', 'query.cursor'])
  for (const key of [9007199254740991, -9007199254740991])
    t.equal((await list({ cursor: cursorOf('use', key, "'", '%') })).statusCode, 200)
})

onBoth(t, 'listPopularScenarios has the ten most used that the user may see', async (t, world) => {
  const { create, list, popular } = scenariosOf(world)
  for (let at = 0; at < 12; at++) {
    await create(scenarioOf({ id: `mine-${at}`, name: `Mine ${at}` }))
    await used(world, `mine-${at}`, at)
  }
  await create(scenarioOf({ id: 'theirs' }), asGuest)
  await used(world, 'theirs', 1_000)
  const { items } = (await popular()).json()
  t.strictSame(items, (await list({ page_size: 10 })).json().items)
  t.strictSame(
    items.map(({ use_count }: { use_count: number }) => use_count),
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
  )
  t.equal(idsOf(await popular(asOperator)).length, builtInScenarios.length)
})

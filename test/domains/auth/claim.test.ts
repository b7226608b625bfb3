import { test } from 'tap'
import { accountsOf, password, signUp } from '../../fixtures/accounts.ts'
import { imageIn, imagesOf } from '../../fixtures/images.ts'
import { ideaOf, questIn, questsOf } from '../../fixtures/quests.ts'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth, onBothAlone, world } from '../../fixtures/world.ts'

const session_id = 'claimed'

test('claimSession', async (t) => {
  onBoth(t, 'it refuses what is no session, and everyone but a user', async (t, world) => {
    const { claim } = accountsOf(world)
    const { as } = await signUp(world)
    t.strictSame(refusalOf(await claim({}, { session_id })), [401, 'unauthorized'])
    t.strictSame(refusalOf(await claim(as, {})), [400, 'invalid-request', 'body.session_id'])
    for (const id of ['', '..', '\u0007', 'x'.repeat(201), 7])
      t.strictSame(refusalOf(await claim(as, { session_id: id })), [400, 'invalid-request', 'body.session_id'])
    t.strictSame(refusalOf(await claim(as, { session_id, user_id: 'x' })), [400, 'invalid-request', 'body.user_id'])
  })

  onBoth(t, 'a session without anything has nothing to bring', async (t, world) => {
    const { as } = await signUp(world)
    const nothing = { dry_run: false, saves: 0, quests: 0, images: 0, chats: 0, conflicts: [] }
    t.strictSame((await accountsOf(world).claim(as, { session_id: "' or '1'='1" })).json(), nothing)
  })

  onBoth(t, 'saves with their history, quests and pictures become the user’s, once', async (t, world) => {
    const { claim } = accountsOf(world)
    const { save, load, versions, remove } = savesOf(world)
    const { as } = await signUp(world)
    for (const scene_index of [1, 2, 3]) await save(session_id, stateOf({ scene_index }))
    const quest = await questIn(world, session_id)
    const image = await imageIn(world, session_id, { subject_name: 'Dagger' })
    await save('another', stateOf())

    const would = { dry_run: true, saves: 1, quests: 1, images: 1, chats: 0, conflicts: [] }
    t.strictSame((await claim(as, { session_id, dry_run: true })).json(), would)
    t.equal((await load(session_id)).statusCode, 200, 'a dry run changes nothing')
    t.strictSame((await claim(as, { session_id })).json(), { ...would, dry_run: false })
    const nothing = { dry_run: false, saves: 0, quests: 0, images: 0, chats: 0, conflicts: [] }
    t.strictSame((await claim(as, { session_id })).json(), nothing, 'a second time nothing')

    const loaded = await load(session_id, as)
    t.strictSame([loaded.json().version, loaded.json().state.scene_index], [3, 3])
    const listed = await world.call({ url: `/api/v1/saves/${session_id}/versions`, headers: as })
    t.strictSame(
      listed.json().items.map(({ version }: { version: number }) => version),
      [3, 2, 1],
    )
    t.equal((await world.call({ url: `/api/v1/quests/${quest.id}`, headers: as })).json().id, quest.id)
    const featured = await world.call({ method: 'PUT', url: `/api/v1/images/${image.id}/feature`, headers: as })
    t.equal(featured.statusCode, 200)

    t.strictSame(refusalOf(await load(session_id)), [404, 'save-not-found'], 'the session has it no more')
    t.strictSame(refusalOf(await versions(session_id)), [404, 'save-not-found'])
    t.strictSame(refusalOf(await questsOf(world).read(quest.id, { session_id })), [404, 'quest-not-found'])
    t.strictSame(refusalOf(await imagesOf(world).feature(image.id, { session_id })), [404, 'image-not-found'])
    t.equal((await load('another')).statusCode, 200, 'another session has what it had')
    t.equal((await save(session_id, stateOf())).json().version, 4, 'no version of the session is given twice')
    t.equal((await remove(session_id)).statusCode, 204)
  })

  onBoth(t, 'where the user has a save of the session, theirs is kept, and told', async (t, world) => {
    const { claim } = accountsOf(world)
    const { save, load } = savesOf(world)
    const { as } = await signUp(world)
    await save(session_id, stateOf({ party_name: 'Mine' }), as)
    await save(session_id, stateOf({ party_name: 'Of the session' }))
    const quest = await questIn(world, session_id)
    const told = { saves: 0, quests: 1, images: 0, chats: 0, conflicts: [session_id] }
    t.strictSame((await claim(as, { session_id, dry_run: true })).json(), { dry_run: true, ...told })
    t.strictSame((await claim(as, { session_id })).json(), { dry_run: false, ...told })
    t.equal((await load(session_id, as)).json().state.party_name, 'Mine')
    t.equal((await load(session_id)).json().state.party_name, 'Of the session')
    t.equal((await world.call({ url: `/api/v1/quests/${quest.id}`, headers: as })).statusCode, 200)
  })

  onBoth(t, 'a version that the user has seen of a deleted save names no other state', async (t, world) => {
    const { claim } = accountsOf(world)
    const { save, load, remove } = savesOf(world)
    const { as } = await signUp(world)
    for (const scene_index of [1, 2, 3, 4]) await save(session_id, stateOf({ scene_index }), as)
    await remove(session_id, as)
    await save(session_id, stateOf({ scene_index: 9 }))
    t.equal((await claim(as, { session_id })).json().saves, 1)
    const { version, state } = (await load(session_id, as)).json()
    t.strictSame([version, state.scene_index], [5, 9])
    t.equal((await save(session_id, stateOf(), { ...as, 'if-match': '"1"' })).statusCode, 412)
  })

  onBoth(t, 'a request that is sent again after the claim has its first answer', async (t, world) => {
    const { as } = await signUp(world)
    const { generate } = questsOf(world)
    const key = { 'idempotency-key': 'once' }
    const first = await generate(ideaOf({ session_id }), key)
    await accountsOf(world).claim(as, { session_id })
    const again = await generate(ideaOf({ session_id }), { ...key, ...as })
    t.strictSame([again.json().id, again.headers['idempotent-replayed']], [first.json().id, 'true'])
  })

  onBothAlone(t, 'a user who has just been deleted claims nothing', async (t, one) => {
    const other = await world(t, one.engine, { DATABASE_URL: one.env.DATABASE_URL as string })
    const { as } = await signUp(one)
    await savesOf(one).save(session_id, stateOf())
    t.equal((await accountsOf(other).me(as)).statusCode, 200)
    t.equal((await accountsOf(one).remove(as, { password })).statusCode, 204)
    t.strictSame(refusalOf(await accountsOf(other).claim(as, { session_id })), [401, 'unauthorized'])
    t.equal((await savesOf(one).load(session_id)).statusCode, 200, 'the session has what it had')
  })

  onBoth(t, 'a claim and the first save of the user at once lose neither', async (t, world) => {
    const { as } = await signUp(world)
    const { save, load } = savesOf(world)
    for (let at = 0; at < 40; at++) {
      const session = `race ${at}`
      await save(session, stateOf({ party_name: 'Of the session' }))
      const [claimed, saved] = await Promise.all([
        accountsOf(world).claim(as, { session_id: session }),
        save(session, stateOf({ party_name: 'Of the user' }), as),
      ])
      t.strictSame([claimed.statusCode, saved.statusCode], [200, 200])
      t.equal((await load(session, as)).json().state.party_name, 'Of the user')
      const isKept = (await load(session)).statusCode === 200
      t.equal(isKept, claimed.json().saves === 0, 'what was not brought over is where it was')
    }
  })

  onBoth(t, 'twenty claims and twenty saves at once lose nothing', async (t, world) => {
    const { claim } = accountsOf(world)
    const { save, load } = savesOf(world)
    const { as } = await signUp(world)
    await save(session_id, stateOf({ scene_index: 1 }))
    const work = Array.from({ length: 20 }, (_, at) => [
      claim(as, { session_id }),
      save(session_id, stateOf({ party_name: `party ${at}` })),
    ])
    const replies = await Promise.all(work.flat())
    t.strictSame([...new Set(replies.map(({ statusCode }) => statusCode))], [200])
    const claimed = replies.filter((_, at) => at % 2 === 0).reduce((sum, reply) => sum + reply.json().saves, 0)
    t.equal(claimed, 1, 'one of them brought it over')
    t.equal((await load(session_id, as)).statusCode, 200)
    const given = replies.filter((_, at) => at % 2 === 1).map((reply) => reply.json().version)
    t.equal(new Set(given).size, given.length, 'no version was given twice')
  })
})

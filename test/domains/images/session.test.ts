import t from 'tap'
import { imageIn, imagesOf, requestFor } from '../../fixtures/images.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { cookie, header, strangers } from '../../fixtures/strangers.ts'
import { onBoth } from '../../fixtures/world.ts'

onBoth(t, 'generateImage makes a session for a caller without one, and sets it as a cookie', async (t, world) => {
  const { generate, feature } = imagesOf(world)
  const reply = await generate(requestFor())
  const set = String(reply.headers['set-cookie'])
  t.match(set, /^session_id=[\w-]{32}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
  const sent = set.split(';')[0] as string
  t.notOk(reply.body.includes(sent.slice('session_id='.length)), 'the gallery is public: no session is in it')
  const { id } = reply.json()
  t.equal((await feature(id)).statusCode, 404, 'without the cookie it is not theirs')
  t.equal((await feature(id, {}, { cookie: sent })).statusCode, 200)
  const next = await generate(requestFor(), { cookie: sent })
  t.equal(next.headers['set-cookie'], undefined)
  t.equal((await feature(next.json().id, {}, { cookie: sent })).statusCode, 200, 'the next picture joins it')
})

onBoth(t, 'generateImage takes the session from the body, then the header, then the cookie', async (t, world) => {
  const { generate, remove } = imagesOf(world)
  const all = { ...header('by-header'), ...cookie('by-cookie') }
  const cases: [object, Record<string, string>, string][] = [
    [{ session_id: 'by-body' }, all, 'by-body'],
    [{}, all, 'by-header'],
    [{}, cookie('by-cookie'), 'by-cookie'],
  ]
  for (const [members, headers, owner] of cases) {
    const reply = await generate(requestFor(members as Record<string, unknown>), headers)
    t.equal(reply.headers['set-cookie'], undefined, owner)
    const { id } = reply.json()
    for (const other of ['by-body', 'by-header', 'by-cookie'].filter((it) => it !== owner))
      t.strictSame(refusalOf(await remove(id, { session_id: other })), [404, 'image-not-found'], `${owner}, ${other}`)
    t.equal((await remove(id, { session_id: owner })).statusCode, 200, owner)
  }
})

onBoth(
  t,
  "featureImage, deleteImage, restoreImage: another's picture is as absent as one that never was",
  async (t, world) => {
    const { feature, remove, restore, read } = imagesOf(world)
    const image = await imageIn(world, 'owner')
    const trashed = await imageIn(world, 'owner')
    await remove(trashed.id, { session_id: 'owner' })
    const bodyOf = (reply: { body: string }) => reply.body.replace(/"request_id":"[^"]*"/, '')
    const missing = bodyOf(await read(999))
    for (const [query, headers] of strangers)
      for (const id of [image.id, trashed.id, 999, Number.MAX_SAFE_INTEGER])
        for (const send of [feature, remove, restore]) {
          const reply = await send(id, query, headers)
          t.equal(reply.statusCode, 404, JSON.stringify([id, query, headers]))
          t.equal(bodyOf(reply), missing, 'not a word tells that it exists')
        }
    t.strictSame((await read(image.id)).json(), image, 'and it is untouched')
    t.equal((await restore(trashed.id, {}, cookie('owner'))).statusCode, 200, 'but its owner finds it')
  },
)

onBoth(t, 'featureImage, deleteImage, restoreImage serve the operator with any picture', async (t, world) => {
  const { feature, remove, restore } = imagesOf(world)
  const { id } = await imageIn(world, 'a-player')
  t.match((await feature(id, {}, asOperator)).json(), { id, is_featured: true })
  t.match((await remove(id, {}, asOperator)).json(), { id, status: 'deleted' })
  t.match((await restore(id, {}, asOperator)).json(), { id, is_featured: false })
  t.equal((await feature(id, { session_id: 'other' }, { authorization: 'Bearer wrong' })).statusCode, 401)
})

onBoth(t, 'featureImage, deleteImage, restoreImage, readImage refuse an id that is none', async (t, world) => {
  const { feature, remove, restore, read, file } = imagesOf(world)
  for (const id of ['0', '-1', '1.5', 'x', '9007199254740992', '1e3x'])
    for (const ask of [feature, remove, restore, read, file])
      t.strictSame(refusalOf(await ask(id)), [400, 'invalid-request', 'path.id'], id)
})

import t from 'tap'
import { geminiImageServer } from '../../fixtures/image-models.ts'
import { countOf, imagesOf, requestFor } from '../../fixtures/images.ts'
import { arrived } from '../../fixtures/models.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { engines, onBoth, world } from '../../fixtures/world.ts'

const session_id = 'keyed'
const key = (value: string) => ({ 'idempotency-key': value })

onBoth(t, 'generateImage refuses a key that is none, or comes without a session', async (t, it) => {
  const { generate } = imagesOf(it)
  const refused = [400, 'invalid-request', 'headers.idempotency-key']
  for (const wrong of ['', 'x'.repeat(256)])
    t.strictSame(refusalOf(await generate(requestFor({ session_id }), key(wrong))), refused)
  const reply = await generate(requestFor(), key('no-session'))
  t.strictSame(refusalOf(reply), refused)
  t.equal(reply.headers['set-cookie'], undefined)
  t.equal(await countOf(it, 'images'), 0)
})

onBoth(t, 'generateImage refuses a key that came with another body, and lets others use it', async (t, it) => {
  const { generate } = imagesOf(it)
  await generate(requestFor({ session_id }), key('reused'))
  const other = await generate(requestFor({ session_id, aspect_ratio: '1:1' }), key('reused'))
  t.strictSame(refusalOf(other), [422, 'idempotency-key-reused'])
  t.equal(await countOf(it, 'images'), 1)
  const theirs = await generate(requestFor({ session_id: 'other' }), key('reused'))
  t.strictSame([theirs.statusCode, theirs.headers['idempotent-replayed']], [201, 'false'])
})

for (const engine of engines) {
  t.test(`generateImage with a key whose picture is still being painted is refused (${engine})`, async (t) => {
    const model = await geminiImageServer(t)
    const it = await world(t, engine, model.env)
    const { generate } = imagesOf(it)
    const release = model.hold()
    const first = generate(requestFor({ session_id }), key('busy'))
    await arrived(model)
    const second = await generate(requestFor({ session_id }), key('busy'))
    t.strictSame(refusalOf(second), [409, 'idempotency-key-in-use'])
    t.equal(second.headers['retry-after'], '1')
    release()
    const { statusCode, body } = await first
    const third = await generate(requestFor({ session_id }), key('busy'))
    t.strictSame([statusCode, third.statusCode, third.body], [201, 201, body])
    t.equal(model.requests.length, 1, 'it was painted once')
  })
}

onBoth(t, 'generateImage answers the same key and body with the picture of the first time', async (t, it) => {
  const { generate } = imagesOf(it)
  const first = await generate(requestFor({ session_id, seed: 3 }), key('again'))
  const { subject_type, ...rest } = requestFor({ session_id, seed: 3 }) as Record<string, unknown>
  const second = await generate({ ...rest, subject_type }, key('again'))
  t.strictSame([first.statusCode, first.headers['idempotent-replayed']], [201, 'false'])
  t.strictSame([second.statusCode, second.headers['idempotent-replayed']], [201, 'true'])
  t.strictSame([second.body, second.headers.location], [first.body, first.headers.location])
  t.equal(await countOf(it, 'images'), 1)
})

onBoth(t, 'generateImage by 20 at once with one key paints one picture', async (t, it) => {
  const { generate } = imagesOf(it)
  const ask = () => generate(requestFor({ session_id }), key('twenty'))
  const replies = await Promise.all(Array.from({ length: 20 }, ask))
  const painted = replies.filter(({ statusCode }) => statusCode === 201)
  t.equal(new Set(painted.map(({ body }) => body)).size, 1)
  for (const reply of replies.filter((it) => !painted.includes(it)))
    t.strictSame(refusalOf(reply), [409, 'idempotency-key-in-use'])
  t.equal(await countOf(it, 'images'), 1)
})

onBoth(t, 'generateImage forgets the key of a picture that was deleted', async (t, it) => {
  const { generate, remove } = imagesOf(it)
  const first = (await generate(requestFor({ session_id }), key('deleted'))).json()
  await remove(first.id, { session_id })
  const second = await generate(requestFor({ session_id }), key('deleted'))
  t.equal(second.headers['idempotent-replayed'], 'false')
  t.not(second.json().id, first.id)
})

import sharp from 'sharp'
import t from 'tap'
import { geminiImageServer, pngOf, withoutPicture } from '../../fixtures/image-models.ts'
import { imageIn, imagesOf, paidCalls } from '../../fixtures/images.ts'
import type { Turn } from '../../fixtures/models.ts'
import { png } from '../../fixtures/png.ts'
import { engines, type World, world } from '../../fixtures/world.ts'

const session_id = 'faults'
const PRICE = 67_000
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('base64')
const photo = await pngOf('#b5472c', 320, 180)

/** A PNG of 256 million pixels, which is small as long as nothing decodes it. */
const bomb = await png({ width: 16_000, height: 16_000, layout: 'grey' })
const noise = await sharp({
  create: {
    width: 1500,
    height: 1500,
    channels: 3,
    background: '#345',
    noise: { type: 'gaussian', mean: 128, sigma: 60 },
  },
})
  .png({ compressionLevel: 0 })
  .toBuffer()

/** What the model does, why the painter paints instead, and what the model's answer costs. */
const faults: Record<string, [Turn, string, number]> = {
  'status 500': [{ status: 500 }, 'unavailable', 0],
  'status 503': [{ status: 503 }, 'unavailable', 0],
  'a wrong key': [{ status: 403 }, 'unavailable', 0],
  'a reset': [{ fault: 'reset' }, 'unavailable', 0],
  'a cut in the middle': [{ fault: 'cut' }, 'unavailable', PRICE],
  'a page': [{ fault: 'html' }, 'invalid_output', 0],
  'JSON that ends early': [{ fault: 'truncated' }, 'invalid_output', PRICE],
  'wrong types': [{ fault: 'wrongTypes' }, 'invalid_output', 0],
  'no body': [{ fault: 'nothing' }, 'invalid_output', PRICE],
  '50 MB': [{ fault: 'huge' }, 'invalid_output', PRICE],
  '50 MB, packed': [{ fault: 'bomb' }, 'invalid_output', PRICE],
  'a redirect': [{ fault: 'redirect' }, 'invalid_output', 0],
  'no picture': [withoutPicture('NO_IMAGE'), 'invalid_output', 0],
  'an empty picture': ['', 'invalid_output', PRICE],
  'no base64': ['%%% canary %%%', 'invalid_output', PRICE],
  'a drawing': [base64('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'invalid_output', PRICE],
  'a page in base64': [base64('<!doctype html><script>canary</script>'), 'invalid_output', PRICE],
  'half a PNG': [base64(photo.subarray(0, photo.length >> 1)), 'invalid_output', PRICE],
  'a PNG of noise after its head': [
    base64(Buffer.concat([photo.subarray(0, 40), Buffer.alloc(999, 7)])),
    'invalid_output',
    PRICE,
  ],
  'a bomb of 16000 × 16000': [base64(bomb), 'invalid_output', PRICE],
  'a picture beyond MAX_IMAGE_SIZE_MB': [base64(noise), 'invalid_output', PRICE],
}

/** Every object is a WebP that decodes, and all of them are some picture's. */
async function isSound({ deps: { db, blobs } }: World) {
  const rows = await db.selectFrom('blobs').select(['storage_key', 'state']).execute()
  for (const { storage_key, state } of rows) {
    const { format } = await sharp((await blobs.get(storage_key)) ?? new Uint8Array()).metadata()
    if (state !== 'ready' || format !== 'webp') return false
  }
  return rows.length > 0
}

for (const engine of engines) {
  t.test(
    `generateImage is painted by the painter when a model fails, and keeps nothing invalid (${engine})`,
    async (t) => {
      const model = await geminiImageServer(t)
      const it = await world(t, engine, { ...model.env, MAX_IMAGE_SIZE_MB: '1' })
      for (const [name, [turn, fallback_reason, cost_micro_usd]] of Object.entries(faults)) {
        const asked = model.requests.length
        model.script = [turn]
        const image = await imageIn(it, session_id)
        t.match(image.served_by, { provider: 'embedded', fallback: true, fallback_reason, cost_micro_usd }, name)
        t.equal(model.requests.length, asked + 1, 'it was asked once')
        t.strictSame((await imagesOf(it).read(image.id)).json(), image)
        t.notMatch(JSON.stringify(image), 'canary')
        t.match(
          (await imageIn(it, session_id)).served_by,
          { provider: 'gemini' },
          'the next one is painted by the model',
        )
      }
      t.equal(model.redirected(), 0)
      t.equal(await paidCalls(it), model.requests.length, 'every call counts')
      t.ok(await isSound(it))
      t.notMatch(it.logged.join('\n'), /canary|127\.0\.0\.1:\d/)
    },
  )

  t.test(`generateImage does not call a model that failed five times, until it works again (${engine})`, async (t) => {
    const model = await geminiImageServer(t)
    const it = await world(t, engine, model.env)
    model.script = [1, 2, 3, 4, 5].map(() => ({ status: 503 }))
    const reasons: (string | null)[] = []
    for (let at = 0; at < 7; at++) reasons.push((await imageIn(it, session_id)).served_by.fallback_reason)
    t.strictSame(reasons, [...Array(5).fill('unavailable'), 'circuit_open', 'circuit_open'])
    t.equal(model.requests.length, 5)
    t.equal(await paidCalls(it), 5, 'what was not called is not counted')
    it.clock.now += 30_000
    t.match((await imageIn(it, session_id)).served_by, { provider: 'gemini', fallback: false })
  })
}

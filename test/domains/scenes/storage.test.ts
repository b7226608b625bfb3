import t from 'tap'
import { imagesOf, requestFor } from '../../fixtures/images.ts'
import { s3Server } from '../../fixtures/s3-server.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { paintedWorld } from '../../fixtures/scenes.ts'

t.test('generateScene and generateImage pay for nothing while pictures cannot be stored', async (t) => {
  const s3 = await s3Server(t)
  const { it, scene, gemini } = await paintedWorld(t, 'sqlite', {
    ...s3.env,
    S3_SECRET_ACCESS_KEY: 'not-the-secret-of-this-bucket',
  })
  for (let at = 0; at < 3; at++) {
    t.strictSame(refusalOf(await scene({ location: `Place ${at}` })), [503, 'storage-unavailable'])
    t.strictSame(refusalOf(await imagesOf(it).generate(requestFor({ session_id: 'unpaid' }))), [
      503,
      'storage-unavailable',
    ])
  }
  t.equal(gemini.requests.length, 0)
})

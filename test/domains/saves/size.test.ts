import { request } from 'node:http'
import { Readable } from 'node:stream'
import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const MAX = 4_096
const settings = { SAVE_MAX_BYTES: String(MAX) }
const headers = { 'content-type': 'application/json' }

/** A body of exactly so many bytes. */
function bodyOf(bytes: number) {
  const body = (note: string) => JSON.stringify({ session_id: 'sized', state: stateOf({ note }) })
  return body('x'.repeat(bytes - Buffer.byteLength(body(''))))
}

onBoth(
  t,
  'saveSession refuses a body past SAVE_MAX_BYTES with 413 naming both sizes',
  async (t, world) => {
    const post = (payload: string | Readable) => world.call({ method: 'POST', url: '/api/v1/save', headers, payload })
    for (const size of [MAX + 1, 1_048_577]) {
      const reply = await post(bodyOf(size))
      t.strictSame(refusalOf(reply), [413, 'body-too-large'])
      t.match(reply.json().message, /\b4096 bytes\b/)
      t.match(reply.json().message, new RegExp(`\\b${size} bytes`))
    }
    const chunked = await post(Readable.from([Buffer.from(bodyOf(MAX)), Buffer.from(' ')]))
    t.strictSame(refusalOf(chunked), [413, 'body-too-large'])
    t.match(chunked.json().message, /4096 bytes/)
    t.equal((await savesOf(world).load('sized')).statusCode, 404)
    t.equal((await post(bodyOf(MAX))).statusCode, 200)
    t.equal((await post(Readable.from([Buffer.from(bodyOf(MAX))]))).statusCode, 200)
  },
  settings,
)

onBoth(
  t,
  'saveSession answers 413 over a real connection that sends chunks without end',
  async (t, world) => {
    const address = new URL(await world.app.listen({ port: 0, host: '127.0.0.1' }))
    const { status, body } = await new Promise<{ status?: number; body: string }>((resolve, reject) => {
      const endless = request({
        ...address,
        hostname: address.hostname,
        port: address.port,
        path: '/api/v1/save',
        method: 'POST',
        headers,
      })
      const timer = setInterval(() => endless.write('x'.repeat(1_024)), 5)
      endless.on('response', async (reply) => {
        clearInterval(timer)
        const chunks = await reply.toArray()
        endless.destroy()
        resolve({ status: reply.statusCode, body: Buffer.concat(chunks).toString() })
      })
      endless.on('error', reject)
    })
    t.equal(status, 413)
    t.equal(JSON.parse(body).error, 'body-too-large')
  },
  settings,
)

onBoth(
  t,
  'patchSave refuses a patch past SAVE_MAX_BYTES, and one that grows the state past it',
  async (t, world) => {
    const { save, load, patch } = savesOf(world)
    await save('grows', stateOf({ note: 'x'.repeat(3_000) }))
    const tooLong = await patch('grows', { more: 'x'.repeat(MAX) })
    t.strictSame(refusalOf(tooLong), [413, 'body-too-large'])
    const grown = await patch('grows', { more: '🎲'.repeat(300) })
    t.strictSame(refusalOf(grown), [413, 'body-too-large'])
    const size = Buffer.byteLength(JSON.stringify(stateOf({ note: 'x'.repeat(3_000), more: '🎲'.repeat(300) })))
    t.match(grown.json().message, new RegExp(`\\b4096 bytes.*\\b${size} bytes`))
    t.equal((await load('grows')).json().version, 1)
    t.equal((await patch('grows', { more: 'x'.repeat(900) })).statusCode, 200)
  },
  settings,
)

onBoth(t, 'saveSession and loadSession carry a state of a whole mebibyte', async (t, world) => {
  const { save, load } = savesOf(world)
  const state = stateOf({ note: '\n'.repeat(500_000) })
  t.equal((await save('large', state)).statusCode, 200)
  t.equal((await load('large')).json().state.note, state.note)
  t.strictSame(refusalOf(await save('large', stateOf({ note: 'x'.repeat(1_048_576) }))), [413, 'body-too-large'])
})

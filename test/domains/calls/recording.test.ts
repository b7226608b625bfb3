import t from 'tap'
import { removeRecordings } from '../../../src/domains/calls/old-recordings.ts'
import { measure } from '../../../src/services/audio/measure.ts'
import { decodeMulaw } from '../../../src/services/audio/mulaw.ts'
import { readWav } from '../../../src/services/audio/wav.ts'
import { sweepBlobs } from '../../../src/services/blobs/jobs.ts'
import { answered, callsOf, onBothCalling } from '../../fixtures/calls.ts'
import { grantTo } from '../../fixtures/ledger.ts'
import { onPage, passUntil } from '../../fixtures/media.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asGuest, exampleGuest } from '../../fixtures/users.ts'
import type { World } from '../../fixtures/world.ts'

const DAY_MS = 86_400_000
const never = new AbortController().signal
const soundIn = (bytes: Buffer) => readWav(bytes)?.data ?? new Uint8Array()
const isHeard = (mulaw: Uint8Array) => measure(decodeMulaw(mulaw)).peak > 3_000
const objectsOf = async ({ deps }: World) =>
  (await deps.db.selectFrom('blobs').select('storage_key').execute()).map(({ storage_key }) => storage_key)

onBothCalling(t, "What was not recorded, or is another user's, cannot be listened to", async (t, it) => {
  const { audio, recording, say, end } = callsOf(it)
  const id = await answered(it)
  await say(id, 'I am afraid of the bridge.')
  t.strictSame(refusalOf(await audio(id, 2)), [404, 'recording-not-found'], 'what was typed')
  t.strictSame(refusalOf(await audio(id, 9)), [404, 'recording-not-found'], 'no such turn')
  await end(id)
  t.strictSame(refusalOf(await recording(id)), [404, 'recording-not-found'], 'it was not asked for')
  const guest = callsOf(it, asGuest)
  for (const reply of [await guest.audio(id, 1), await guest.recording(id)])
    t.strictSame(refusalOf(reply), [404, 'call-not-found'])
  const kept = await answered(it, { record: true })
  t.strictSame(refusalOf(await recording(kept)), [404, 'recording-not-found'], 'it has not ended')
  await end(kept)
})

onBothCalling(t, 'A call that was typed is spoken when somebody wants to hear it, once', async (t, it) => {
  const { audio, recording, say, end } = callsOf(it)
  const id = await answered(it, { record: true })
  await say(id, 'I am afraid of the bridge.')
  await end(id)
  const [persona, player] = [await audio(id, 1), await audio(id, 2)]
  t.match(persona.headers, { 'content-type': 'audio/wav', 'cache-control': 'private, no-cache' })
  for (const { rawPayload } of [persona, player]) t.ok(isHeard(soundIn(rawPayload)))
  const [first, second] = await Promise.all([recording(id), recording(id)])
  t.strictSame(first.rawPayload, second.rawPayload)
  t.equal((await objectsOf(it)).length, 1, 'it was made once')
  t.match((await objectsOf(it))[0], /^recordings\/..\/.*\.wav$/)
  const whole = soundIn(first.rawPayload)
  t.strictSame(whole.subarray(0, 8_000), soundIn(persona.rawPayload).subarray(0, 8_000), 'it begins with the greeting')
  const part = await recording(id, { range: 'bytes=0-43' })
  t.match([part.statusCode, part.headers['content-range']], [206, `bytes 0-43/${first.rawPayload.length}`])
  t.strictSame(part.rawPayload, first.rawPayload.subarray(0, 44))
  t.equal((await recording(id, { 'if-none-match': String(first.headers.etag) })).statusCode, 304)
  t.strictSame(refusalOf(await recording(id, { range: 'bytes=99999999-' })), [416, 'range-not-satisfiable'])
})

onBothCalling(t, 'A call that was spoken is recorded from both sides, for thirty days', async (t, it) => {
  const { audio, recording, read } = callsOf(it)
  const { id, page } = await onPage(t, it, { record: true })
  await passUntil(it, async () => (await read(id)).json().transcript.length === 1, 'the greeting is written')
  // What was sent is heard.
  it.clock.now += 500
  page.stop()
  await passUntil(it, async () => (await recording(id)).statusCode === 200, 'it is recorded')
  const whole = soundIn((await recording(id)).rawPayload)
  const greeting = soundIn((await audio(id, 1)).rawPayload)
  t.ok(isHeard(greeting))
  const heard = page.heard()
  t.ok(greeting.length >= heard.length - 320, `${greeting.length} and ${heard.length}`)
  t.ok(Buffer.from(whole).includes(heard.subarray(800, 3_200)), 'as it was heard')
  it.clock.now += 30 * DAY_MS + 1_000
  await removeRecordings(it.deps, never)
  t.strictSame(refusalOf(await recording(id)), [404, 'recording-not-found'])
  await sweepBlobs(it.deps, never)
  t.strictSame(await objectsOf(it), [], 'and its object is gone')
})

onBothCalling(t, 'A recording is erased with its user, and no upkeep takes it before', async (t, it) => {
  const { recording, say, end } = callsOf(it, asGuest)
  await grantTo(it, exampleGuest.id, 5)
  const start = await callsOf(it, asGuest).start({ record: true })
  const { id } = start.json()
  await passUntil(
    it,
    async () => (await callsOf(it, asGuest).read(id)).json().transcript.length === 1,
    'it was answered',
  )
  await say(id, 'I am afraid of the bridge.')
  await end(id)
  t.equal((await recording(id)).statusCode, 200)
  it.clock.now += 2 * 3_600_000
  await sweepBlobs(it.deps, never)
  t.equal((await objectsOf(it)).length, 1)
  t.equal((await recording(id)).statusCode, 200)
  const gone = await it.call({ method: 'DELETE', url: '/api/v1/auth/me', headers: asGuest, payload: {} })
  t.ok([200, 204].includes(gone.statusCode), gone.body)
  t.strictSame(await objectsOf(it), [])
})

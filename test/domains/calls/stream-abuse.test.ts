import t from 'tap'
import { callsOf, onBothCalling, turnUntil } from '../../fixtures/calls.ts'
import { begun, openPage } from '../../fixtures/media.ts'
import type { TwilioStream } from '../../fixtures/twilio-stream.ts'
import { until } from '../../fixtures/valkey.ts'

/** Most sockets of one address that have not started. */
const MAX_UNSTARTED = 20

onBothCalling(t, 'A socket that does not start within five seconds is closed', async (t, it) => {
  const id = await begun(it)
  const page = await openPage(t, it, id, { starts: false })
  page.raw(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }))
  await until(() => it.clock.sleepers > 0, 'it waits')
  it.clock.now += 4_900
  page.raw(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }))
  it.clock.now += 200
  t.match(await page.closed, { code: 1008, reason: 'no start came in time' })
})

onBothCalling(t, 'A socket starts with the token of its own call alone, and once', async (t, it) => {
  const [id, other] = [await begun(it), await begun(it)]
  const { media } = (await callsOf(it).read(id)).json()
  const refused = { code: 1008, reason: 'start is of no call that waits for it' }
  const wrong: Record<string, string>[] = [
    {},
    { token: media.token },
    { token: 'guessed', call_id: id },
    { token: media.token, call_id: other },
    { token: media.token, call_id: 'no uuid' },
  ]
  for (const parameters of wrong)
    t.match(await (await openPage(t, it, id, { parameters })).closed, refused, Object.keys(parameters).join())
  const foreign = await openPage(t, it, other, { parameters: { token: media.token, call_id: id } })
  t.match(await foreign.closed, refused, 'with the sid of another call')
  const page = await openPage(t, it, id)
  await until(async () => (await callsOf(it).read(id)).json().media === null, 'it has started')
  const again = await openPage(t, it, id, { parameters: { token: media.token, call_id: id } })
  t.match(await again.closed, { code: 1008 }, 'a token opens one socket')
  t.match((await callsOf(it).read(id)).json(), { status: 'initiating' }, 'the call goes on')
  page.cut()
  await until(async () => (await callsOf(it).read(id)).json().status !== 'initiating', 'it was hung up')
  await callsOf(it).end(other)
})

const silence = Buffer.alloc(160, 0xff)

onBothCalling(t, 'What a carrier would not send closes the socket, and the call is settled', async (t, it) => {
  const faults: [string, number, (page: TwilioStream) => void][] = [
    ['no JSON', 1008, (page) => page.raw('canary')],
    ['bytes', 1008, (page) => page.raw(Buffer.from([1, 2, 3]))],
    ['a megabyte', 1009, (page) => page.raw('x'.repeat(1024 * 1024))],
    ['a thousand frames at once', 1008, (page) => page.speak(Buffer.concat(Array(1_000).fill(silence)))],
    ['a second start', 1008, (page) => page.send('start', { start: {} })],
    [
      'too long a text',
      1008,
      (page) => page.raw(JSON.stringify({ event: 'text', streamSid: page.streamSid, text: 'x'.repeat(1_001) })),
    ],
  ]
  for (const [title, code, misbehave] of faults) {
    const id = await begun(it)
    const page = await openPage(t, it, id)
    await turnUntil(it, id, 'in_progress')
    misbehave(page)
    t.match(await page.closed, { code }, title)
    await until(async () => (await callsOf(it).read(id)).json().status === 'completed', `${title}: the call has ended`)
    t.match((await callsOf(it).read(id)).json(), { end_reason: 'user_hangup', credits_reserved: 0 }, title)
  }
})

onBothCalling(t, 'Sockets that wait for their start are few', async (t, it) => {
  const id = await begun(it)
  const open: TwilioStream[] = []
  for (let at = 0; at < MAX_UNSTARTED; at++) open.push(await openPage(t, it, id, { starts: false }))
  t.match(await (await openPage(t, it, id)).closed, { code: 429 })
  open[0]?.cut()
  await until(async () => {
    const page = await openPage(t, it, id)
    return (
      (
        await Promise.race([
          page.closed,
          until(async () => (await callsOf(it).read(id)).json().media === null, 'started').then(() => ({ code: 0 })),
        ])
      ).code === 0
    )
  }, 'one has made room')
  for (const page of open) page.cut()
})

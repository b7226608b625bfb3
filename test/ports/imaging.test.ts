import { getEventListeners } from 'node:events'
import t, { type Test } from 'tap'
import type { Imaging } from '../../src/ports/imaging/port.ts'
import { errorOf, type OpenedAdapter } from '../fixtures/adapter.ts'
import { blockedPrompt, geminiImageServer, withoutPicture } from '../fixtures/image-models.ts'
import { failing, open, painting } from '../fixtures/imaging.ts'
import { arrived, type Fault, type ModelServer, type Turn } from '../fixtures/models.ts'

type Start = (t: Test) => Promise<{ server?: ModelServer; opened: OpenedAdapter<Imaging>; model: string }>

const startGemini = async (t: Test) => {
  const server = await geminiImageServer(t)
  return { server, opened: await open('gemini', server.env), model: 'served-by-gemini-image' }
}
const all: Record<string, Start> = {
  gemini: startGemini,
  embedded: async () => ({ opened: await open('embedded'), model: 'painter-1' }),
}
const why = new Error('the caller has gone')

/** The contract of every adapter. */
async function keepsTheContract(t: Test, start: Start) {
  t.test('A caller who has gone before it begins gets the signal’s reason, and no request is sent', async (t) => {
    const { opened, server } = await start(t)
    t.equal(await errorOf(opened.port.paint(painting({ signal: AbortSignal.abort(why) }))), why)
    t.equal(server?.requests.length ?? 0, 0)
  })

  t.test('A signal that lives on keeps nothing of the calls', async (t) => {
    const { opened, server } = await start(t)
    const { signal } = new AbortController()
    server?.script.push({ status: 500 })
    for (const _ of [1, 2]) await errorOf(opened.port.paint(painting({ signal })))
    t.strictSame(getEventListeners(signal, 'abort'), [])
  })

  t.test('The same prompt and seed give the same picture, of each kind of subject and each ratio', async (t) => {
    const { opened } = await start(t)
    for (const type of ['scene', 'item', 'character'] as const)
      for (const aspectRatio of ['1:1', '16:9', '4:3', '9:16'] as const) {
        const ask = painting({ subject: { type, name: 'Mira' }, aspectRatio, seed: 7 })
        t.strictSame(await opened.port.paint(ask), await opened.port.paint(ask), `${type} ${aspectRatio}`)
      }
  })

  t.test('It answers with a picture, its model, and what it used', async (t) => {
    const { opened, model } = await start(t)
    const { picture, ...about } = await opened.port.paint(painting({ timeOfDay: 'dusk', weather: 'rain' }))
    t.ok((picture.kind === 'svg' ? picture.svg : picture.bytes).length > 60)
    t.equal(about.model, model)
    t.strictSame(about.usage, { pictures: 1 })
    t.strictSame(opened.warnings, [])
    t.equal(opened.port.state(), 'ok')
  })
}

const base64 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('base64')
const about = { isAboutAsk: true }
const paid = { usage: { pictures: 1 } }

/** What Gemini does, the failure that it becomes, and what else the failure says. */
const refusals: [Turn, string, object?][] = [
  [{ fault: 'hung' }, 'timeout'],
  [{ fault: 'hungBody' }, 'timeout'],
  [{ fault: 'reset' }, 'unavailable'],
  [{ fault: 'cut' }, 'unavailable', paid],
  ...[400, 401, 403, 404, 500, 503, 504].map((status): [Turn, string] => [{ status }, 'unavailable']),
  [{ status: 413 }, 'unavailable', about],
  [{ quota: 'retry not told' }, 'quota'],
  [{ quota: 37 }, 'quota', { retryAfterMs: 37_000 }],
  [{ quota: 'day' }, 'quota', { retryAfterMs: 3_600_000 }],
  [{ fault: 'html' }, 'bad_response'],
  [{ fault: 'truncated' }, 'bad_response', paid],
  [{ fault: 'nothing' }, 'bad_response', paid],
  [{ fault: 'huge' }, 'bad_response', paid],
  [{ fault: 'bomb' }, 'bad_response', paid],
  [{ fault: 'wrongTypes' }, 'bad_response'],
  [{ fault: 'redirect' }, 'bad_response'],
  [{ body: {} }, 'bad_response'],
  [{ body: { candidates: [{}] } }, 'bad_response'],
  ['', 'bad_response', paid],
  ['canary, no base64!', 'bad_response', paid],
  [`${base64('\x89PNG\r\n\x1a\n with more')}=`, 'bad_response', paid],
  ...['\n', '!', '=', 'é'].map((odd): [Turn, string, object] => {
    const png = base64('\x89PNG\r\n\x1a\n with more')
    return [`${png.slice(0, 16)}${odd}${png.slice(17)}`, 'bad_response', paid]
  }),
  ...[
    'GIF89a, and more of it',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'RIFF1234WAVE',
    '\xff\xd8',
    '%PDF-1.7',
  ].map((start): [Turn, string, object] => [base64(start), 'bad_response', paid]),
  ...['NO_IMAGE', 'IMAGE_OTHER', 'IMAGE_RECITATION', 'MAX_TOKENS', 'STOP', 'constructor'].map(
    (reason): [Turn, string, object] => [withoutPicture(reason), 'bad_response', about],
  ),
  ...(
    [
      [{ fault: 'blockedPrompt' }, 'prohibited'],
      [{ fault: 'blockedOutput' }, 'safety'],
      [blockedPrompt('SAFETY'), 'safety'],
      [blockedPrompt('IMAGE_SAFETY', 'HARM_CATEGORY_VIOLENCE'), 'violence'],
      [blockedPrompt('OTHER'), 'other'],
      [blockedPrompt('canary: A_NEW_ONE'), 'other'],
      [withoutPicture('IMAGE_SAFETY'), 'safety'],
      [withoutPicture('IMAGE_SAFETY', 'HARM_CATEGORY_SEXUALLY_EXPLICIT'), 'sexual'],
      [withoutPicture('SAFETY', 'HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT'), 'dangerous'],
      [withoutPicture('SAFETY', 'HARM_CATEGORY_CANARY'), 'safety'],
      [withoutPicture('IMAGE_PROHIBITED_CONTENT'), 'prohibited'],
      [withoutPicture('RECITATION'), 'recitation'],
    ] as const
  ).map(([turn, category]): [Turn, string, object] => [turn, 'blocked', { category }]),
]
const nothingMore = {
  retryAfterMs: undefined,
  usage: undefined,
  isAboutAsk: false,
  isCalled: true,
  category: undefined,
}
const faultOf = (turn: Turn): Fault | undefined =>
  typeof turn === 'object' && 'fault' in turn ? turn.fault : undefined
const titleOf = (turn: Turn) => (turn === '' ? 'A picture of no bytes' : JSON.stringify(turn).slice(0, 100))

t.test('gemini fails in the words of the port', async (t) => {
  for (const [turn, kind, more] of refusals)
    await t.test(`${titleOf(turn)} is ${kind}`, async (t) => {
      const { server, opened } = await startGemini(t)
      server.script = [turn]
      const failed = failing(t, opened)
      const isHung = faultOf(turn)?.startsWith('hung')
      if (isHung) {
        await arrived(server)
        opened.clock.now += 30_000
      }
      t.strictSame({ ...(await failed) }, { kind, ...nothingMore, ...more })
      t.equal(server.requests.length, 1, 'it was asked once')
      t.equal(server.redirected(), 0, 'no redirect is followed')
      if (isHung || faultOf(turn) === 'huge') t.equal(await server.requests[0]?.hungUp, true, 'it hung up')
    })
})

t.test('gemini that is not there is unavailable', async (t) => {
  const { server, opened } = await startGemini(t)
  await server.stop()
  t.match(await failing(t, opened), { kind: 'unavailable', message: 'gemini cannot be reached' })
  t.strictSame(opened.warnings, [])
})

t.test(
  'gemini: a caller who goes while it paints gets the signal’s reason, and the connection is closed',
  async (t) => {
    const { server, opened } = await startGemini(t)
    for (const fault of ['hung', 'hungBody'] as const) {
      const leaving = new AbortController()
      server.script = [{ fault }]
      const error = errorOf(opened.port.paint(painting({ signal: leaving.signal })))
      const received = await arrived(server)
      leaving.abort(why)
      t.equal(await error, why)
      t.equal(await received.hungUp, true)
    }
  },
)

for (const [name, start] of Object.entries(all)) {
  t.test(`${name} keeps the contract of imaging`, (t) => keepsTheContract(t, start))
}

import { getEventListeners } from 'node:events'
import t, { type Test } from 'tap'
import { readEnv } from '../../src/config.ts'
import { openPorts } from '../../src/ports/open.ts'
import { speaking } from '../../src/ports/speaking/index.ts'
import type { Speaking } from '../../src/ports/speaking/port.ts'
import { MULAW_SILENCE } from '../../src/services/audio/mulaw.ts'
import { errorOf, type OpenedAdapter } from '../fixtures/adapter.ts'
import { portContext } from '../fixtures/port-context.ts'
import { failing, heard, open, sentence } from '../fixtures/speaking.ts'
import { deepgramServer, elevenLabsServer, mulawTone, type SpeechServer } from '../fixtures/speech.ts'

interface Started {
  server?: SpeechServer
  opened: OpenedAdapter<Speaking>
  model: string
}

const all: Record<string, (t: Test) => Promise<Started>> = {
  elevenlabs: async (t) => {
    const server = await elevenLabsServer(t)
    return { server, opened: await open(t, 'elevenlabs', server.env), model: 'eleven_flash_v2_5' }
  },
  deepgram: async (t) => {
    const server = await deepgramServer(t)
    return { server, opened: await open(t, 'deepgram', server.env), model: 'aura-2-thalia-en' }
  },
  flite: async (t) => ({ opened: await open(t, 'flite'), model: 'flite-slt' }),
}
const why = new Error('the caller has gone')

/** The contract of every adapter. */
async function keepsTheContract(t: Test, start: (t: Test) => Promise<Started>) {
  t.test('A caller who has gone before it begins gets the signal’s reason, and no request is sent', async (t) => {
    const { opened, server } = await start(t)
    const speech = opened.port.speak(sentence({ signal: AbortSignal.abort(why) }))
    t.equal(await errorOf(heard(speech)), why)
    t.equal(speech.usage().characters, 0)
    t.equal(server?.requests.length ?? 0, 0)
  })

  t.test('A text that is empty or too long is refused, and no request is sent', async (t) => {
    const { opened, server } = await start(t)
    for (const text of ['', ' \n\t ', 'word '.repeat(401), 'a'.repeat(10_000)])
      t.match(await failing(t, opened, sentence({ text })), { kind: 'unavailable', isAboutAsk: true, isCalled: false })
    t.equal(server?.requests.length ?? 0, 0)
    for (let at = 0; at < 6; at++) await failing(t, opened, sentence({ text: '' }))
    t.equal(opened.port.state(), 'ok', 'such texts are no failures of the provider')
  })

  t.test('It speaks in frames of 160 bytes, and says its model and the characters', async (t) => {
    const { opened, model } = await start(t)
    const speech = opened.port.speak(sentence())
    t.equal(speech.model, model)
    t.strictSame(speech.usage(), { characters: 0 }, 'nothing yet')
    let last: Uint8Array | undefined
    for await (const frame of speech) {
      t.equal(frame.length, 160)
      last = frame
    }
    t.equal(last?.at(-1), MULAW_SILENCE, 'the last one is filled with silence')
    t.strictSame(speech.usage(), { characters: 48 })
    t.strictSame(opened.warnings, [])
    t.equal(opened.port.state(), 'ok')
  })

  t.test('A caller who interrupts gets the signal’s reason at once, and the connection is closed', async (t) => {
    const { opened, server } = await start(t)
    const leaving = new AbortController()
    const speech = opened.port.speak(sentence({ signal: leaving.signal }))
    const reading = (async () => {
      for await (const _ of speech) leaving.abort(why)
    })()
    t.equal(await errorOf(reading), why)
    t.equal(speech.usage().characters, 48, 'which has to be paid')
    if (server && opened.port)
      await Promise.race([server.requests[0]?.gone, new Promise((done) => setTimeout(done, 500))])
    t.strictSame(getEventListeners(leaving.signal, 'abort'), [])
  })

  t.test('A signal that lives on keeps nothing of the calls, which may also be left', async (t) => {
    const { opened } = await start(t)
    const { signal } = new AbortController()
    await heard(opened.port.speak(sentence({ signal })))
    for await (const _ of opened.port.speak(sentence({ signal }))) break
    t.strictSame(getEventListeners(signal, 'abort'), [])
    t.equal(opened.port.state(), 'ok')
    t.ok((await heard(opened.port.speak(sentence()))).length > 0, 'and it speaks again')
  })

  t.test('A caller who takes its time does not miss the deadline', async (t) => {
    const { opened } = await start(t)
    let frames = 0
    for await (const _ of opened.port.speak(sentence({ deadlineMs: 3_000 }))) {
      opened.clock.now += 2_500
      frames++
    }
    t.ok(frames > 20)
  })

  t.test('Many speak at the same time, and each is heard whole', async (t) => {
    const { opened } = await start(t)
    const alone = await heard(opened.port.speak(sentence()))
    const together = await Promise.all(Array.from({ length: 8 }, () => heard(opened.port.speak(sentence()))))
    for (const sound of together) t.strictSame(sound, alone)
  })
}

for (const [name, start] of Object.entries(all))
  t.test(`${name} keeps the contract of speaking`, (t) => keepsTheContract(t, start))

t.test('What a provider says is passed on as it is', async (t) => {
  for (const name of ['elevenlabs', 'deepgram']) {
    const { opened } = await (all[name] as (typeof all)['flite'])(t)
    const sound = Buffer.concat([mulawTone(), Buffer.alloc(160, MULAW_SILENCE)])
    t.strictSame(await heard(opened.port.speak(sentence())), sound.subarray(0, 26 * 160))
  }
})

t.test('The best provider that is configured speaks, and the built-in speech stands behind it', async (t) => {
  const chosen = async (settings: Record<string, string>) => {
    const ports = await openPorts({ speaking }, readEnv(settings), portContext())
    t.teardown(ports.close)
    return ports
  }
  const one = (ports: Awaited<ReturnType<typeof chosen>>) => ports.capabilities()[0]
  t.match(one(await chosen({})), { adapter: 'flite', embedded: true, fallbacks: [] })
  t.match(one(await chosen({ DEEPGRAM_API_KEY: 'k' })), { adapter: 'deepgram', fallbacks: ['flite'] })
  const both = await chosen({ DEEPGRAM_API_KEY: 'k', ELEVENLABS_API_KEY: 'k' })
  t.match(one(both), { adapter: 'elevenlabs', fallbacks: ['deepgram', 'flite'] })
  const able = (voice: Parameters<Speaking['supports']>[0]) =>
    both.given.speaking.filter(({ port }) => port.supports(voice)).map(({ name }) => name)
  t.strictSame(able({ id: 'kal' }), ['deepgram', 'flite'])
  t.strictSame(able({ id: 'kal', elevenlabs: 'x' }), ['elevenlabs', 'deepgram', 'flite'])
})

import { getEventListeners } from 'node:events'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import t, { type Test } from 'tap'
import { errorOf } from '../fixtures/adapter.ts'
import { asking, failing, hear, type Opened, open } from '../fixtures/inference.ts'
import {
  arrived,
  geminiServer,
  type ModelServer,
  openaiServer,
  questJsonServer,
  type Turn,
} from '../fixtures/models.ts'

type Start = (t: Test) => Promise<{ server?: ModelServer; opened: Opened; model: string }>

const outside =
  (name: string, serverOf: (t: Test) => Promise<ModelServer>, model: string): Start =>
  async (t) => {
    const server = await serverOf(t)
    return { server, opened: await open(name, server.env), model }
  }

const real = {
  'smartinference (openai-chat)': outside('smartinference', openaiServer, 'served-by-chat'),
  'smartinference (quest-json)': outside('smartinference', questJsonServer, 'quest-json'),
  gemini: outside('gemini', geminiServer, 'served-by-gemini'),
}
const all: Record<string, Start> = {
  ...real,
  'built-in': async () => ({ opened: await open('built-in'), model: 'storyteller-1' }),
}
const Place = Type.Object({ name: Type.String({ minLength: 3 }), doors: Type.Array(Type.String(), { minItems: 2 }) })
const place = { name: 'The gate', doors: ['north', 'süd €'] }
const why = new Error('the caller has gone')

/** The contract of every adapter. */
async function keepsTheContract(t: Test, start: Start) {
  t.test('A caller who has gone before it begins gets the signal’s reason, and no request is sent', async (t) => {
    const { opened, server } = await start(t)
    const ask = asking({ signal: AbortSignal.abort(why) })
    t.equal(await errorOf(opened.inference.complete(ask)), why)
    t.equal((await hear(opened.inference, ask)).error, why)
    t.equal(server?.requests.length ?? 0, 0)
  })

  t.test('A caller who goes in the middle gets the signal’s reason, and the connection is closed', async (t) => {
    const { opened, server } = await start(t)
    for (const how of server ? (['complete', 'stream'] as const) : []) {
      const leaving = new AbortController()
      server?.script.push({ fault: 'hung' })
      const ask = asking({ signal: leaving.signal })
      const error = how === 'complete' ? errorOf(opened.inference.complete(ask)) : hear(opened.inference, ask)
      const received = await arrived(server as ModelServer)
      leaving.abort(why)
      t.equal(how === 'complete' ? await error : ((await error) as { error: unknown }).error, why)
      t.equal(await received.hungUp, true)
    }
    const leaving = new AbortController()
    server?.script.push({ fault: 'hungBody' })
    const parts = opened.inference.stream(asking({ signal: leaving.signal }))[Symbol.asyncIterator]()
    const first = parts.next()
    if (server) await arrived(server)
    if (!server?.url.endsWith('/quest')) t.match(await first, { value: { kind: 'text' } })
    leaving.abort(why)
    t.equal(
      await errorOf(
        first.then(async () => {
          while (!(await parts.next()).done);
        }),
      ),
      why,
    )
    if (server) t.equal(await server.requests.at(-1)?.hungUp, true)
  })

  t.test('A stream that is not read to its end closes the connection, and counts as no failure', async (t) => {
    const { opened, server } = await start(t)
    const isInPieces = !server?.url.endsWith('/quest')
    server?.say('{"a": 1}')
    if (isInPieces) server?.script.push({ fault: 'hungBody' })
    for await (const part of opened.inference.stream(asking())) {
      t.equal(part.kind, 'text')
      break
    }
    if (server) t.equal(await server.requests[0]?.hungUp, isInPieces)
    t.equal(opened.inference.state(), 'ok')
  })

  t.test('A signal that lives on keeps nothing of the calls', async (t) => {
    const { opened, server } = await start(t)
    const { signal } = new AbortController()
    server?.say('{"a": 1}')
    server?.script.push({ status: 500 }, { status: 500 })
    for (const _ of [1, 2, 3]) {
      await errorOf(opened.inference.complete(asking({ signal })))
      await hear(opened.inference, asking({ signal }))
    }
    t.strictSame(getEventListeners(signal, 'abort'), [])
  })

  t.test('It streams pieces that make up the whole, and then one end', async (t) => {
    const { opened, server, model } = await start(t)
    const text = JSON.stringify({ text: 'Ein süßer € und 🎉 kamen, then the gate opened.' })
    server?.say(text)
    const { pieces, completion, error } = await hear(opened.inference, asking())
    t.equal(error, undefined)
    t.equal(pieces.join(''), completion?.text)
    if (server) t.equal(completion?.text, text)
    t.equal(completion?.model, model)
    t.equal((await opened.inference.complete(asking())).text, completion?.text)
  })

  t.test('An outside model answers JSON for a schema', async (t) => {
    const { opened, server } = await start(t)
    if (!server) return
    server.say(JSON.stringify(place))
    const { text } = await opened.inference.complete(asking({ schema: { name: 'place', schema: Place } }))
    t.ok(Value.Check(Place, JSON.parse(text)))
    t.strictSame(JSON.parse(text), place)
  })

  t.test('It answers with its model, and what was counted', async (t) => {
    const { opened, server, model } = await start(t)
    server?.say('{"text": "The gate is open."}')
    t.equal(opened.inference.supports(asking()), true)
    const completion = await opened.inference.complete(asking())
    t.equal(completion.model, model)
    t.ok(completion.text.length > 10)
    const { inputTokens, outputTokens } = completion.usage
    t.ok(Number.isInteger(inputTokens) && inputTokens > 0)
    t.ok(Number.isInteger(outputTokens) && outputTokens > 0)
    const most = opened.inference.mostUsage(asking())
    t.ok(inputTokens <= most.inputTokens && outputTokens <= most.outputTokens, 'no more than was said before')
    t.strictSame(opened.warnings, [])
    t.equal(opened.inference.state(), 'ok')
  })
}

const refusals: [Turn, string, number?][] = [
  [{ fault: 'hung' }, 'timeout'],
  [{ fault: 'hungBody' }, 'timeout'],
  [{ fault: 'reset' }, 'unavailable'],
  [{ fault: 'cut' }, 'unavailable'],
  ...[400, 401, 403, 404, 413, 500, 503].map((status): [Turn, string] => [{ status }, 'unavailable']),
  [{ quota: 'retry not told' }, 'quota'],
  [{ quota: 37 }, 'quota', 37_000],
  [{ quota: 1e9 }, 'quota', 24 * 3_600_000],
  [{ fault: 'html' }, 'bad_response'],
  [{ fault: 'empty' }, 'bad_response'],
  [{ fault: 'nothing' }, 'bad_response'],
  [{ fault: 'huge' }, 'bad_response'],
  [{ fault: 'bomb' }, 'bad_response'],
  [{ fault: 'redirect' }, 'bad_response'],
]
/** Where there is more to say than the JSON of a quest, which is for the caller to see. */
const refusalsOfModels: [Turn, string][] = [
  [{ fault: 'truncated' }, 'bad_response'],
  [{ fault: 'wrongTypes' }, 'bad_response'],
  [{ fault: 'blockedPrompt' }, 'blocked'],
  [{ fault: 'blockedOutput' }, 'blocked'],
  [{ fault: 'tooLong' }, 'bad_response'],
]
const isHung = (turn: Turn) =>
  typeof turn === 'object' && ('say' in turn || /hung/.test(String(Object.values(turn)[0])))

for (const [name, start] of Object.entries(real)) {
  t.test(`${name} fails in the words of the port`, async (t) => {
    const rows = [...refusals, ...(name.includes('quest-json') ? [] : refusalsOfModels)]
    for (const [turn, kind, retryAfterMs] of rows) {
      for (const how of ['complete', 'stream'] as const) {
        await t.test(`${JSON.stringify(turn)} is ${kind} (${how})`, async (t) => {
          const { server, opened } = (await start(t)) as { server: ModelServer; opened: Opened }
          server.script = [turn]
          const failed = failing(t, opened, how, asking())
          if (isHung(turn)) {
            await arrived(server)
            opened.clock.now += 20_000
          }
          const error = await failed
          t.equal(error.kind, kind)
          t.equal(error.retryAfterMs, retryAfterMs)
          t.equal(server.requests.length, 1, 'it was asked once')
          t.equal(server.redirected(), 0, 'no redirect is followed')
          const [received] = server.requests
          if (isHung(turn)) t.equal(await received?.hungUp, true)
          if (typeof turn === 'object' && 'fault' in turn && turn.fault === 'huge') {
            t.equal(await received?.hungUp, true, 'it hung up')
            t.ok((received?.sentBytes ?? 0) < 16 * 1024 * 1024, `it took ${received?.sentBytes} bytes of 50 MB`)
          }
        })
      }
    }
  })

  t.test(`${name} that is not there is unavailable`, async (t) => {
    const { server, opened } = await start(t)
    await server?.stop()
    t.equal((await failing(t, opened, 'complete', asking())).kind, 'unavailable')
    t.equal((await failing(t, opened, 'stream', asking())).kind, 'unavailable')
    t.strictSame(opened.warnings, [])
  })
}

for (const [name, start] of Object.entries(all)) {
  t.test(`${name} keeps the contract of inference`, (t) => keepsTheContract(t, start))
}

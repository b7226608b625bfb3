import t, { type Test } from 'tap'
import {
  StreamCut,
  type StreamPart,
  streamWithFallback,
} from '../../../src/services/generation/stream-with-fallback.ts'
import { errorOf } from '../../fixtures/adapter.ts'
import { DEADLINE_MS, served } from '../../fixtures/generation.ts'
import { arrived, geminiServer, type ModelServer, openaiServer } from '../../fixtures/models.ts'
import { until } from '../../fixtures/valkey.ts'

const text = 'The fox waits at the gate.'
const ask = {
  messages: [
    { role: 'system' as const, content: 'You tell stories.' },
    { role: 'user' as const, content: 'I open the old gate.' },
  ],
  maxTokens: 200,
}

/** A stream of the service that prefers Gemini, read into `pieces`. */
async function streaming(t: Test, servers: ModelServer[], settings: Record<string, string> = {}) {
  const { it } = await served(t, servers, settings)
  const pieces: string[] = []
  const read = async ({ providers = ['gemini', 'smartinference'], signal = new AbortController().signal } = {}) => {
    pieces.length = 0
    let end: StreamPart | undefined
    for await (const part of streamWithFallback(
      it.deps,
      { ask, providers },
      { owner: null, limitKey: 'caller', signal },
    )) {
      if (part.kind === 'text') pieces.push(part.text)
      else end = part
    }
    return end
  }
  return { it, pieces, read }
}

const both = async (t: Test) => [await openaiServer(t), await geminiServer(t)] as const

t.test('Without a model, and beyond the budget, the embedded storyteller streams for free', async (t) => {
  const none = await streaming(t, [])
  const end = await none.read()
  t.match(end, { kind: 'end', text: none.pieces.join('') })
  t.ok(none.pieces.length > 5)
  t.match(end, {
    served_by: { provider: 'built-in', model: 'storyteller-1', fallback_reason: 'not_configured', cost_micro_usd: 0 },
  })
  const model = await geminiServer(t)
  for (const [name, value] of [
    ['MODEL_CALLS_PER_DAY', '1'],
    ['MODEL_REQUESTS_PER_MINUTE', '1'],
  ] as const) {
    const { read } = await streaming(t, [model], { [name]: value })
    t.match(await read(), { served_by: { provider: 'gemini', fallback: false } })
    t.match(await read(), { served_by: { provider: 'built-in', fallback_reason: 'budget' } })
  }
  t.equal(model.requests.length, 2)
})

t.test('The order is the one of the task; providers that it does not name come last', async (t) => {
  const [smart, gemini] = await both(t)
  const { read, pieces } = await streaming(t, [smart, gemini])
  smart.say(text)
  gemini.say(text)
  for (const [providers, provider] of [
    [['gemini', 'smartinference'], 'gemini'],
    [['smartinference', 'gemini'], 'smartinference'],
    [['gemini'], 'gemini'],
    [['smartinference'], 'smartinference'],
    [[], 'smartinference'],
  ] as [string[], string][]) {
    const end = await read({ providers })
    t.match(end, { kind: 'end', text, served_by: { provider, fallback: false, fallback_reason: null } })
    t.strictSame(pieces, ['The', ' fox', ' waits', ' at', ' the', ' gate.'])
    t.ok(end?.kind === 'end' && end.served_by.cost_micro_usd > 0)
  }
})

t.test('Another provider is asked while nothing was sent, within one deadline', async (t) => {
  const [smart, gemini] = await both(t)
  const { it, read, pieces } = await streaming(t, [smart, gemini])
  smart.say(text)
  for (const [turn, fallback_reason] of [
    [{ status: 500 }, 'unavailable'],
    [{ quota: 1 }, 'quota'],
    [{ fault: 'blockedPrompt' }, 'blocked'],
    [{ fault: 'html' }, 'invalid_output'],
    [{ fault: 'hung' }, 'timeout'],
  ] as const) {
    gemini.script = [turn]
    const reading = read()
    if (fallback_reason === 'timeout') {
      await arrived(gemini)
      it.clock.now += 8_850
    }
    t.match(await reading, { text, served_by: { provider: 'smartinference', fallback: true, fallback_reason } })
    t.equal(pieces.join(''), text)
    it.clock.now += 61_000
  }
  gemini.script = [{ status: 500 }]
  smart.script = [{ status: 500 }]
  t.match(await read(), { served_by: { provider: 'built-in', fallback_reason: 'unavailable' } })
})

t.test('A stream that is cut says what was sent and what it cost, and no other provider goes on', async (t) => {
  const [smart, gemini] = await both(t)
  const { it, read, pieces } = await streaming(t, [smart, gemini])
  for (const [fault, reason] of [
    ['cut', 'unavailable'],
    ['errorInStream', 'unavailable'],
    ['endsEarly', 'invalid_output'],
    ['hungBody', 'timeout'],
  ] as const) {
    gemini.script = [{ fault }]
    const reading = errorOf(read())
    if (fault === 'hungBody') {
      await until(() => pieces.length === 6, 'the pieces came')
      it.clock.now += DEADLINE_MS
    }
    const error = await reading
    t.ok(error instanceof StreamCut, fault)
    t.match(error, { sent: text, reason, served_by: { provider: 'gemini', fallback: false, cost_micro_usd: Number } })
    t.ok((error as StreamCut).served_by.cost_micro_usd > 0, 'what came is paid')
    t.equal(pieces.join(''), text)
  }
  t.equal(smart.requests.length, 0)
})

t.test('A caller who disconnects, and a reader who stops, end the call', async (t) => {
  const [smart, gemini] = await both(t)
  const { it, read, pieces } = await streaming(t, [smart, gemini])
  const why = new Error('disconnected')
  for (const fault of ['hung', 'hungBody'] as const) {
    gemini.script = [{ fault }]
    const abort = new AbortController()
    const reading = errorOf(read({ signal: abort.signal }))
    const received = await arrived(gemini)
    if (fault === 'hungBody') await until(() => pieces.length === 6, 'the pieces came')
    abort.abort(why)
    t.equal(await reading, why)
    t.equal(await received.hungUp, true)
  }
  gemini.script = [{ fault: 'hungBody' }]
  const caller = { owner: null, limitKey: 'caller', signal: new AbortController().signal }
  for await (const part of streamWithFallback(it.deps, { ask, providers: ['gemini'] }, caller)) {
    t.match(part, { kind: 'text', text: 'The' })
    break
  }
  t.equal(await gemini.requests.at(-1)?.hungUp, true)
  t.equal(smart.requests.length, 0)
})

import t from 'tap'
import type { Deps } from '../../../src/deps.ts'
import { streamWithFallback } from '../../../src/services/generation/stream-with-fallback.ts'
import { paintByModel } from '../../../src/services/painting/paint.ts'
import { errorOf } from '../../fixtures/adapter.ts'
import { good } from '../../fixtures/generation.ts'
import { geminiImageServer } from '../../fixtures/image-models.ts'
import { openaiServer } from '../../fixtures/models.ts'
import { eventsIn, totalsIn, userKey } from '../../fixtures/spending.ts'
import { exampleUser } from '../../fixtures/users.ts'
import { engines, world } from '../../fixtures/world.ts'

const why = new Error('disconnected')

/** The same, whose caller disconnects while money is reserved. */
function disconnecting(deps: Deps) {
  const abort = new AbortController()
  const reserve: Deps['paidCalls']['reserve'] = async (...asked) => {
    const reserved = deps.paidCalls.reserve(...asked)
    abort.abort(why)
    return reserved
  }
  return { signal: abort.signal, deps: { ...deps, paidCalls: { ...deps.paidCalls, reserve } } }
}

for (const engine of engines) {
  t.test(
    `A caller who disconnects while money is reserved pays nothing, and no model is asked (${engine})`,
    async (t) => {
      const text = await openaiServer(t)
      const image = await geminiImageServer(t)
      text.say(good)
      const { GEMINI_BASE_URL = '', GEMINI_API_KEY = '' } = image.env
      const { deps } = await world(t, engine, { ...text.env, GEMINI_BASE_URL, GEMINI_API_KEY })

      const writing = disconnecting(deps)
      const ask = { messages: [{ role: 'user' as const, content: 'Tell a story.' }], maxTokens: 100 }
      const caller = { owner: { user_id: exampleUser.id }, limitKey: 'caller', signal: writing.signal }
      const task = { ask, providers: ['smartinference'] }
      t.equal(await errorOf(Array.fromAsync(streamWithFallback(writing.deps, task, caller))), why)

      const painting = disconnecting(deps)
      const request = {
        subject: { type: 'character' as const, name: 'Fox' },
        prompt: 'A fox',
        aspectRatio: '1:1' as const,
      }
      const options = { owner: userKey, signal: painting.signal }
      t.equal(await errorOf(paintByModel(painting.deps, request, options)), why)

      t.strictSame([text.requests.length, image.requests.length], [0, 0])
      t.match(await eventsIn(deps.db), [
        { service: 'text', state: 'released', cost_micro_usd: 0 },
        { service: 'image', state: 'released', cost_micro_usd: 0 },
      ])
      t.strictSame(
        (await totalsIn(deps.db)).map(([, , ...sums]) => sums),
        [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      )
      const counted = await deps.db.selectFrom('paid_calls').select('calls').execute()
      t.strictSame(
        counted.map(({ calls }) => calls),
        [0, 0],
      )
    },
  )
}

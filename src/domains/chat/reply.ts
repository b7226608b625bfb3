import type { ChatUsage, CutReason } from '../../../schemas/chat/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import { beginAttempt, servedBy } from '../../services/generation/attempt.ts'
import type { Needs } from '../../services/generation/providers.ts'
import {
  type EndedByCaller,
  StreamBlocked,
  StreamCut,
  streamWithFallback,
} from '../../services/generation/stream-with-fallback.ts'
import type { Caller } from '../../services/generation/task.ts'
import { asProvider } from '../../services/talk/built-in.ts'
import { fixedReply } from '../../services/talk/fixed-reply.ts'
import { sentencesOf } from '../../services/talk/sentences.ts'
import { concernIn } from './concern.ts'
import { openGuard } from './guard.ts'
import { messagesOf } from './prompt.ts'
import { tellBuiltIn } from './storyteller/storyteller.ts'
import { isInStory, type Told } from './storyteller/told.ts'

export type { Needs } from '../../services/generation/providers.ts'

/** How an answer ended. */
export interface Ending {
  status: 'done' | 'partial' | 'failed'
  reason: CutReason | null
  usage: ChatUsage | null
  served_by: ServedBy | null
}

/** The parts of an answer, which make the whole when they are joined. */
export type Writing = AsyncGenerator<string, Ending, undefined>

/** The order in which models are asked. */
const PROVIDERS = ['gemini', 'smartinference']
const STORYTELLER = { provider: 'built-in', model: 'storyteller-2' } as const
const MAX_TOKENS = 600
const nothing: ChatUsage = { input_tokens: 0, output_tokens: 0, estimated: false }

/**
 * What is answered: by a model, by the built-in storyteller where there is none or all fail. What may be danger or harm is
 * answered with fixed words. Throws only the reason of the caller's signal.
 */
export async function* write(deps: Needs, told: Told, caller: Caller): Writing {
  const fixed = fixedReply(told.talk, concernIn(told.message, isInStory(told)))
  if (fixed !== undefined) return yield* said(fixed, blocked(deps, caller))
  return yield* generated(deps, told, caller)
}

/** An answer that this process ended, or could not go on with. */
export const failedEnding = ({ why, usage, served_by }: EndedByCaller & { why: CutReason }): Ending => ({
  status: 'partial',
  reason: why,
  usage: usage ? toUsage(usage) : null,
  served_by: served_by ?? null,
})

async function* said(text: string, served_by: ServedBy): Writing {
  yield* partsOf(text)
  return done(served_by)
}

/** The sentences of a text, each with what stands before it. */
function* partsOf(text: string): Generator<string, void, undefined> {
  let from = 0
  for (const sentence of sentencesOf(text)) {
    const to = text.indexOf(sentence, from) + sentence.length
    yield text.slice(from, to)
    from = to
  }
}

const done = (served_by: ServedBy, usage = nothing): Ending => ({ status: 'done', reason: null, usage, served_by })

function blocked(deps: Needs, caller: Caller): ServedBy {
  const attempt = beginAttempt(deps, caller)
  attempt.reason = 'blocked'
  return servedBy(attempt, STORYTELLER.provider, STORYTELLER.model)
}

const toUsage = (used: { inputTokens: number; outputTokens: number; estimated: boolean }): ChatUsage => ({
  ...{ input_tokens: used.inputTokens, output_tokens: used.outputTokens, estimated: used.estimated },
})

async function* generated(deps: Needs, told: Told, caller: Caller): Writing {
  const guard = openGuard(told.talk.persona)
  let own: string | undefined
  const tell = () => {
    own ??= tellBuiltIn(told)
    return own
  }
  try {
    for await (const part of streamWithFallback(withStoryteller(deps, tell), taskOf(told), caller)) {
      if (part.kind === 'text') {
        if (own === undefined) yield* guard.push(part.text)
        continue
      }
      if (own !== undefined) return yield* said(own, part.served_by)
      yield* guard.end()
      // Not a sentence of a model's answer could be used.
      if (!guard.hasSpoken) return yield* said(tell(), unusable(part.served_by))
      return done(part.served_by, toUsage(part.usage))
    }
    throw new Error('a stream has an end')
  } catch (error) {
    if (error instanceof StreamBlocked)
      return { status: 'failed', reason: 'blocked', usage: null, served_by: error.served_by }
    if (!(error instanceof StreamCut)) throw error
    // Nothing was shown yet: another one may begin.
    if (!guard.hasSpoken && error.reason !== 'blocked')
      return yield* said(tell(), unusable(error.served_by, error.reason))
    return cutOff(error)
  }
}

const cutOff = ({ served_by, reason, usage }: StreamCut): Ending => ({
  status: 'partial',
  reason: reason === 'blocked' ? 'blocked' : 'cut',
  usage: toUsage(usage),
  served_by: { ...served_by, fallback_reason: reason },
})

const unusable = (served_by: ServedBy, reason: ServedBy['fallback_reason'] = 'invalid_output'): ServedBy => ({
  ...served_by,
  ...STORYTELLER,
  fallback: true,
  fallback_reason: reason,
})

/** Models, and this storyteller where else the one of the port is. */
const withStoryteller = (deps: Needs, tell: () => string): Needs => ({
  ...deps,
  inference: [...deps.inference.filter(({ embedded }) => !embedded), asProvider(tell, STORYTELLER)],
})

const taskOf = (told: Told) => ({
  ask: { messages: messagesOf(told), maxTokens: MAX_TOKENS },
  providers: PROVIDERS,
  endsWhenBlocked: true,
})

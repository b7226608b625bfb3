import type { ServedBy } from '../../../schemas/served-by.ts'
import { beginAttempt, servedBy } from '../generation/attempt.ts'
import type { Needs as GenerationNeeds } from '../generation/providers.ts'
import { StreamCut, streamWithFallback } from '../generation/stream-with-fallback.ts'
import type { Caller } from '../generation/task.ts'
import { asProvider, TALKER } from './built-in.ts'
import { concernOf } from './concern.ts'
import { fixedReply } from './fixed-reply.ts'
import { openGuard } from './guard.ts'
import { messagesOf } from './prompt.ts'
import { sentencesOf } from './sentences.ts'
import { spokenLine } from './spoken-lines.ts'
import { LAST_WORDS, saidIn, shareOf, type Talk } from './talk.ts'
import { isGoodbye } from './talker/reading.ts'
import { talkBuiltIn } from './talker/talker.ts'

export type Needs = GenerationNeeds

/** Sentences as they can be spoken, then all of them, who made them, and whether the call ends after them. */
export type ReplyPart =
  | { kind: 'text'; text: string }
  | { kind: 'end'; text: string; ends: boolean; served_by: ServedBy }

/** Longest wait for an answer on a telephone. */
const DEADLINE_MS = 6_000
const MAX_TOKENS = 160
/** The order in which models are asked. */
const PROVIDERS = ['smartinference', 'gemini']

/**
 * What the persona says next: by a model, by the built-in talker where there is none or all fail. What may be danger or
 * harm is answered with fixed words. Throws only the reason of the caller's signal.
 */
export async function* openReply(deps: Needs, talk: Talk, caller: Caller): AsyncGenerator<ReplyPart, void, undefined> {
  const fixed = talk.said === undefined ? undefined : fixedReply(talk, concernOf(saidIn(talk)).concern)
  if (fixed !== undefined) yield* said(fixed, false, blocked(deps, caller))
  else yield* generated(deps, talk, caller)
}

function* said(text: string, ends: boolean, served_by: ServedBy): Generator<ReplyPart, void, undefined> {
  for (const sentence of sentencesOf(text)) yield { kind: 'text', text: sentence }
  yield { kind: 'end', text, ends, served_by }
}

function blocked(deps: Needs, caller: Caller): ServedBy {
  const attempt = beginAttempt(deps, caller)
  attempt.reason = 'blocked'
  return servedBy(attempt, TALKER.provider, TALKER.model)
}

async function* generated(deps: Needs, talk: Talk, caller: Caller): AsyncGenerator<ReplyPart, void, undefined> {
  const now = deps.clock.now()
  let own: ReturnType<typeof talkBuiltIn> | undefined
  const builtIn = () => {
    own ??= talkBuiltIn(talk, now)
    return own
  }
  const guard = openGuard(talk.persona)
  const spoken: string[] = []
  const speak = (sentences: string[]): ReplyPart[] => {
    spoken.push(...sentences)
    return sentences.map((text) => ({ kind: 'text', text }))
  }
  const whole = () => spoken.join(' ')
  try {
    for await (const part of streamWithFallback(
      withTalker(deps, () => builtIn().text),
      taskOf(talk, now),
      caller,
    )) {
      // What the talker says was written to be said.
      if (part.kind === 'text') yield* speak(own ? [part.text] : guard.push(part.text))
      else {
        yield* speak(guard.end())
        if (spoken.length === 0) yield* said(builtIn().text, builtIn().ends, unusable(part.served_by))
        else yield { kind: 'end', text: whole(), ends: own ? own.ends : isLast(talk), served_by: part.served_by }
      }
    }
  } catch (error) {
    if (!(error instanceof StreamCut)) throw error
    if (spoken.length === 0) yield* said(builtIn().text, builtIn().ends, unusable(error.served_by, error.reason))
    else {
      yield* speak([spokenLine('cut', talk)])
      yield {
        kind: 'end',
        text: whole(),
        ends: false,
        served_by: { ...error.served_by, fallback_reason: error.reason },
      }
    }
  }
}

/** Not a sentence of a model's answer could be spoken. */
const unusable = (served_by: ServedBy, reason: ServedBy['fallback_reason'] = 'invalid_output'): ServedBy => ({
  ...served_by,
  ...TALKER,
  fallback: true,
  fallback_reason: reason,
})

/** Models, and the talker where else the storyteller is. */
const withTalker = (deps: Needs, say: () => string): Needs => ({
  ...deps,
  inference: [...deps.inference.filter(({ embedded }) => !embedded), asProvider(say)],
  env: { ...deps.env, INFERENCE_DEADLINE_MS: Math.min(DEADLINE_MS, deps.env.INFERENCE_DEADLINE_MS) },
})

const taskOf = (talk: Talk, now: Date) => ({
  ask: { messages: messagesOf(talk, now), maxTokens: Math.min(MAX_TOKENS, talk.persona.max_tokens) },
  providers: PROVIDERS,
})

/** Whether a model was told that this is goodbye. */
const isLast = (talk: Talk) => talk.said !== undefined && (isGoodbye(saidIn(talk)) || shareOf(talk.call) >= LAST_WORDS)

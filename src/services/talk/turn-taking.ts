import type { Clock } from '../../ports/port.ts'
import { sentencesOf } from './sentences.ts'
import { isGoodbye } from './talker/reading.ts'

/** Milliseconds. */
export const turnTimes = { finished: 500, unfinished: 3_000, prompt: 15_000, hangUp: 30_000 } as const
/** Shares of the time limit at which a warning is spoken. */
const WARNINGS = [
  { share: 0.66, line: 'warn_66' },
  { share: 0.86, line: 'warn_86' },
  { share: 0.96, line: 'warn_96' },
] as const

export type TurnEvent =
  /** The caller begins to speak, or goes on. */
  | { kind: 'caller-speaks' }
  /** Words of the caller, as they are recognised: `isFinal` when they will not change. */
  | { kind: 'caller-words'; text: string; isFinal: boolean }
  | { kind: 'caller-silent' }
  /** A whole message of the caller, typed: it is answered at once. */
  | { kind: 'caller-typed'; text: string }
  /** We begin to play what the persona says, and have played all of it. `ends`: it was goodbye. */
  | { kind: 'persona-speaks' }
  | { kind: 'persona-silent'; ends?: boolean }
  /** Time has passed: to be sent when `nextAt` says so. */
  | { kind: 'tick' }

export type TurnAction =
  /** Ask for a reply to this; `isGoodbye`: the call ends when it has been spoken. */
  | { kind: 'answer'; said: string; isGoodbye: boolean }
  /** Stop what is being played at once, and forget what is queued. */
  | { kind: 'stop' }
  | { kind: 'say'; line: 'still_there' | (typeof WARNINGS)[number]['line'] }
  | { kind: 'end'; reason: 'user_hangup' | 'agent_hangup' | 'silence' | 'max_duration' }

export interface TurnState {
  /** All times are of `clock.elapsed()`. */
  startedAt: number
  limitMs: number
  final: string
  interim: string
  isCallerSpeaking: boolean
  isPersonaSpeaking: boolean
  /** A reply was asked for and has not begun. */
  isAnswering: boolean
  /** The caller has said goodbye: the call ends after the reply. */
  isLeaving: boolean
  quietSince: number
  isPrompted: boolean
  warned: number
  isEnded: boolean
}

export const beginTurns = (now: number, limitMs: number): TurnState => ({
  ...{ startedAt: now, limitMs, final: '', interim: '', isCallerSpeaking: false, isPersonaSpeaking: false },
  ...{ isAnswering: false, isLeaving: false, quietSince: now, isPrompted: false, warned: 0, isEnded: false },
})

type Step = { state: TurnState; actions: TurnAction[] }

/** What follows from an event: a pure function of the state, the event and the time. */
export function nextTurn(state: TurnState, event: TurnEvent, now: number): Step {
  if (state.isEnded) return { state, actions: [] }
  const heard = afterEvent(state, event, now)
  const step = heard.state.isEnded ? heard : afterTime(heard.state, now)
  return { state: step.state, actions: heard === step ? heard.actions : [...heard.actions, ...step.actions] }
}

function afterEvent(state: TurnState, event: TurnEvent, now: number): Step {
  const to = (changes: Partial<TurnState>, ...actions: TurnAction[]) => ({ state: { ...state, ...changes }, actions })
  switch (event.kind) {
    case 'caller-speaks':
      return bargeIn(state, { isCallerSpeaking: true, isPrompted: false }, now)
    case 'caller-words': {
      const { text, isFinal } = event
      if (text.trim() === '') return to({})
      const words = isFinal ? { final: `${state.final} ${text}`.trim(), interim: '' } : { interim: text }
      return bargeIn(state, { ...words, isPrompted: false }, now)
    }
    case 'caller-silent':
      return to({ isCallerSpeaking: false, quietSince: now })
    case 'caller-typed': {
      const { state: heard, actions } = bargeIn(state, { isPrompted: false, isCallerSpeaking: false }, now)
      const step = heard.isLeaving
        ? { state: heard, actions: [] }
        : answering(heard, `${wordsOf(heard)} ${event.text}`.trim())
      return { state: step.state, actions: [...actions, ...step.actions] }
    }
    case 'persona-speaks':
      return to({ isPersonaSpeaking: true, isAnswering: false })
    case 'persona-silent': {
      const isOver = event.ends === true || state.isLeaving
      // The question whether somebody is there does not make their silence shorter.
      const quietSince = state.isPrompted ? state.quietSince : now
      const quiet = { isPersonaSpeaking: false, quietSince, isEnded: isOver }
      return isOver ? to(quiet, { kind: 'end', reason: state.isLeaving ? 'user_hangup' : 'agent_hangup' }) : to(quiet)
    }
    case 'tick':
      return to({})
  }
}

/** The caller is heard first: what we play, or are about to, is dropped, but not our goodbye. */
function bargeIn(state: TurnState, changes: Partial<TurnState>, now: number): Step {
  const heard = { ...state, ...changes, quietSince: now }
  if (state.isLeaving || !(state.isPersonaSpeaking || state.isAnswering)) return { state: heard, actions: [] }
  return { state: { ...heard, isPersonaSpeaking: false, isAnswering: false }, actions: [{ kind: 'stop' }] }
}

function afterTime(state: TurnState, now: number): Step {
  const passed = now - state.startedAt
  if (passed >= state.limitMs) return ended(state, 'max_duration')
  const isQuiet = !state.isCallerSpeaking && !state.isPersonaSpeaking && !state.isAnswering
  const quietMs = now - state.quietSince
  const said = wordsOf(state)
  if (isQuiet && said !== '' && quietMs >= patienceFor(said)) return answering(state, said)
  if (isQuiet && said === '' && quietMs >= turnTimes.hangUp) return ended(state, 'silence')
  const due = WARNINGS.filter(({ share }) => passed >= share * state.limitMs).length
  const warning = WARNINGS[due - 1]
  // A warning waits for silence; of several that are due, the last is said.
  if (warning && due > state.warned && isQuiet && said === '' && !state.isLeaving)
    return { state: { ...state, warned: due }, actions: [{ kind: 'say', line: warning.line }] }
  if (isQuiet && said === '' && !state.isPrompted && quietMs >= turnTimes.prompt)
    return { state: { ...state, isPrompted: true }, actions: [{ kind: 'say', line: 'still_there' }] }
  return { state, actions: [] }
}

const wordsOf = ({ final, interim }: TurnState) => `${final} ${interim}`.trim()

function answering(state: TurnState, said: string): Step {
  const isLeaving = isGoodbye(said)
  return {
    state: { ...state, final: '', interim: '', isAnswering: true, isLeaving },
    actions: [{ kind: 'answer', said, isGoodbye: isLeaving }],
  }
}

const ended = (state: TurnState, reason: 'silence' | 'max_duration'): Step => ({
  state: { ...state, isEnded: true },
  actions: [{ kind: 'end', reason }],
})

/** Milliseconds of silence after which these words are answered. */
const patienceFor = (said: string) => (isFinished(said) ? turnTimes.finished : turnTimes.unfinished)

/** Words after which somebody goes on. */
const open =
  /(?:^|\s)(?:and|but|or|so|because|cause|if|when|that|the|an?|my|your|to|of|in|on|at|for|with|like|um+|uh+|er+|well|i|we|they|he|she|is|are|was|you know)[\s,…-]*$/i

/** Whether a sentence has ended: by its mark, or where recognisers set none, by what it ends in. */
export function isFinished(said: string): boolean {
  if (/(?:[,;:–-]|\.{3}|…)$/.test(said)) return false
  const last = sentencesOf(said).at(-1) ?? ''
  return /[.!?。！？]["'”’)]*$/u.test(last) || isGoodbye(last) || (!open.test(last) && /\S/.test(last) && isWhole(last))
}

/** Without a mark, one word is an answer and a few may be a sentence. */
const isWhole = (last: string) =>
  last.split(/\s+/).length !== 2 || /^(?:not really|i am|no thanks|thank you|of course|yes please)$/i.test(last)

/** When time alone will change something: the next `tick` is due then, in terms of `clock.elapsed()`. */
export function nextTickAt(state: TurnState): number {
  if (state.isEnded) return Number.POSITIVE_INFINITY
  const end = state.startedAt + state.limitMs
  const isQuiet = !state.isCallerSpeaking && !state.isPersonaSpeaking && !state.isAnswering
  if (!isQuiet) return end
  const said = wordsOf(state)
  if (said !== '') return Math.min(end, state.quietSince + patienceFor(said))
  const silence = state.quietSince + (state.isPrompted ? turnTimes.hangUp : turnTimes.prompt)
  const warning = WARNINGS[state.warned]
  return Math.min(end, silence, warning ? state.startedAt + warning.share * state.limitMs : end)
}

export interface TurnTaking {
  on(event: TurnEvent): TurnAction[]
  nextTickAt(): number
}

/** The same with the state kept, on a clock, of a call that has lasted for a while. */
export function takeTurns(clock: Pick<Clock, 'elapsed'>, limitMs: number, passedMs = 0): TurnTaking {
  const now = clock.elapsed()
  let state = { ...beginTurns(now, limitMs), startedAt: now - passedMs }
  return {
    on(event) {
      const step = nextTurn(state, event, clock.elapsed())
      state = step.state
      return step.actions
    },
    nextTickAt: () => nextTickAt(state),
  }
}

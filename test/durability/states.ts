import { isDeepStrictEqual } from 'node:util'

/** A generator that gives the same numbers for the same seed (mulberry32), between 0 and 1. */
export function seeded(seed: number) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const hash = (text: string) => {
  let code = 2_166_136_261
  for (let at = 0; at < text.length; at++) code = Math.imul(code ^ text.charCodeAt(at), 16_777_619)
  return code >>> 0
}

/**
 * The state that a session saves as its `step`-th. Every part of it follows from the session and the step, so that a
 * mix of two states cannot pass for either.
 */
export function stateOf(session: string, step: number) {
  const random = seeded(hash(`${session}/${step}`))
  const word = () => Math.floor(random() * 36 ** 6).toString(36)
  const words = (most: number) => Array.from({ length: 1 + Math.floor(random() * most) }, word)
  // One state in ten is larger than a page of either database.
  const notes = words(random() < 0.1 ? 2_000 : 60)
  return {
    step,
    scene_index: 1 + Math.floor(random() * 11),
    party_name: word(),
    heroes: words(6).map((name) => ({ name, class: word(), hp: Math.floor(random() * 200), mark: step })),
    symbol_choice: random() < 0.5 ? null : word(),
    choices: Object.fromEntries(words(10).map((key) => [key, word()])),
    notes,
  }
}

/** Whether a loaded state is, whole, one that the session has saved. Answers its step. */
export function stepOf(session: string, state: unknown): number | 'torn' {
  const step = (state as { step?: unknown } | undefined)?.step
  return typeof step === 'number' && isDeepStrictEqual(state, stateOf(session, step)) ? step : 'torn'
}

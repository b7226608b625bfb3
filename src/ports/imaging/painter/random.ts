/** Seeded random numbers: the same name and seed give the same sequence on every machine. */
export interface Random {
  /** The next number, from 0 up to but not including 1. */
  (): number
  between(low: number, high: number): number
  /** An integer from `low` to `high`, both included. */
  whole(low: number, high: number): number
  pick<T>(from: readonly T[]): T
  /** `value`, changed by at most `share` of itself. */
  jitter(value: number, share: number): number
  chance(probability: number): boolean
}

/** Sequence of a name and a seed. Parts of a picture take a name each, so that a change in one leaves the others. */
export function randomOf(name: string, seed: number): Random {
  let state = hash(name, seed >>> 0)
  const next = () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number) => low + (high - low) * next()
  return Object.assign(next, {
    between,
    whole: (low: number, high: number) => Math.floor(between(low, high + 1)),
    pick: <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T,
    jitter: (value: number, share: number) => value * (1 + between(-share, share)),
    chance: (probability: number) => next() < probability,
  })
}

/** FNV-1a, begun with a seed, of UTF-16 code units. */
function hash(text: string, seed: number): number {
  let sum = Math.imul(seed ^ 2_166_136_261, 16_777_619)
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619)
  return sum ^ (sum >>> 15)
}

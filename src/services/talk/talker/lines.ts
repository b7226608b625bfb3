import { hash, render } from '../../grammar.ts'
import { plain, type Voice, type VoicePool, voiceOf } from '../content.ts'
import { sameSentence, sentencesOf } from '../sentences.ts'
import { saidByPersona, type Talk } from '../talk.ts'

export type Slots = Readonly<Record<string, string>>

/** Sentences of a persona, none of which is said twice on a call. */
export interface Lines {
  /** A line of one of the pools, in their order, that was not said yet: the persona's own, then those of all. */
  pick(pools: readonly VoicePool[], slots?: Slots, fits?: (line: string) => boolean): string | undefined
  /** The same from lines that are no pool. */
  pickFrom(name: string, lines: readonly string[], slots?: Slots): string | undefined
  /** The first that fits and was not said, of the persona's own lines alone. */
  own(pools: readonly VoicePool[], rank: (line: string, at: number) => number): string | undefined
  /** Whether something was said already. */
  isSaid(line: string): boolean
}

/** `isUsable`: what of the voices' lines may be said; all of it on a call. */
export function linesOf(talk: Talk, isUsable: (line: string) => boolean = () => true): Lines {
  const said = new Set(saidByPersona(talk.turns).flatMap(sentencesOf).map(sameSentence))
  const voice: Voice = voiceOf(talk.persona.id)
  const fixed = { persona: talk.persona.name }
  const isSaid = (line: string) => sentencesOf(line).some((sentence) => said.has(sameSentence(sentence)))
  // The same call asks the same way; each turn begins elsewhere in a pool.
  const seed = hash(`${talk.call.id} ${talk.turns.length}`)

  function pickFrom(name: string, lines: readonly string[], slots: Slots = {}, fits = (_line: string) => true) {
    if (lines.length === 0) return undefined
    const from = hash(name, seed) % lines.length
    for (let at = 0; at < lines.length; at++) {
      const template = lines[(from + at) % lines.length] as string
      const line = capital(render(template, { ...fixed, ...slots }))
      if (line === '' || isSaid(line) || !fits(line) || !isUsable(line)) continue
      for (const sentence of sentencesOf(line)) said.add(sameSentence(sentence))
      return line
    }
    return undefined
  }

  return {
    isSaid,
    pickFrom,
    own: (pools, rank) => {
      const able = pools.flatMap((pool) =>
        (voice[pool] ?? plain[pool] ?? []).map((line, at) => ({ line, rank: rank(line, at) })),
      )
      const best = able.filter(({ rank }) => rank > 0).toSorted((a, b) => b.rank - a.rank)
      for (const { line } of best) {
        const found = pickFrom('own', [line])
        if (found) return found
      }
      return undefined
    },
    pick(pools, slots, fits) {
      for (const pool of pools) {
        const found = pickFrom(pool, voice[pool] ?? [], slots, fits)
        if (found) return found
      }
      for (const pool of pools) {
        const found = pickFrom(pool, plain[pool] ?? [], slots, fits)
        if (found) return found
      }
      return undefined
    },
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

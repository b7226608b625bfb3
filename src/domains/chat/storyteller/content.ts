import type {
  BeatContent,
  ChatPool,
  ChatVoiceContent,
  ChatWordsContent,
  DeedsContent,
  GarnishContent,
  MomentsContent,
  TaleContent,
} from '../../../../schemas/content/chat.ts'
import compiledDeeds from './compiled/deeds.json' with { type: 'json' }
import compiledGarnish from './compiled/garnish.json' with { type: 'json' }
import compiledMoments from './compiled/moments.json' with { type: 'json' }
import compiledTales from './compiled/tales.json' with { type: 'json' }
import compiledVoices from './compiled/voices.json' with { type: 'json' }
import compiledWords from './compiled/words.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it. */
export const garnish = compiledGarnish as GarnishContent
const voices = compiledVoices as Record<string, ChatVoiceContent>
const plain = voices.plain as ChatVoiceContent

/** Lines of a pool, the persona's own ones first. */
export const poolsOf = (personaId: string, pool: ChatPool): string[][] =>
  Object.hasOwn(voices, personaId) ? [(voices[personaId] as ChatVoiceContent)[pool], plain[pool]] : [plain[pool]]

const wordsIn = (text: string) => new Set(text.split(' ').filter(Boolean))
const { chooses, another, leave, story, ...sets } = compiledWords as ChatWordsContent
export const phrases = { chooses, another, leave, story }
export const words = {
  telephone: wordsIn(sets.telephone),
  first: wordsIn(sets.first),
  second: wordsIn(sets.second),
  look: wordsIn(sets.look),
  small: wordsIn(sets.small),
  real: wordsIn(sets.real),
}

export interface Way {
  words: Set<string>
  told: string
}

/** One step of a story. */
export interface Beat extends Omit<BeatContent, 'ways'> {
  ways: [Way, Way]
  /** Of a tale: what comes after it, another step or the end. */
  next?: Beat | { end: string }
}

const beatOf = ({ ways, ...beat }: BeatContent): Beat => ({
  ...beat,
  ways: ways.map(({ words, told }) => ({ told, words: wordsIn(words) })) as [Way, Way],
})

export interface Tale {
  /** Personas who tell it; all, where there are none. */
  for: string[]
  beats: Beat[]
  end: string
}

function taleOf({ for: personas = [], beats, end }: TaleContent): Tale {
  const linked = beats.map(beatOf)
  for (const [at, beat] of linked.entries()) beat.next = linked[at + 1] ?? { end }
  return { for: personas, beats: linked, end }
}

export const tales: Tale[] = Object.values(compiledTales as Record<string, TaleContent>).map(taleOf)
export const moments: Beat[] = (compiledMoments as MomentsContent).map(beatOf)
export const allBeats: Beat[] = [...tales.flatMap(({ beats }) => beats), ...moments]

const byWords = (named: Record<string, string>) =>
  Object.entries(named).map(([name, text]) => [name, wordsIn(text)] as const)
export const deeds = Object.entries(compiledDeeds as DeedsContent).map(([name, { words, told }]) => ({
  name,
  words: wordsIn(words),
  told,
}))
export const weatherWords = byWords(garnish.weather_words)
export const partyWords = byWords(garnish.party_words)

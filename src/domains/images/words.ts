const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** Words of one image that are stored, and words that one search may have. */
const MAX_WORDS = 200
const MAX_LETTERS = 40

/**
 * The different words of texts, without capitals and accents: what a search compares. Languages without spaces are cut
 * into words too.
 */
export function wordsOf(...texts: (string | null)[]): string[] {
  const words = new Set<string>()
  for (const text of texts) {
    for (const { segment, isWordLike } of segmenter.segment(plain(text ?? '')))
      if (isWordLike) words.add([...segment].slice(0, MAX_LETTERS).join(''))
    if (words.size >= MAX_WORDS) break
  }
  return [...words].slice(0, MAX_WORDS)
}

// Marks of other scripts are letters: without them, Japanese glass is a crow.
const accents = /[\u0300-\u036f]/g

/** "Miner's" is found by "miner" too, whichever apostrophe it has. */
const plain = (text: string) =>
  text.normalize('NFKD').replace(accents, '').replace(/['’ʼ]/g, ' ').toLowerCase().normalize('NFC')

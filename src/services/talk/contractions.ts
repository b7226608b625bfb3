const whole: Record<string, string> = {
  "can't": 'cannot',
  "won't": 'will not',
  "shan't": 'shall not',
  "let's": 'let us',
}
const endings: [ending: RegExp, written: string][] = [
  [/n't$/, ' not'],
  [/'m$/, ' am'],
  [/'re$/, ' are'],
  [/'ve$/, ' have'],
  [/'ll$/, ' will'],
]

/** Short forms in full, so that examples of one teach the other: "I didn't" as "I did not". */
export const inFull = (text: string): string =>
  text.replace(/[’`´]/g, "'").replace(/[\p{L}]+'[\p{L}]+/gu, (word) => {
    const known = Object.hasOwn(whole, word.toLowerCase()) ? whole[word.toLowerCase()] : undefined
    return known ?? endings.reduce((text, [ending, written]) => text.replace(ending, written), word)
  })

const names =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )
const more: Record<string, number> = {
  couple: 2,
  few: 3,
  several: 5,
  dozen: 12,
  dozens: 24,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  hundred: 100,
  hundreds: 200,
  thousand: 1000,
}

/** "12", "twelve" and "a dozen" are twelve. Bounded: nobody collects a million of anything here. */
export function numberOf(word: string): number | undefined {
  if (/^\d{1,6}$/.test(word)) return Number(word) || undefined
  const named = names.indexOf(word.toLowerCase())
  return named > 0 ? named : more[word.toLowerCase()]
}

// Days, money, clock times, ages and years are not how many of something there should be.
const notMany =
  /[$€£]\s?\d[\d.,]{0,12}|\b\d[\d.,]{0,12}\s?(?:dollars?|euros?|bucks|sgxp|xp|%|st\b|nd\b|rd\b|th\b)|\b[\w-]{1,20}\s(?:days?|weeks?|months?|years?|hours?|minutes?|o'clock)\b|\b\d+\s?(?:am|pm)\b|\d{1,4}[:/.]\d{1,4}[\d/.]{0,8}|\b(?:grade|class|age|aged|room|in|of)\s\d+\b|\b(?:19|20)\d\d\b/gi

/** The largest number of things or people that a text names. */
export function mostIn(text: string): number {
  const numbers = text.replace(notMany, ' ').match(/[A-Za-z]+|\d+/g) ?? []
  return Math.max(0, ...numbers.map((word) => (/^(?:one|few|couple|several)$/i.test(word) ? 0 : (numberOf(word) ?? 0))))
}

/** A round number for one who is younger or older than twelve to fifteen. */
export function scaled(number: number, scale: number): number {
  const many = Math.max(2, number * scale)
  return many > 10 ? Math.round(many / 5) * 5 : Math.round(many)
}

/** Marks as they are printed. */
export const typeset = (text: string): string =>
  text
    .replaceAll("'", '’')
    .replace(/[ \n]+/g, ' ')
    .trim()

/** Ends a sentence that may already have ended. */
export const full = (text: string): string => (/[.!?…。！？]["”»“』」)]?$/u.test(text) ? text : `${text}.`)

/** Sentences in a row; those with nothing to say are left out. */
export const say = (...sentences: (string | undefined | false)[]): string =>
  sentences
    .filter((sentence) => typeof sentence === 'string' && sentence !== '')
    .map((sentence) => full(sentence as string))
    .join(' ')

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

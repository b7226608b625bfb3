/** Something that was spoken, and the milliseconds that it takes. */
export interface SpokenText {
  text: string
  ms: number
}

/**
 * What was heard of some texts when the caller interrupted after so many milliseconds: of the one that was cut, the words
 * until then.
 */
export function heardOf(spoken: readonly SpokenText[], heardMs: number): string {
  const heard: string[] = []
  let left = heardMs
  for (const { text, ms } of spoken) {
    if (left < ms) {
      const words = text.split(/\s+/)
      const begun = words.slice(0, Math.floor((words.length * Math.max(0, left)) / ms))
      if (begun.length > 0) heard.push(`${begun.join(' ').replace(/[\s,.;:!?…–-]+$/, '')}…`)
      break
    }
    heard.push(text)
    left -= ms
  }
  return heard.join(' ')
}

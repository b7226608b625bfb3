/** A problem for each name that is used and not known. */
export const unknownNames = (used: string[], known: string[], what: string): string[] =>
  [...new Set(used)].filter((name) => !known.includes(name)).map((name) => `content/painter: ${what} “${name}”`)

/**
 * A text over several lines of code: a line break with the indentation around it is one space, an empty line begins a new
 * paragraph, and a line that begins with a hyphen an item of a list.
 */
export const prose = (parts: TemplateStringsArray, ...values: string[]): string =>
  parts
    .reduce((text, part, at) => text + values[at - 1] + part)
    .trim()
    .split(/\n\s*\n\s*/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*(- )?/g, (_break, item) => (item ? '\n- ' : ' ')))
    .join('\n\n')

/**
 * A text over several lines of code: a line break with the indentation around it is one space, and an empty line begins a
 * new paragraph.
 */
export const prose = (parts: TemplateStringsArray, ...values: string[]): string =>
  parts
    .reduce((text, part, at) => text + values[at - 1] + part)
    .trim()
    .split(/\n\s*\n\s*/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' '))
    .join('\n\n')

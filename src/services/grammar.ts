/**
 * The one template language of all content.
 *
 * `{thing}` is a slot. `{a parent|a friend}` is a choice: the first text is for players under 18, the second for adults;
 * of three texts, the first is for children, the second for teenagers. Choices may contain slots and choices.
 */

/** 0 for a child, 1 for a teenager, 2 for an adult. */
export type Voice = 0 | 1 | 2
export type Slots = Readonly<Record<string, string>>

type Part = string | { slot: string } | { choice: Part[][] }

const isName = (text: string) => /^[a-z_]+$/.test(text)

/** Parts of a template. Throws an `Error` that quotes the template when its braces are wrong. */
export function parseTemplate(template: string): Part[] {
  const [parts, end] = partsUntil(template, 0, '')
  if (end !== template.length) throw new Error(`a “}” without a “{” in “${template}”`)
  return parts
}

function partsUntil(template: string, from: number, stops: string): [Part[], number] {
  const parts: Part[] = []
  let at = from
  while (at < template.length && !stops.includes(template.charAt(at)) && template.charAt(at) !== '}') {
    if (template.charAt(at) === '{') {
      const [part, end] = bracedAt(template, at + 1)
      parts.push(part)
      at = end
    } else {
      const end = textEnd(template, at, stops)
      parts.push(template.slice(at, end))
      at = end
    }
  }
  return [parts, at]
}

/** Where plain text ends: at a brace, or within a choice at a bar. */
function textEnd(template: string, from: number, stops: string): number {
  const end = stops === '' ? brace : braceOrBar
  end.lastIndex = from
  return end.exec(template)?.index ?? template.length
}
const brace = /[{}]/g
const braceOrBar = /[{}|]/g

function bracedAt(template: string, from: number): [Part, number] {
  const choice: Part[][] = []
  let at = from
  for (;;) {
    const [parts, end] = partsUntil(template, at, '|')
    choice.push(parts)
    if (template.charAt(end) === '}') return [partOf(template, choice), end + 1]
    if (end >= template.length) throw new Error(`a “{” without a “}” in “${template}”`)
    at = end + 1
  }
}

function partOf(template: string, choice: Part[][]): Part {
  if (choice.length > 3) throw new Error(`a choice of more than three in “${template}”`)
  if (choice.length > 1) return { choice }
  const [parts = []] = choice
  const [slot] = parts
  if (parts.length === 1 && typeof slot === 'string' && isName(slot)) return { slot }
  throw new Error(`braces that are neither a slot nor a choice in “${template}”`)
}

/** Names of the slots of a template. */
export function slotsOf(template: string): string[] {
  const namesIn = (parts: Part[]): string[] =>
    parts.flatMap((part) =>
      typeof part === 'string' ? [] : 'slot' in part ? [part.slot] : part.choice.flatMap(namesIn),
    )
  return namesIn(parseTemplate(template))
}

/** The text of a template; empty when one of its slots is empty, so that no sentence is left with a hole. */
export function render(template: string, slots: Slots, voice: Voice = 1): string {
  if (!template.includes('{')) return template
  let isWhole = true
  const textOf = (part: Part): string => {
    if (typeof part === 'string') return part
    if ('choice' in part) return chosen(part.choice, voice).map(textOf).join('')
    const value = slots[part.slot] ?? ''
    if (value === '') isWhole = false
    return value
  }
  const text = parseTemplate(template).map(textOf).join('')
  return isWhole ? text : ''
}

const chosen = (choice: Part[][], voice: Voice): Part[] =>
  (choice.length === 2 ? choice[voice === 2 ? 1 : 0] : choice[voice]) as Part[]

/** FNV-1a: small, fast, the same on every machine. Its high bits are mixed into the low ones, which decide. */
export function hash(text: string, from = 2_166_136_261): number {
  let sum = from
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619)
  return (sum ^ (sum >>> 15)) >>> 0
}

/** Chooses one of several by a seed and a name: the same seed chooses the same, another name another. */
export type Choose = <T>(name: string, from: readonly T[]) => T

export const chooseBy =
  (seed: number): Choose =>
  (name, from) =>
    from[hash(name, hash('', seed ^ 2_166_136_261)) % from.length] as (typeof from)[number]

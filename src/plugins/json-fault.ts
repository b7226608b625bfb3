const string = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`
const scalar = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null`
const token = new RegExp(String.raw`[ \t\r\n]*(?:(${string})|(${scalar})|([[\]{},:]))`, 'y')

/** Characters up to which the position of the fault is searched; a larger body is refused without it. */
const MAX_LENGTH = 262_144

type Want = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end'

const words: Record<Want, string> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  name: 'the name of a member in double quotes',
  'name or }': 'the name of a member in double quotes, or }',
  colon: 'a colon',
  'comma or end': 'a comma or the end',
}

/** What may follow a token; undefined when the token itself is not allowed. Updates the open brackets. */
function next(want: Want, kind: 'string' | 'scalar' | string, open: string[]): Want | undefined {
  const inValue = want === 'value' || want === 'value or ]'
  if (want.startsWith('name')) {
    if (kind === 'string') return 'colon'
    return want === 'name or }' && kind === '}' ? close(open, '{') : undefined
  }
  if (want === 'colon') return kind === ':' ? 'value' : undefined
  if (inValue && (kind === 'string' || kind === 'scalar')) return 'comma or end'
  if (inValue && (kind === '{' || kind === '[')) {
    open.push(kind)
    return kind === '{' ? 'name or }' : 'value or ]'
  }
  if (kind === ']' && want !== 'value') return close(open, '[')
  if (want !== 'comma or end') return undefined
  if (kind === '}') return close(open, '{')
  if (kind !== ',' || open.length === 0) return undefined
  return open.at(-1) === '{' ? 'name' : 'value'
}

const close = (open: string[], bracket: string): Want | undefined =>
  open.pop() === bracket ? 'comma or end' : undefined

/** Message with the position of the first JSON syntax error and what was expected; undefined for valid JSON. */
export function jsonFault(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return 'The body is not valid JSON.'
  const open: string[] = []
  let want: Want = 'value'
  let at = 0
  while (true) {
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) break
    const [whole, string, scalar, mark = ''] = match
    const after = next(want, string ? 'string' : scalar ? 'scalar' : mark, open)
    if (!after) break
    want = after
    at += whole.length
  }
  const rest = text.slice(at).match(/^[ \t\r\n]*/)?.[0].length ?? 0
  if (at + rest === text.length && want === 'comma or end' && open.length === 0) return undefined
  return `The body is not valid JSON: ${placeOf(text, at + rest)} should be ${words[want]}.`
}

function placeOf(text: string, at: number) {
  const before = text.slice(0, at).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

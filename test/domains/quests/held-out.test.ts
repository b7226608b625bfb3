import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { normalise, wordsOf } from '../../../src/services/text/normalise.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const folded = (text: string) => wordsOf(normalise(text)).join(' ')

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const it of Object.values(value)) yield* textsIn(it)
}

t.test('No line of the held-out list stands in content', async (t) => {
  const held = parse(readFileSync(join(import.meta.dirname, 'held-out.yaml'), 'utf8')) as Record<string, unknown[]>
  const counts = Object.fromEntries(Object.entries(held).map(([name, list]) => [name, list.length]))
  t.ok((counts.safety ?? 0) >= 150 && (counts.look_alikes ?? 0) >= 60, 'the list is large enough')
  const lines = new Set(
    Object.values(held).flatMap((list) =>
      (list as { text?: string; small?: string; big?: string }[]).flatMap(({ text, small, big }) =>
        [text, small, big].filter((it) => it !== undefined).map((it) => folded(it)),
      ),
    ),
  )
  for (const file of globSync('content/**/*.yaml', { cwd: root })) {
    const texts = [...textsIn(parse(readFileSync(join(root, file), 'utf8')))]
    t.strictSame(
      texts.filter((text) => lines.has(folded(text))),
      [],
      file,
    )
  }
})

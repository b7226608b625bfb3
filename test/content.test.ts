import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { compile, contents } from '../scripts/content.ts'
import { StorytellerContent } from '../src/ports/inference/storyteller-schema.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

for (const [source, schema, target] of contents) {
  t.test(`${target} is what ${source} says`, async (t) => {
    t.equal(read(target), compile(read(source), schema), 'run `npm run content` and commit what it writes')
  })
}

t.test(
  'Content with an unknown slot, a missing list or an empty one is refused, and the message says where',
  async (t) => {
    const content = parse(read('content/storyteller.yaml'))
    const refused: [path: RegExp, change: (it: typeof content) => void][] = [
      [/^\/openings\/deed\/0: /, (it) => it.openings.deed.unshift('You {verb}.')],
      [/^\/turns\/joy: /, (it) => delete it.turns.joy],
      [/^\/questions\/none: /, (it) => it.questions.none.splice(0)],
      [/^\/small: /, (it) => (it.small = 'A, b')],
      [/^\/more: /, (it) => (it.more = [])],
    ]
    for (const [path, change] of refused) {
      const changed = structuredClone(content)
      change(changed)
      t.throws(() => compile(stringify(changed), StorytellerContent), { message: path })
    }
  },
)

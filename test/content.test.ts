import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ValuePointer } from '@sinclair/typebox/value'
import t from 'tap'
import { parse } from 'yaml'
import { problemsOf, readContent } from '../scripts/content/check.ts'
import { classifiers, compileTexts, HASHES, hashOf, readAll } from '../scripts/content/compile.ts'

const root = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')

t.test('What the service reads is what content/ says', async (t) => {
  const content = await readAll()
  for (const [path, text] of compileTexts(content)) {
    t.ok(read(path) === text, `${path}: run \`npm run content\` and commit what it writes`)
  }
})

t.test('The classifiers have learned from the examples as they are', async (t) => {
  const content = await readAll()
  const hashes = JSON.parse(read(HASHES)) as Record<string, string>
  for (const { path } of classifiers) {
    t.equal(hashes[path], await hashOf(content, path), `${path}: run \`npm run content\` and commit what it writes`)
  }
})

t.test('A mistake is refused, with its file and its path', async (t) => {
  const grow = 'content/quests/frames/grow.yaml'
  const [spanish, hazards, told] = ['content/languages/es.yaml', 'content/hazards.yaml', 'content/storyteller.yaml']
  /** A file, what is put where in it (nothing: it is taken away), and the first problem. */
  const refused: [file: string, path: string, value: unknown, problem: RegExp][] = [
    [told, '/openings/deed/0', 'You {verb}.', /^\/openings\/deed\/0: \{verb\}/],
    [told, '/turns/joy', undefined, /^\/turns\/joy: /],
    [told, '/questions/none', [], /^\/questions\/none: /],
    [told, '/small', 'A, b', /^\/small: /],
    [told, '/more', [], /^\/more: /],
    [grow, '/plans/solo', [], /^\/plans\/solo: /],
    [grow, '/plans/solo/0/steps', [], /^\/plans\/solo\/0\/steps: /],
    [grow, '/plans/solo/0/goal', 'a {b', /^\/plans\/solo\/0\/goal: a “\{” without/],
    [grow, '/plans/solo/0/roles', ['Juggler'], /^\/plans\/solo\/0: “Juggler” must/],
    [hazards, '/0/ages', 'old', /^\/0\/ages: /],
    [hazards, '/0/note', 'With {thing}', /^\/0\/note: \{thing\} is not a slot here/],
    [spanish, '/quests/care/danger', undefined, /^\/quests\/care\/danger: /],
    [spanish, '/quests/care/danger/0/summary', '{idea}', /^\/quests\/care\/danger\/0\/summary: /],
    ['content/safety/es.yaml', '/rude', [], /^\/rude: /],
    ['content/quests/topics.yaml', '/topics/0/codename', 'Paws', /^\/topics\/0\/codename: /],
  ]
  for (const [file, path, value, problem] of refused) {
    const changed = parse(read(file))
    if (value === undefined) ValuePointer.Delete(changed, path)
    else ValuePointer.Set(changed, path, value)
    t.match(problemsOf(file, changed)[0], problem, file + path)
  }
  t.match(problemsOf('content/quests/other.yaml', {})[0], /no kind of content/)
  await t.rejects(readContent('test/fixtures/broken.yaml'), /test\/fixtures\/broken\.yaml/)
})

t.test('Every file of content/ is good, and the first that is not would be named', async (t) => {
  await t.resolves(readAll())
})

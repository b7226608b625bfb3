import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import t from 'tap'
import { Env } from '../schemas/env/index.ts'
import { envExample, envTable, withTable } from '../scripts/env-example.ts'
import { readEnv } from '../src/config.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const mend = 'run `npm run env` and commit what it writes'

t.test('.env.example is what schemas/env says', (t) => {
  t.equal(read('.env.example'), envExample(), mend)
  t.end()
})

t.test('The table in README.md is what schemas/env says', (t) => {
  const readme = read('README.md')
  t.match(readme, '<!-- env:begin -->', 'README.md has a place for the table')
  t.equal(readme, withTable(readme), mend)
  t.end()
})

t.test('The table has a row for each variable, and takes the place between the marks and no more', (t) => {
  for (const name of Object.keys(Env.properties)) t.match(envTable(), `| \`${name}\` |`)
  const text = 'before\n<!-- env:begin -->\nold $& $1\n<!-- env:end -->\nafter\n'
  t.equal(withTable(text), `before\n<!-- env:begin -->\n${envTable()}\n<!-- env:end -->\nafter\n`)
  t.match(withTable('<!-- env:begin -->\n<!-- env:end -->'), envTable(), 'an empty place is filled too')
  t.equal(withTable('no place'), 'no place')
  t.end()
})

t.test('Every variable is there, and uncommenting all that have a value changes nothing', (t) => {
  const example = envExample()
  for (const name of Object.keys(Env.properties)) t.match(example, new RegExp(`^# ${name}=`, 'm'))
  t.strictSame(parse(example), {}, 'as it is, it sets nothing')
  const uncommented = parse(example.replace(/^# ([A-Z_]+=)/gm, '$1'))
  t.strictSame(readEnv(uncommented), readEnv({}))
  t.end()
})

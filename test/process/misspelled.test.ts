import t from 'tap'
import { misspelled } from '../../src/process/misspelled.ts'

const inFile = (...names: string[]) => misspelled(Object.fromEntries(names.map((name) => [name, 'canary'])), names)
const inEnvironment = (...names: string[]) => misspelled(Object.fromEntries(names.map((name) => [name, 'canary'])), [])

t.test('A misspelled name is told with the one that was meant, and without its value', (t) => {
  for (const [name, meant] of [
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URLS', 'DATABASE_URL'],
    ['REDIS_ULR', 'REDIS_URL'],
    ['ALOWED_ORIGIN', 'ALLOWED_ORIGINS'],
    ['admin_token', 'ADMIN_TOKEN'],
    ['GEMINI_API_KEYS', 'GEMINI_API_KEY'],
  ] as const) {
    const hint = `is not a variable of Lorekeep: did you mean ${meant}?`
    t.strictSame(inFile(name), [`${name} in .env ${hint}`])
    t.strictSame(inEnvironment(name), [`${name} ${hint}`])
  }
  t.end()
})

t.test('What resembles nothing is told of .env alone: a machine sets much that is not ours', (t) => {
  t.strictSame(inFile('VITE_TITLE'), ['VITE_TITLE in .env is not a variable of Lorekeep'])
  t.strictSame(inFile('POST'), ['POST in .env is not a variable of Lorekeep'])
  t.strictSame(inEnvironment('VITE_TITLE', 'PATH', 'HOME', 'POST', 'HOSTNAME', 'LOGNAME', 'npm_config_user_agent'), [])
  t.end()
})

t.test('Names that are ours are no misspelling, and neither is another one beside its likeness', (t) => {
  t.strictSame(inFile('DATABASE_URL', 'PORT', 'NODE_ENV', 'EMBEDDED_OK'), [])
  t.strictSame(inEnvironment('REDIS_URL', 'REDIS_URI'), [])
  t.end()
})

import { spawn } from 'node:child_process'
import { fleeting, startPostgres } from './fixtures/postgres.ts'

/** Runs tap with one Postgres for all test files. Further arguments go to tap: `npm test -- test/saves.test.ts`. */
const postgres = await startPostgres(fleeting)
const tap = spawn('tap', ['run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TEST_POSTGRES_URL: postgres.url },
})
const code = await new Promise<number>((resolve) => tap.once('exit', (status) => resolve(status ?? 1)))
await postgres.stop()
process.exit(code)

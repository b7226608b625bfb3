import { config as dotenv } from 'dotenv'
import { database } from '../schemas/env/database.ts'
import { modeOf, readEnv } from '../src/config.ts'
import { connectPatiently } from '../src/services/backups/database.ts'

/**
 * `npm run migrate`: brings the database to the newest schema, and ends. Two at once, or a service that starts meanwhile,
 * wait for each other. It reads the variables of the database alone: a job before a deployment may have no others.
 */
async function run(): Promise<string[]> {
  dotenv({ quiet: true })
  const names = ['DATA_DIR', ...Object.keys(database)]
  const given = Object.fromEntries(names.map((name) => [name, process.env[name]]))
  // Else a file would be made and migrated, and the database of the service not.
  if (modeOf(process.env).mode === 'production' && !given.DATABASE_URL?.trim())
    throw new Error('DATABASE_URL: is required in production')
  const { verify, migrate, close } = connectPatiently(readEnv({ ...given, APP_ENV: 'local' }))
  try {
    for (const warning of await verify()) process.stderr.write(`${warning}\n`)
    return await migrate()
  } finally {
    await close()
  }
}

process.exitCode = await run().then(
  (applied) => {
    process.stdout.write(applied.length > 0 ? `Migrated: ${applied.join(', ')}\n` : 'Nothing to migrate.\n')
    return 0
  },
  (error: Error & { code?: string }) => {
    process.stderr.write(`Not migrated: ${error.message || error.code}\n`)
    return 1
  },
)

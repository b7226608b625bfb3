import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort, startPostgres } from '../fixtures/postgres.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { begin, judgeAll, type Outcome, trial } from './outcome.ts'
import type { Session } from './writers.ts'

export type Progress = (outcome: Outcome) => void

/** Milliseconds that writers go on while Postgres is away, to see what they are answered with. */
const AWAY_MS = 100

/** The server on SQLite is killed while it saves, and started again on the same file. */
export const killServer = (trials: number, random: () => number, progress: Progress) =>
  inFolder(async (folder) => {
    const file = join(folder, 'lorekeep.db')
    const env = { DATABASE_URL: `sqlite:${file}`, DATA_DIR: folder, PORT: String(await freePort()) }
    const outcome = begin()
    let server = await startServer(env)
    const cut = async () => {
      if (hasEnded(server)) outcome.crashes++
      else await server.kill()
    }
    const revive = async () => {
      const from = performance.now()
      server = await startServer(env)
      outcome.readyMs.push(performance.now() - from)
    }
    const sessions: Session[] = []
    while (outcome.trials < trials) {
      sessions.push(...(await trial(server.url, `kill-${outcome.trials}`, random, outcome, { cut, revive })))
      if (!isSound(file)) outcome.unsound++
      progress(outcome)
    }
    // Once more, for what a later restart might have undone.
    await judgeAll(server.url, sessions, outcome)
    await server.kill()
    return outcome
  })

/** Postgres is cut off under the server, which must live on, and started again. */
export const cutPostgres = (trials: number, random: () => number, progress: Progress) =>
  inFolder(async (folder) => {
    const postgres = await startPostgres()
    const outcome = begin()
    const server = await startServer({ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: String(await freePort()) })
    const cut = async () => {
      await postgres.kill()
      await wait(AWAY_MS)
    }
    const revive = async () => {
      await postgres.start()
      const from = performance.now()
      while (!hasEnded(server) && (await statusOf(`${server.url}/api/v1/load/nobody`)) === 503) await wait(2)
      outcome.readyMs.push(performance.now() - from)
    }
    const sessions: Session[] = []
    while (outcome.trials < trials && !hasEnded(server)) {
      sessions.push(...(await trial(server.url, `cut-${outcome.trials}`, random, outcome, { cut, revive })))
      progress(outcome)
    }
    if (hasEnded(server)) outcome.crashes++
    await judgeAll(server.url, sessions, outcome)
    if (!hasEnded(server)) await server.kill()
    await postgres.stop()
    return outcome
  })

const hasEnded = ({ child }: TestServer) => child.exitCode !== null || child.signalCode !== null

async function statusOf(url: string) {
  const reply = await fetch(url)
  await reply.arrayBuffer()
  return reply.status
}

function isSound(file: string) {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  const result = database.prepare('pragma integrity_check').get()
  database.close()
  return result?.integrity_check === 'ok'
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-durability-'))
  try {
    return await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

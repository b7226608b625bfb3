import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { seed } from './seed.ts'

/**
 * The other limit: what SQLite alone does with the same rows, the same trigger and the same durability, 64 saves a
 * commit, without HTTP, validation or Kysely. Sessions are picked at random, as the load does.
 */
const SESSIONS = 10_000
const PER_COMMIT = 64
const folder = await mkdtemp(join(tmpdir(), 'lorekeep-raw-'))
await seed(`sqlite:${folder}/raw.db`, SESSIONS)
const database = new DatabaseSync(`${folder}/raw.db`)
database.exec('pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -32000')

const find = database.prepare('select * from parties where session_id = ?')
const replace = database.prepare(
  'update parties set choices = ?, updated_at = ?, version = version + 1 where session_id = ? returning version',
)
const pick = () => `session-${Math.floor(Math.random() * SESSIONS)}`
let serial = 0

function perSecond(count: number, batch: () => void) {
  const startedAt = performance.now()
  for (let done = 0; done < count; done += PER_COMMIT) batch()
  return Math.round((count / (performance.now() - startedAt)) * 1000).toLocaleString('en')
}

const saves = () => {
  database.exec('begin immediate')
  for (let save = 0; save < PER_COMMIT; save++) replace.get(`{"serial":${serial++}}`, new Date().toISOString(), pick())
  database.exec('commit')
}
const loads = () => {
  for (let load = 0; load < PER_COMMIT; load++) find.get(pick())
}
perSecond(20_000, saves)
process.stdout.write(`SQLite alone: ${perSecond(200_000, loads)} loads/s, ${perSecond(100_000, saves)} saves/s\n`)
database.close()
await rm(folder, { recursive: true, force: true })

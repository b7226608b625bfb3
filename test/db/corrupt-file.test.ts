import { open, stat, truncate } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { build } from '../../src/app.ts'
import { readEnv } from '../../src/config.ts'
import { open as openDeps } from '../../src/deps.ts'
import { portContext } from '../fixtures/port-context.ts'
import { refusalOf, savesOf, stateOf } from '../fixtures/saves.ts'
import { temporaryFile } from '../fixtures/sqlite.ts'

/** The app on a file, as a start without migrating would find it. */
async function appOn(path: string) {
  const env = readEnv({ DATABASE_URL: `sqlite:${path}`, DATA_DIR: `${path}-data`, LOG_LEVEL: 'silent' })
  const opened = await openDeps(env, portContext())
  const app = await build(opened.deps)
  const close = async () => {
    await app.close()
    await opened.close()
  }
  return { opened, close, ...savesOf({ call: (request) => app.inject(request) }) }
}

/** A file with saves on many pages. */
async function filled(t: Test) {
  const path = await temporaryFile(t, 'lorekeep.db')
  const { opened, save, close } = await appOn(path)
  await opened.migrate()
  for (let at = 0; at < 50; at++) {
    const reply = await save(`session-${at}`, stateOf({ at, note: 'x'.repeat(3_000) }))
    t.equal(reply.statusCode, 200)
  }
  await close()
  return path
}

async function overwrite(path: string, from: number, byte: number) {
  const { size } = await stat(path)
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(size - from, byte), 0, size - from, from)
  await file.close()
}

/** Ways a file goes bad, and the slug that says so. */
const damages: [string, (path: string) => Promise<void>][] = [
  ['is not a database', (path) => overwrite(path, 0, 0x41)],
  ['has pages of zeros', (path) => overwrite(path, 4_096, 0)],
  ['has pages of noise', (path) => overwrite(path, 4_096, 0xa5)],
  ['has lost its end', (path) => truncate(path, 8_192)],
]

for (const [damage, harm] of damages) {
  t.test(`loadSession and saveSession answer 503 when the file ${damage}, never an empty save`, async (t) => {
    const path = await filled(t)
    await harm(path)
    const { load, save, versions, remove, close } = await appOn(path)
    t.teardown(close)
    for (let at = 0; at < 50; at += 7) {
      const sessionId = `session-${at}`
      const replies = [await load(sessionId), await save(sessionId, stateOf()), await versions(sessionId)]
      replies.push(await remove(sessionId))
      for (const reply of replies) {
        t.strictSame(refusalOf(reply), [503, 'database-unavailable'])
        t.ok(Number(reply.headers['retry-after']) > 0)
        t.notOk('state' in reply.json())
      }
    }
  })
}

t.test('loadSession answers an error, never "not found", when the file has become an empty one', async (t) => {
  const path = await filled(t)
  await truncate(path, 0)
  const { load, save, close } = await appOn(path)
  t.teardown(close)
  t.ok((await load('session-1')).statusCode >= 500)
  t.ok((await save('session-1', stateOf())).statusCode >= 500)
})

t.test(
  'loadSession and patchSave answer 500 for a stored state that is no JSON: the request has no fault',
  async (t) => {
    const path = await filled(t)
    const { opened, load, patch, close } = await appOn(path)
    t.teardown(close)
    await opened.deps.db.updateTable('parties').set({ state: '{"torn' }).where('session_id', '=', 'session-1').execute()
    t.strictSame(refusalOf(await load('session-1')), [500, 'internal-error'])
    t.strictSame(refusalOf(await patch('session-1', { scene_index: 2 })), [500, 'internal-error'])
  },
)

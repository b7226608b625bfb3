import { spawnSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { Exit, MemorySystem } from '../../src/ports/speaking/flite-system.ts'
import { piecesOf } from '../../src/ports/speaking/flite-text.ts'
import { FliteThread } from '../../src/ports/speaking/flite-thread.ts'
import { errorOf } from '../fixtures/adapter.ts'
import { turnedClock } from '../fixtures/clock.ts'
import { portContext } from '../fixtures/port-context.ts'
import { moment } from '../fixtures/speech.ts'
import { until } from '../fixtures/valkey.ts'

const { signal } = new AbortController()
const say = (text: string) => ({ text, voice: { id: 'slt' as const } })

/** A thread that does what it is told, and how often it was started. */
function startThread(t: Test) {
  const warnings: string[] = []
  const clock = turnedClock()
  const workers: Worker[] = []
  const thread = new FliteThread(portContext(warnings, clock.clock), () => {
    const worker = new Worker(new URL('../fixtures/hanging-worker.ts', import.meta.url))
    workers.push(worker)
    return worker
  })
  t.teardown(() => thread.close())
  return { thread, warnings, clock, workers }
}

t.test('A thread that hangs is ended after its deadline, and the next text is spoken by another one', async (t) => {
  const { thread, warnings, clock, workers } = startThread(t)
  await thread.speak(say('yes'), signal)
  const [hung, next] = [errorOf(thread.speak(say('hang'), signal)), thread.speak(say('yes'), signal)]
  await moment(50)
  clock.now += 10_000
  t.match(await hung, { kind: 'timeout', isAboutAsk: true })
  t.equal((await next).length, 160)
  t.equal(workers.length, 2)
  t.equal(workers[0]?.threadId, -1, 'it has ended')
  t.strictSame(warnings, ['flite: the thread that speaks hung, and is replaced'])
})

t.test('A thread that breaks is replaced; a text that it cannot speak is refused', async (t) => {
  const { thread, warnings, workers } = startThread(t)
  t.match(await errorOf(thread.speak(say('break'), signal)), { kind: 'unavailable', message: 'flite has broken off' })
  t.match(await errorOf(thread.speak(say('fail'), signal)), { kind: 'bad_response', isAboutAsk: true })
  t.equal((await thread.speak(say('yes'), signal)).length, 160)
  t.equal(workers.length, 2)
  await errorOf(thread.speak(say('break'), signal))
  t.strictSame(warnings, ['flite: the thread that speaks broke (Error), and is replaced'], 'once a minute')
})

t.test('Who leaves while waiting is not spoken for; more than 128 that wait are refused', async (t) => {
  const { thread, clock, workers } = startThread(t)
  const hung = errorOf(thread.speak(say('hang'), signal))
  const leaving = new AbortController()
  const waiting = Array.from({ length: 127 }, () => errorOf(thread.speak(say('hang'), leaving.signal)))
  t.match(await errorOf(thread.speak(say('yes'), signal)), { kind: 'unavailable', isAboutAsk: true })
  leaving.abort()
  await until(() => workers.length === 1, 'it has started')
  await moment(50)
  clock.now += 10_000
  await hung
  for (const error of await Promise.all(waiting)) t.equal(error, leaving.signal.reason)
  t.equal((await thread.speak(say('yes'), signal)).length, 160)
})

t.test('After a minute without work the thread is given back; closing ends it too', async (t) => {
  const { thread, clock, workers } = startThread(t)
  for (let at = 0; at < 3; at++) await thread.speak(say('yes'), signal)
  clock.now += 59_000
  await thread.speak(say('yes'), signal)
  clock.now += 59_000
  await moment()
  t.equal(workers.length, 1)
  clock.now += 1_000
  await until(() => workers[0]?.threadId === -1, 'it has ended')
  await thread.speak(say('yes'), signal)
  t.equal(workers.length, 2)
  await thread.close()
  t.equal(workers[1]?.threadId, -1)
  t.match(await errorOf(thread.speak(say('yes'), signal)), { kind: 'unavailable' })
  t.equal(clock.sleepers, 0, 'nothing waits')
})

t.test('A text becomes sentences that Flite can pronounce', (t) => {
  const cases: [string, string[]][] = [
    ['Hello.', ['Hello.']],
    ['Mr. Smith went. He said "Go!" Then, e.g. this.', ['Mr. Smith went.', 'He said "Go!"', 'Then, e.g. this.']],
    ['It costs €3 or £4.50 — “fine”…', ['It costs 3 euros or 4.50 pounds , "fine"...']],
    ['One line\n\nAnother\nA question?\nEnd', ['One line.', 'Another.', 'A question?', 'End']],
    ['*Nods* <b>Yes</b> # `code`', ['Nods Yes code']],
    ['Straße, naïve, Łódź, ＡＢ', ['Strasse, naive, lodz, AB']],
    ['No!!!!!!!!!!', ['No!!!']],
    ['a'.repeat(30), [`${'a'.repeat(24)} ${'a'.repeat(6)}`]],
  ]
  for (const [text, pieces] of cases) t.strictSame(piecesOf(text), pieces)
  const words = 'and the road was long tonight, with rain on every hill '.repeat(8)
  const [first = '', ...rest] = piecesOf(words)
  t.ok(first.length <= 80 && first.endsWith(','), 'a first piece that is heard soon')
  t.equal([first, ...rest].join(' '), words.trim(), 'nothing is lost')
  t.end()
})

t.test('Of any text, the pieces are short, plain, and have something to pronounce', (t) => {
  const strings = fc.oneof(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.string({ maxLength: 2_000 }))
  fc.assert(
    fc.property(strings, (text) => {
      let pieces: string[] = []
      try {
        pieces = piecesOf(text)
      } catch (error) {
        return (error as Error).message === 'flite cannot pronounce this'
      }
      const isFit = (piece: string, at: number) =>
        piece.length <= (at === 0 ? 80 : 160) && /^[ -~]*[a-z0-9][ -~]*$/i.test(piece) && !/\S{25}/.test(piece)
      return pieces.length > 0 && pieces.every(isFit)
    }),
    { numRuns: 300 },
  )
  t.end()
})

t.test('What no pattern may be slow at takes no time', (t) => {
  const begin = performance.now()
  for (const unit of ['<', '<a', '. ', '.', '"', "A'.", 'A. ', '\n', ' \n', ', ', '!', 'a.B', '€1'])
    errorOf((async () => piecesOf(unit.repeat(2_000 / unit.length)))())
  t.comment(`${(performance.now() - begin).toFixed(0)} ms`)
  t.ok(performance.now() - begin < 2_000)
  t.end()
})

t.test('The program finds no file but the one that it writes, and cannot fill the memory', (t) => {
  const system = new MemorySystem(['flite'])
  system.memory = new WebAssembly.Memory({ initial: 400 })
  const { imports, memory } = system
  const view = new DataView(memory.buffer)
  t.equal(imports.path_open(3, 0, 0, 0, 0, 0n, 0n, 0, 64), 44, 'nothing is there to be read')
  t.equal(imports.path_open(3, 0, 0, 0, 1, 0n, 0n, 0, 64), 0)
  t.equal(view.getUint32(64, true), 4)
  view.setUint32(0, 1_000, true)
  view.setUint32(4, 20 * 1024 * 1024, true)
  t.throws(() => imports.fd_write(4, 0, 1, 64), Exit)
  view.setUint32(4, 5, true)
  new Uint8Array(memory.buffer).set(Buffer.from('hello'), 1_000)
  imports.fd_write(1, 0, 1, 64)
  t.equal(system.file().length, 0, 'what it prints goes nowhere')
  imports.fd_write(4, 0, 1, 64)
  imports.fd_seek(4, 1n, 0, 64)
  imports.fd_write(4, 0, 1, 64)
  t.equal(system.file().toString(), 'hhello')
  imports.fd_seek(4, -9n, 0, 64)
  t.throws(() => imports.fd_write(4, 0, 1, 64), Exit)
  t.equal(imports.fd_prestat_get(4, 64), 8)
  t.equal(imports.fd_seek(1, 0n, 0, 64), 70)
  t.end()
})

/** A process that opens the ports as the service does, then speaks; it tells which of the files it has loaded, and its memory. */
const opening = `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
  const { readEnv } = await import('./src/config.ts')
  const { openPorts } = await import('./src/ports/open.ts')
  const { systemClock } = await import('./src/process/clock.ts')
  const { speaking } = await import('./src/ports/speaking/index.ts')
  const { listening } = await import('./src/ports/listening/index.ts')
  const rss = () => process.memoryUsage().rss / 1e6
  const before = rss()
  const { given, close } = await openPorts({ speaking, listening }, readEnv(JSON.parse(process.argv[1])), { clock: systemClock, log: console })
  const open = { loaded: loaded.filter((url) => /flite-|node_modules.ws/.test(url)).length, mb: rss() - before }
  const ask = { text: 'Hello there.', voice: { id: 'slt' }, deadlineMs: 60000 }
  for await (const _ of given.speaking.at(-1).port.speak(ask));
  const spoken = { loaded: loaded.filter((url) => /flite-/.test(url)).length > 0, mb: rss() - before }
  await close()
  console.log(JSON.stringify({ open, spoken, closed: rss() - before }))
`

t.test('Opened, they cost nothing: neither Flite nor sockets are loaded before they are needed', (t) => {
  const env = JSON.stringify({ DEEPGRAM_API_KEY: 'k', ELEVENLABS_API_KEY: 'k' })
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', opening, env], { encoding: 'utf8' })
  t.equal(run.stderr, '', 'nothing is said on stderr')
  const { open, spoken, closed } = JSON.parse(run.stdout)
  t.equal(open.loaded, 0)
  t.ok(open.mb < 5, `${open.mb} MB`)
  t.equal(spoken.loaded, true)
  t.ok(spoken.mb < 200, `${spoken.mb} MB`)
  t.comment(
    `memory: ${open.mb.toFixed(1)} MB opened, ${spoken.mb.toFixed(0)} MB after speaking, ${closed.toFixed(0)} MB closed`,
  )
  t.end()
})

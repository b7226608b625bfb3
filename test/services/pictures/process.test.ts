import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { turnedClock } from '../../fixtures/clock.ts'
import { children, kindOf, pictures } from '../../fixtures/pictures.ts'
import { png } from '../../fixtures/png.ts'
import { until } from '../../fixtures/valkey.ts'

const picture = await png({ width: 300, height: 200, pixel: [200, 30, 30] })
const converted = 'a picture of 300 × 200'
const ended = 'The process that converts pictures ended'

const oneChild = async () => {
  await until(() => children().length === 1, 'a process was started')
  return children()[0] as number
}

t.test(
  'A process is started with the first picture, knows no secret, and ends after a minute without work',
  async (t) => {
    const time = turnedClock()
    const { foreign, warnings } = pictures(t, { clock: time.clock })
    t.strictSame(children(), [], 'no process at rest')
    process.env.OF_THE_PARENT = 'secret'
    t.equal(await kindOf(foreign(picture)), converted)
    const child = await oneChild()
    if (process.platform === 'linux') {
      const variables = readFileSync(`/proc/${child}/environ`, 'latin1').split('\0')
      t.strictSame(
        variables.filter((it) => /OF_THE_PARENT|PATH=|HOME=/.test(it)),
        [],
      )
      t.ok(variables.includes('UV_THREADPOOL_SIZE=4'))
      t.equal(readFileSync(`/proc/${child}/oom_score_adj`, 'latin1').trim(), '1000')
    }
    time.now += 59_999
    t.equal(await kindOf(foreign(picture)), converted)
    time.now += 59_999
    t.strictSame(children(), [child], 'the minute begins with each picture')
    time.now += 1
    await until(() => children().length === 0, 'it has ended')
    t.equal(await kindOf(foreign(picture)), converted)
    t.not(await oneChild(), child)
    t.strictSame(warnings, [])
  },
)

t.test('A picture that takes more than ten seconds is given up, and the next one has another process', async (t) => {
  const time = turnedClock()
  const { foreign, warnings } = pictures(t, { clock: time.clock })
  t.equal(await kindOf(foreign(picture)), converted)
  const child = await oneChild()
  process.kill(child, 'SIGSTOP')
  const slow = kindOf(foreign(picture))
  await setImmediate()
  time.now += 9_999
  t.equal(time.sleepers, 1)
  time.now += 1
  t.equal(await slow, 'too_slow')
  t.equal(await kindOf(foreign(picture)), converted)
  t.not(await oneChild(), child)
  t.strictSame(warnings, [])
})

t.test('A picture whose process is killed is converted by another one', async (t) => {
  const { foreign, warnings } = pictures(t)
  t.equal(await kindOf(foreign(picture)), converted)
  const child = await oneChild()
  process.kill(child, 'SIGSTOP')
  const conversion = kindOf(foreign(picture))
  await setImmediate()
  process.kill(child, 'SIGKILL')
  t.equal(await conversion, converted)
  process.kill(await oneChild(), 'SIGKILL')
  await until(() => warnings.length === 2, 'it is known')
  t.equal(await kindOf(foreign(picture)), converted, 'nor does one that is killed at rest cost a picture')
  t.strictSame(warnings, [ended, ended])
})

t.test('A picture that ends two processes is not tried again', async (t) => {
  const { convert, foreign } = pictures(t)
  const noise = '<filter id="f"><feTurbulence baseFrequency=".02" numOctaves="9"/></filter>'
  const size = 'width="3000" height="3000"'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${noise}<rect ${size} filter="url(#f)"/></svg>`
  const conversion = kindOf(convert({ kind: 'svg', svg }))
  const first = await oneChild()
  process.kill(first, 'SIGKILL')
  await until(() => children().some((pid) => pid !== first), 'there is another one')
  process.kill(await oneChild(), 'SIGKILL')
  t.equal(await conversion, 'broken')
  t.equal(await kindOf(foreign(picture)), converted)
})

t.test('Two pictures are converted at a time, 64 wait, and more are refused as overloaded', async (t) => {
  const { foreign } = pictures(t)
  const many = Array.from({ length: 70 }, () => kindOf(foreign(picture)))
  t.strictSame(await Promise.all(many.slice(66)), Array(4).fill('overloaded'))
  t.ok(children().length <= 2)
  t.strictSame(await Promise.all(many.slice(0, 66)), Array(66).fill(converted))
  t.equal(children().length, 2)
})

t.test('A caller who goes away waits no longer', async (t) => {
  const { convert } = pictures(t)
  const aborts = Array.from({ length: 3 }, () => new AbortController())
  const conversions = aborts.map(({ signal }) => convert({ kind: 'bytes', bytes: picture }, { signal }))
  const gone = new Error('gone')
  for (const abort of aborts) abort.abort(gone)
  const outcomes = await Promise.allSettled(conversions)
  t.strictSame(outcomes, Array(3).fill({ status: 'rejected', reason: gone }))
  await t.rejects(convert({ kind: 'bytes', bytes: picture }, { signal: AbortSignal.abort(gone) }), gone)
  t.equal(await kindOf(convert({ kind: 'bytes', bytes: picture })), converted)
})

t.test('A stop ends the processes; pictures that are not done fail as overloaded', async (t) => {
  const { foreign, close, warnings } = pictures(t)
  await Promise.all([foreign(picture), foreign(picture)])
  for (const child of children()) process.kill(child, 'SIGSTOP')
  const many = Array.from({ length: 5 }, () => kindOf(foreign(picture)))
  await setImmediate()
  await close()
  t.strictSame(await Promise.all(many), Array(5).fill('overloaded'))
  t.strictSame(children(), [])
  t.equal(await kindOf(foreign(picture)), 'overloaded')
  t.strictSame(warnings, [])
})

t.test('A process ends with its parent, in the middle of a picture too', async (t) => {
  const parent = spawn(process.execPath, [join(import.meta.dirname, '../../fixtures/pictures-process.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => parent.kill('SIGKILL'))
  await once(parent.stdout, 'data')
  const [child = 0] = children(parent.pid)
  process.kill(child, 'SIGTERM')
  process.kill(child, 'SIGINT')
  await once(parent.stdout, 'data')
  t.strictSame(children(parent.pid), [child], 'signals to the whole group leave its end to the parent')
  parent.kill('SIGKILL')
  await until(() => !isAlive(child), 'it has ended')
})

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import type { Blobs } from '../../src/ports/blobs/port.ts'
import { failureOf, keysOf, listed, openBlobs, openFiles } from '../fixtures/blobs.ts'
import { turnedClock } from '../fixtures/clock.ts'
import { folder } from '../fixtures/process.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const large = new Uint8Array(1_200_000).fill(7)

/** A disk of two megabytes, in memory. */
async function smallDisk(t: Test) {
  const path = join(await folder(t), 'disk')
  await mkdir(path)
  mountAt(path)
  t.teardown(() => execFileSync('umount', [path]))
  return { path, makeReadOnly: () => execFileSync('mount', ['-o', 'remount,ro', path]) }
}

const mountAt = (path: string) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path], { stdio: 'pipe' })

function reasonToSkip(): string | false {
  const path = mkdtempSync(join(tmpdir(), 'lorekeep-disk-'))
  try {
    mountAt(path)
    execFileSync('umount', [path])
    return false
  } catch {
    return 'only root can mount a small disk, and not in every container'
  } finally {
    rmdirSync(path)
  }
}

const skip = reasonToSkip()

t.test('A full disk refuses an object whole, leaves nothing of it, and takes objects again', { skip }, async (t) => {
  const disk = await smallDisk(t)
  const opened = await openBlobs({ DATA_DIR: disk.path })
  const { blobs, warnings } = opened
  await blobs.put('a/first', large, 'image/webp')
  const told = await failureOf(t, opened, blobs.put('a/secret-key', large, 'image/webp'))
  t.equal(told, 'full: the file system fails (ENOSPC)')
  await failureOf(t, opened, blobs.put('a/first', large, 'image/webp'))
  t.strictSame(warnings, ['blobs cannot be written below DATA_DIR: the file system fails (ENOSPC)'], 'once a minute')
  t.equal(blobs.state(), 'degraded')
  t.strictSame(await readdir(join(disk.path, 'blobs/a')), ['first'], 'no temporary file is left')
  t.strictSame(Buffer.from((await blobs.get('a/first')) as Uint8Array), Buffer.from(large))
  await blobs.delete('a/first')
  await blobs.put('a/second', large, 'image/webp')
  t.equal(blobs.state(), 'ok')
})

t.test('A disk that may only be read refuses writes and serves reads', { skip }, async (t) => {
  const disk = await smallDisk(t)
  const opened = await openBlobs({ DATA_DIR: disk.path })
  const { blobs } = opened
  await blobs.put('a/b', bytesOf('x'), 'image/webp')
  disk.makeReadOnly()
  const readOnly = 'refused: the file system fails (EROFS)'
  for (const key of ['a/b', 'new/b'])
    t.equal(await failureOf(t, opened, blobs.put(key, bytesOf('y'), 'image/webp')), readOnly)
  t.equal(await failureOf(t, opened, blobs.delete('a/b')), readOnly)
  t.equal(blobs.state(), 'degraded')
  t.equal(Buffer.from((await blobs.get('a/b')) as Uint8Array).toString(), 'x')
  t.strictSame(await keysOf(blobs), ['a/b'])
})

t.test('A copy on another disk is whole, or is not there', { skip }, async (t) => {
  const disk = await smallDisk(t)
  const { blobs } = await openFiles(t)
  const copyTo = blobs.copyTo as NonNullable<Blobs['copyTo']>
  await blobs.put('small', bytesOf('x'), 'image/webp')
  await blobs.put('large', new Uint8Array(3 * 1024 * 1024), 'image/webp')
  await t.rejects(copyTo('large', join(disk.path, 'large')), { kind: 'full' } as unknown as Error)
  t.equal(await copyTo('small', join(disk.path, 'small')), true)
  await t.rejects(copyTo('small', join(disk.path, 'small')), { kind: 'refused' } as unknown as Error)
  t.strictSame(await readdir(disk.path), ['small'], 'half a copy is removed')
  t.equal(await readFile(join(disk.path, 'small'), 'utf8'), 'x')
})

t.test('A folder that is a file, or is gone, is a failure of a write and has no objects', async (t) => {
  const { root, home, ...opened } = await openFiles(t)
  const { blobs } = opened
  await writeFile(root, 'no folder')
  t.match(await failureOf(t, opened, blobs.put('a/b', bytesOf('x'), 'image/webp')), 'refused: ')
  t.match(await failureOf(t, opened, blobs.put('a', bytesOf('x'), 'image/webp')), 'refused: ')
  t.equal(await blobs.get('a'), undefined)
  t.strictSame(await keysOf(blobs), [])
  const gone = await openBlobs({ DATA_DIR: join(home, 'gone') })
  t.equal(
    await failureOf(t, gone, gone.blobs.put('a', bytesOf('x'), 'image/webp')),
    'unavailable: the file system fails (ENOENT)',
  )
  t.equal(gone.blobs.state(), 'degraded')
})

t.test('An object is no folder of others', async (t) => {
  const { blobs, root, home, ...opened } = await openFiles(t)
  await blobs.put('a', bytesOf('x'), 'image/webp')
  t.match(await failureOf(t, { blobs, ...opened }, blobs.put('a/b', bytesOf('x'), 'image/webp')), 'refused: ')
  await blobs.put('c/d', bytesOf('x'), 'image/webp')
  t.match(await failureOf(t, { blobs, ...opened }, blobs.put('c', bytesOf('x'), 'image/webp')), 'refused: ')
  t.strictSame(await keysOf(blobs), ['a', 'c/d'])
  t.strictSame(await readdir(root), ['a', 'c'], 'no temporary file is left')
})

t.test('A process that is killed while it writes leaves whole objects only', async (t) => {
  const { blobs, root, home } = await openFiles(t)
  const rounds = 5
  let left = 0
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, '../fixtures/blob-writer.ts'), home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exit = once(child, 'exit')
    t.teardown(() => child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    // At another moment of a write each time.
    await new Promise((done) => setTimeout(done, round * 4))
    child.kill('SIGKILL')
    await exit
    const names = await readdir(join(root, 'killed'))
    left += names.filter((name) => name.startsWith('.tmp-')).length
    for (const { key, sizeBytes } of await listed(blobs)) {
      const bytes = (await blobs.get(key)) as Uint8Array
      t.equal(sizeBytes, 5 * 1024 * 1024)
      t.ok(bytes.every((byte) => byte === bytes[0]))
    }
  }
  t.comment(`${left} temporary files were left by ${rounds} processes`)
})

t.test(
  'A copy of an object is a file of its own: neither damage nor a removal of the one reaches the other',
  async (t) => {
    const { blobs, root, home } = await openFiles(t)
    const copyTo = blobs.copyTo as NonNullable<Blobs['copyTo']>
    await blobs.put('a/b', bytesOf('kept'), 'text/plain')
    t.equal(await copyTo('a/absent', join(home, 'absent')), false)
    t.equal(await copyTo('a', join(home, 'absent')), false)
    t.equal(await copyTo('a/b', join(home, 'copy')), true)
    await writeFile(join(root, 'a/b'), 'damaged', { flag: 'r+' })
    t.equal(await readFile(join(home, 'copy'), 'utf8'), 'kept')
    await t.rejects(copyTo('a/b', join(home, 'copy')), { kind: 'refused' } as unknown as Error)
    await blobs.put('a/b', bytesOf('replaced'), 'text/plain')
    await blobs.delete('a/b')
    t.equal(await readFile(join(home, 'copy'), 'utf8'), 'kept')
  },
)

t.test('Nothing behind a symbolic link is read, written, listed or deleted', async (t) => {
  const { blobs, root, home } = await openFiles(t)
  const copyTo = blobs.copyTo as NonNullable<Blobs['copyTo']>
  const outside = join(home, 'outside')
  await mkdir(outside)
  await writeFile(join(outside, 'secret'), 'canary')
  await blobs.put('a/b', bytesOf('x'), 'text/plain')
  await symlink(outside, join(root, 'out'))
  await symlink(join(outside, 'secret'), join(root, 'file'))
  for (const key of ['out/secret', 'file']) {
    t.equal(await blobs.get(key), undefined)
    t.equal(await blobs.head(key), undefined)
    t.equal(await copyTo(key, join(home, 'copy')), false)
  }
  for (const key of ['out/secret', 'out/new', 'out/deep/new'])
    await t.rejects(blobs.put(key, bytesOf('y'), 'text/plain'), { kind: 'refused' } as unknown as Error)
  await blobs.delete('out/secret')
  await blobs.put('file', bytesOf('y'), 'text/plain')
  t.equal(await readFile(join(outside, 'secret'), 'utf8'), 'canary')
  t.equal(await readFile(join(root, 'file'), 'utf8'), 'y', 'a link is replaced, not followed')
  await t.rejects(stat(join(outside, 'deep')))
  t.strictSame(await keysOf(blobs), ['a/b', 'file'])
})

t.test('A list leaves out temporary files, and removes those older than an hour', async (t) => {
  const time = turnedClock(Date.now())
  const { blobs, root } = await openFiles(t, time.clock)
  await blobs.put('a/b', bytesOf('x'), 'text/plain')
  const left = join(root, 'a/.tmp-of-a-process-that-died')
  await writeFile(left, 'half')
  await writeFile(join(root, 'a/README.TXT'), 'of somebody else')
  t.strictSame(await keysOf(blobs), ['a/b'])
  t.ok(await stat(left))
  time.now += 3_700_000
  t.strictSame(await keysOf(blobs), ['a/b'])
  await t.rejects(stat(left), { code: 'ENOENT' })
  t.ok(await stat(join(root, 'a/README.TXT')))
})

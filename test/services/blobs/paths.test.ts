import { mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { maintenanceOf } from '../../fixtures/maintenance.ts'
import { folder } from '../../fixtures/process.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { pictureOf, storeImage } from '../../fixtures/stored-pictures.ts'
import { engines, onBoth, type World, world } from '../../fixtures/world.ts'

const CANARY = 'a canary outside of the storage'

/** Ids that are none, and how each is refused. The first ones lead to no operation at all. */
const ids: [id: string, status: number][] = [
  ['../../etc/passwd', 404],
  ['%2e%2e/%2e%2e/etc/passwd', 404],
  ['..%2f..%2fetc%2fpasswd', 400],
  ['%2e%2e%2f%2e%2e%2fetc%2fpasswd', 400],
  ['..%5c..%5cetc%5cpasswd', 400],
  ['%252e%252e%252f', 400],
  ['%00', 400],
  ['1%00', 400],
  ['%ff', 400],
  ['1.webp', 400],
  ['-1', 400],
  ['1e400', 400],
  ['99999999999999999999', 400],
  ['9'.repeat(5_000), 400],
]

onBoth(
  t,
  'an id that is a path, has a NUL or is very long is refused by every operation on a picture',
  async (t, it) => {
    const headers = asOperator
    for (const [id, status] of ids) {
      const url = `/api/v1/images/${id}`
      const replies = [
        await it.call({ url, headers }),
        await it.call({ url: `${url}/file`, headers }),
        await it.call({ method: 'DELETE', url, headers }),
        await it.call({ method: 'PUT', url: `${url}/feature`, headers }),
        await it.call({ method: 'POST', url: `${url}/restore`, headers }),
      ]
      for (const reply of replies) {
        t.equal(reply.statusCode, status, id.slice(0, 40))
        t.notMatch(reply.body, /root:|ENOENT|\/tmp\//)
      }
    }
  },
)

/** A picture, and the path of its full object. */
async function stored(it: World) {
  const id = await storeImage(it.deps, pictureOf(CANARY))
  const { storage_path_full } = (await it.call({ url: `/api/v1/images/${id}` })).json()
  return { id, path: join(it.env.DATA_DIR as string, 'blobs', storage_path_full) }
}

/** Neither the file nor its bytes are handed out, and cleaning up does not touch what is outside. */
async function isNotFollowed(t: Test, it: World, id: number, outside: string) {
  const file = await it.call({ url: `/api/v1/images/${id}/file` })
  const data = await it.call({ url: `/api/v1/images/${id}`, query: { include_data: 'true' } })
  for (const reply of [file, data]) {
    t.strictSame(refusalOf(reply), [503, 'storage-unavailable'])
    t.notMatch(reply.body, /canary|\/tmp\//)
  }
  const { deleted, report } = (await maintenanceOf(it).cleanOrphans()).json()
  t.strictSame([deleted, report.missing.length, report.untracked], [0, 1, []])
  t.equal(String(await readFile(outside)), CANARY)
}

for (const engine of engines) {
  t.test(`a symbolic link in place of an object is not followed (${engine})`, async (t) => {
    const it = await world(t, engine)
    const outside = join(await folder(t), 'outside.webp')
    const { id, path } = await stored(it)
    await writeFile(outside, CANARY)
    await rm(path)
    await symlink(outside, path)
    await isNotFollowed(t, it, id, outside)
    t.equal(await storeImage(it.deps, pictureOf(CANARY)), id + 1, 'the same bytes take its place')
    t.equal((await it.call({ url: `/api/v1/images/${id}/file` })).body, CANARY)
  })

  t.test(`a symbolic link in place of a folder of objects is not followed (${engine})`, async (t) => {
    const it = await world(t, engine)
    const home = await folder(t)
    const { id, path } = await stored(it)
    await mkdir(join(home, 'moved'))
    const outside = join(home, 'moved', basename(path))
    await rename(path, outside)
    const longAgo = new Date(0)
    await writeFile(join(home, 'moved', 'untracked.webp'), 'not ours')
    for (const file of [outside, join(home, 'moved', 'untracked.webp')]) await utimes(file, longAgo, longAgo)
    await rm(dirname(path), { recursive: true })
    await symlink(join(home, 'moved'), dirname(path))
    await isNotFollowed(t, it, id, outside)
    t.equal(String(await readFile(join(home, 'moved', 'untracked.webp'))), 'not ours')
    await t.rejects(storeImage(it.deps, pictureOf(CANARY)), { message: /storage/ }, 'nothing is written through it')
  })
}

onBoth(t, 'a key that leads out of the storage is no key, and nothing is read or deleted', async (t, { deps, env }) => {
  const outside = join(env.DATA_DIR as string, 'outside.webp')
  await writeFile(outside, CANARY)
  const keys = ['../outside.webp', 'images/../../outside.webp', '..\\outside.webp', 'images/%2e%2e/outside.webp']
  for (const key of [...keys, outside, 'images/\0', '', '/', 'a'.repeat(201), '.tmp-1', 'images//a']) {
    const { get, head, put, delete: remove } = deps.blobs
    const works: Promise<unknown>[] = [get(key), head(key), remove(key), put(key, Buffer.from('x'), 'image/webp')]
    for (const work of works) await t.rejects(work as Promise<void>, new TypeError('not a key of an object'))
  }
  t.equal(String(await readFile(outside)), CANARY)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import t from 'tap'
import { addObject, onBothStored, type Stored, stored } from '../fixtures/backups.ts'

/** A command of package.json, with what it wrote. */
async function command({ folder, url }: Stored, name: string, ...args: string[]) {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, `../../scripts/${name}.ts`), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: folder, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text))
  const [code] = await once(child, 'close')
  return { code, out }
}

t.test('restore says why it does nothing', async (t) => {
  const it = await stored(t, 'sqlite')
  const { name } = await it.backups.create()
  t.strictSame(await command(it, 'restore', 'nothing', '--yes'), {
    code: 1,
    out: 'Not restored: there is no backup of this name.\n',
  })
  t.match(await command(it, 'restore', name), {
    code: 1,
    out: /^Checked: .*\nSay --yes to restore it\.\nNot restored: it was not confirmed; nothing was changed\.\n$/,
  })
  t.match(await command(it, 'restore'), { code: 0, out: `${name}  ` })
})

t.test('both say how many pictures are lost', async (t) => {
  const it = await stored(t, 'sqlite')
  const lost = await addObject(it, 'one')
  const { name } = await it.backups.create()
  await it.blobs.delete(lost)
  t.match(await command(it, 'backup'), {
    code: 0,
    out: /\nPictures and thumbnails that are lost or damaged, and not in it: 1\n/,
  })
  await rm(join(it.root, name, 'blobs', lost))
  t.match(await command(it, 'restore', name, '--yes'), {
    code: 0,
    out: /^Checked: .*\nObjects of which it has no whole copy: 1\n(.*\n)*Objects that are missing in the storage, .*: 1\n/,
  })
})

onBothStored(t, 'backup names what it made, restore brings it back and names what to go back to', async (t, it) => {
  await it.fill()
  const before = await it.contents()
  const made = await command(it, 'backup')
  t.match(made, { code: 0, out: /^\S+ {2}\d+\.\d [kM]B {2}\d+\.\d s\n$/ })
  const [name = ''] = made.out.split(' ')
  await it.fill(20, 22)
  const after = await it.contents()
  const restored = await command(it, 'restore', name, '--yes')
  t.match(restored, { code: 0, out: `Restored: ${name}\n` })
  t.match(restored, { out: /^Checked: / })
  t.strictSame(await it.contents(), before)
  const point = /npm run restore -- (\S+)/.exec(restored.out)?.[1] as string
  t.match(await command(it, 'restore', point, '--yes'), { code: 0 })
  t.strictSame(await it.contents(), after)
  t.strictSame(join(it.folder, 'backups'), it.root)
})

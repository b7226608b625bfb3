import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { refuse } from '../../errors.ts'
import type { Needs } from './import-run.ts'
import { PREFIX, removeOldUploads, uploadsFolder } from './old-uploads.ts'
import { watchPace } from './pace.ts'

interface Bounds {
  maxBytes: number
  signal: AbortSignal
}

/**
 * Writes a body into a file while it arrives, so that a large one takes no memory. Throws `body-too-large`,
 * `request-timeout` when it comes too slowly, `storage-full`, or the signal's reason; nothing of it stays then.
 */
export async function uploadToFile(deps: Pick<Needs, 'env' | 'clock'>, body: IncomingMessage, bounds: Bounds) {
  const length = body.headers['content-length']
  if (Number(length ?? 0) > bounds.maxBytes) throw tooLarge(bounds.maxBytes, length)
  await removeOldUploads(deps)
  const folder = uploadsFolder(deps)
  await mkdir(folder, { recursive: true })
  const own = await mkdtemp(join(folder, PREFIX))
  const remove = () => rm(own, { recursive: true, force: true })
  const file = join(own, 'body')
  try {
    await receive(deps, body, file, bounds)
    return { file, remove }
  } catch (error) {
    await remove()
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? storageFull() : error
  }
}

async function receive({ clock }: Pick<Needs, 'clock'>, body: IncomingMessage, file: string, bounds: Bounds) {
  const ended = new AbortController()
  let bytes = 0
  const pace = watchPace({ clock }, () => bytes, AbortSignal.any([ended.signal, bounds.signal]))
  // It also rejects when all went well.
  pace.catch(() => {})
  async function* pieces() {
    // Otherwise an error would destroy the connection before it could be answered.
    const iterator = body.iterator({ destroyOnReturn: false })
    for (;;) {
      // Within the loop, so that the file is closed also when no further piece comes.
      const { done, value } = await Promise.race([iterator.next(), pace])
      if (done) return
      bytes += value.length
      if (bytes > bounds.maxBytes) throw tooLarge(bounds.maxBytes)
      yield value
    }
  }
  try {
    await writeFile(file, pieces(), { flag: 'wx' })
  } finally {
    ended.abort()
  }
}

const tooLarge = (allowed: number, length?: string) =>
  refuse('body-too-large', {
    message: `The body may have ${allowed} bytes; this one has ${length ? `${length} bytes` : 'more than that'}.`,
    headers: { connection: 'close' },
  })

const storageFull = () => refuse('storage-full', { headers: { connection: 'close' } })

import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { refuse } from '../../errors.ts'

/**
 * Writes a body into a file while it arrives, so that a large one takes no memory. Throws `body-too-large`, or
 * `storage-full`.
 */
export async function uploadToFile(body: IncomingMessage, folder: string, maxBytes: number) {
  await mkdir(folder, { recursive: true })
  const own = await mkdtemp(join(folder, 'upload-'))
  const remove = () => rm(own, { recursive: true, force: true })
  const file = join(own, 'body')
  try {
    if (Number(body.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes, body.headers['content-length'])
    await pipeline(body, capped(maxBytes), createWriteStream(file))
    return { file, remove }
  } catch (error) {
    await remove()
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? refuse('storage-full') : error
  }
}

function capped(maxBytes: number) {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) done(tooLarge(maxBytes))
      else done(null, chunk)
    },
  })
}

const tooLarge = (allowed: number, length?: string) =>
  refuse('body-too-large', {
    message: `The body may have ${allowed} bytes; this one has ${length ? `${length} bytes` : 'more than that'}.`,
    headers: { connection: 'close' },
  })

import type { Env } from '../../../schemas/env/index.ts'
import { refuse } from '../../errors.ts'
import { hasPictureSignature, type Picture } from '../../ports/imaging/port.ts'
import { type Context, Converter } from './converter.ts'
import type { Conversion, ConvertedPicture } from './messages.ts'
import { Pool } from './pool.ts'
import { UnusablePicture } from './unusable-picture.ts'

/** Pictures that are converted at the same time. */
const PROCESSES = 2
/** Largest picture that is looked at, in bytes. */
const MAX_INPUT_BYTES = 40e6

type Settings = Pick<Env, 'WEBP_QUALITY' | 'THUMBNAIL_SIZE' | 'MAX_IMAGE_SIZE_MB'>

/** Converts pictures to what is stored, in processes of their own: the event loop and its threads stay free. */
export interface Pictures {
  /**
   * The picture as WebP, upright, without metadata, its longer side at most 4096 pixels; a thumbnail; a placeholder.
   * Throws `UnusablePicture`, `overloaded` when too many wait, or the reason of the signal.
   */
  convert(picture: Picture, options?: { signal?: AbortSignal | undefined }): Promise<ConvertedPicture>
  /** Ends the processes. Pictures that are waiting or being converted fail as busy. */
  close(): Promise<void>
}

export function openPictures({ env, ...context }: Context & { env: Settings }): Pictures {
  const converters = Array.from({ length: PROCESSES }, () => new Converter(context))
  const pool = new Pool(converters)
  return {
    async convert(picture, { signal } = {}) {
      const conversion = conversionOf(picture, env)
      const converter = await pool.take(signal).catch(refuseWhenBusy)
      const running = converter.convert(conversion).finally(() => pool.give(converter))
      return unlessAborted(running, signal).catch(refuseWhenBusy)
    },
    async close() {
      pool.close()
      await Promise.all(converters.map((converter) => converter.close()))
    },
  }
}

function conversionOf(picture: Picture, env: Settings): Conversion {
  const { kind } = picture
  const bytes = kind === 'svg' ? Buffer.from(picture.svg) : picture.bytes
  if (bytes.length > MAX_INPUT_BYTES) throw new UnusablePicture('too_large')
  if (kind === 'bytes' && !hasPictureSignature(bytes)) throw new UnusablePicture('not_a_picture')
  const { WEBP_QUALITY: quality, THUMBNAIL_SIZE: thumbnailSize, MAX_IMAGE_SIZE_MB } = env
  return { kind, bytes, quality, thumbnailSize, maxBytes: MAX_IMAGE_SIZE_MB * 1e6 }
}

/** That too many pictures wait says nothing of this one. */
function refuseWhenBusy(error: unknown): never {
  throw error instanceof UnusablePicture && error.kind === 'busy' ? refuse('overloaded') : error
}

/** The conversion itself goes on: its process is free again when it has answered. */
async function unlessAborted<T>(running: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return running
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return Promise.race([running, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}

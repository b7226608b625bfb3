import { Refusal } from '../../errors.ts'
import { ImportEnded, type Needs } from './import-run.ts'

const RETRY_MS = 1_000
const MAX_TRIES = 60

/**
 * Converts a picture. While too many others wait, those come first. Throws `ImportEnded` after a minute of that,
 * `UnusablePicture`, or the reason of the signal.
 */
export async function convertWhenFree({ pictures, clock }: Needs, bytes: Uint8Array, signal: AbortSignal | undefined) {
  for (let tries = 1; ; tries++) {
    try {
      return await pictures.convert({ kind: 'bytes', bytes }, { signal })
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof Refusal && error.slug === 'overloaded')) throw error
      if (tries === MAX_TRIES) throw new ImportEnded(tooBusy)
    }
    await clock.sleep(RETRY_MS, signal)
  }
}

const tooBusy =
  'The import ends here: too many other pictures are being converted. Send the dump again later; what is stored is skipped.'

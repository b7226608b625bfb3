import { refuse } from '../../errors.ts'
import type { Needs } from './import-run.ts'

/** Bytes that arrive in this time at least: 10 kB/s. A sender that is slower would hold its connection for hours. */
const MIN_BYTES = 300_000
const SECONDS = 30

/** Rejects with `request-timeout` when a body has almost stopped arriving, or with the signal's reason. */
export async function watchPace(
  { clock }: Pick<Needs, 'clock'>,
  bytes: () => number,
  signal: AbortSignal,
): Promise<never> {
  for (let before = 0; ; before = bytes()) {
    await clock.sleep(SECONDS * 1_000, signal)
    if (bytes() - before >= MIN_BYTES) continue
    throw refuse('request-timeout', {
      message: `The body came too slowly: at least ${MIN_BYTES} bytes must arrive in ${SECONDS} seconds.`,
      headers: { connection: 'close' },
    })
  }
}

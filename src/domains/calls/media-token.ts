import type { Deps } from '../../deps.ts'

/** Address of the media socket. */
export const STREAM_PATH = '/api/v1/voice/stream'

const PURPOSE = 'media of a call'

/**
 * Token of the media socket of a call. Any process can make and check it; that it opens one socket alone is kept in the row
 * of the call.
 */
export const mediaToken = (keyed: Deps['keyed'], call_id: string): string => keyed.hashes(PURPOSE, [call_id])[0]

export const isMediaToken = (keyed: Deps['keyed'], token: string, call_id: string): boolean =>
  keyed.fits(token, PURPOSE, [call_id])

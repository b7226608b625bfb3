import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { FixedFile } from '../../http/file.ts'
import type { User } from '../../http/principal.ts'
import { readWav } from '../../services/audio/wav.ts'
import type { BlobReader } from '../../services/blobs/read.ts'
import { DAY_MS } from '../../services/durations.ts'
import { sha256Of } from '../../services/sha256.ts'
import { keepMade, type Needs as RecordingNeeds, wavOfCall } from './recording.ts'
import { findRecording } from './recording-store.ts'
import * as store from './store.ts'
import { type Needs as SynthesisNeeds, speakCall, speakTurn } from './synthesis.ts'
import { findTurn, listTurns, type TurnRow } from './turns-store.ts'

export { openBlobReader } from '../../services/blobs/read.ts'

export type Needs = SynthesisNeeds &
  RecordingNeeds &
  Pick<Deps, 'leases'> & { env: Pick<Env, 'RECORDING_RETENTION_DAYS'> }

interface Asked {
  reader: BlobReader
  signal: AbortSignal
}

const BYTES_PER_MS = 8

async function ownCall({ db }: Pick<Needs, 'db'>, { userId }: User, id: string) {
  const call = await store.findOwnCall(db, { id: id.toLowerCase(), user_id: userId })
  if (!call) throw refuse('call-not-found')
  return call
}

/** A part of the recording; of a simulated call, what was not spoken is spoken now. */
export async function readTurnAudio(
  deps: Needs,
  user: User,
  { id, n, reader, signal }: Asked & { id: string; n: number },
): Promise<FixedFile> {
  const call = await ownCall(deps, user, id)
  const turn = await findTurn(deps.db, { call_id: call.id, n })
  if (!turn) throw refuse('recording-not-found')
  const recorded = isKept(deps, call) ? await partOf(deps, call, turn, reader) : undefined
  const sound = recorded ?? (mayBeMade(call, turn) ? await speakTurn(deps, call, turn, signal) : undefined)
  if (!sound) throw refuse('recording-not-found')
  return fileOf(wavOfCall(sound))
}

const fileOf = (wav: Uint8Array): FixedFile => ({
  sha256: sha256Of(wav),
  size_bytes: wav.byteLength,
  read: async () => wav,
})

async function partOf({ db }: Needs, call: store.CallRow, { from_ms, to_ms }: TurnRow, reader: BlobReader) {
  if (call.recording_blob_id === null || from_ms === null || to_ms === null) return undefined
  const blob = await findRecording(db, call.recording_blob_id)
  if (!blob) return undefined
  const whole = readWav(await reader.read(blob.storage_key, blob.sha256))
  const part = whole?.data.subarray(from_ms * BYTES_PER_MS, to_ms * BYTES_PER_MS)
  return part?.length ? part : undefined
}

/** What the persona said on a simulated call may always be heard; what the player typed, if the call was to be recorded. */
const mayBeMade = ({ carrier, record }: store.CallRow, { role, from_ms }: TurnRow) =>
  carrier === 'simulated' && (role === 'persona' || (record === 1 && from_ms === null))

/** Both sides. Of a simulated call that was text it is made when it is first asked for. */
export async function readRecording(deps: Needs, user: User, id: string, asked: Asked): Promise<FixedFile> {
  const call = await ownCall(deps, user, id)
  if (call.record === 0 || !isKept(deps, call)) throw refuse('recording-not-found')
  const blobId = call.recording_blob_id ?? (await makeRecording(deps, call, asked.signal))
  const blob = blobId === null ? undefined : await findRecording(deps.db, blobId)
  if (!blob) throw refuse('recording-not-found')
  const { storage_key, sha256, size_bytes } = blob
  return { sha256, size_bytes, read: () => asked.reader.read(storage_key, sha256) }
}

/** Of a call that has ended, and not too long ago. */
const isKept = ({ clock, env }: Needs, { ended_at }: store.CallRow) =>
  ended_at !== null && Date.parse(ended_at) > clock.now().getTime() - env.RECORDING_RETENTION_DAYS * DAY_MS

/** Once, for all who ask. Null when nothing was said, or it was said on a media socket. */
async function makeRecording(deps: Needs, { id, carrier, stream_sid }: store.CallRow, signal: AbortSignal) {
  if (carrier !== 'simulated' || stream_sid !== null) return null
  const make = async (stop: AbortSignal) => {
    const call = await store.findCall(deps.db, { id })
    if (!call || call.recording_blob_id !== null) return async () => true
    return keepMade(deps, call, await speakCall(deps, call, await listTurns(deps.db, id), stop))
  }
  await deps.leases.share(`recording of call ${id}`, make, { signal })
  return (await store.findCall(deps.db, { id }))?.recording_blob_id ?? null
}

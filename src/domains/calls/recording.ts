import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { MULAW_RATE } from '../../services/audio/mulaw.ts'
import { wavOf } from '../../services/audio/wav.ts'
import { type Needs as BlobNeeds, confirmBlobs, storeObject } from '../../services/blobs/write.ts'
import { transaction } from '../../services/transaction.ts'
import { setRecording } from './recording-store.ts'
import type { CallRow } from './store.ts'

export type Needs = BlobNeeds & Pick<Deps, 'db'>

export const WAV_TYPE = 'audio/wav'

/** Sound of a call, as every player reads it. */
export const wavOfCall = (mulaw: Uint8Array): Buffer => wavOf({ format: 'mulaw', rate: MULAW_RATE, data: mulaw })

/** Keeps the sound of a call that has ended, unless there is none. */
export async function keepRecording(deps: Needs, { id }: Pick<CallRow, 'id'>, mulaw: Uint8Array): Promise<void> {
  if (mulaw.length === 0) return
  const object = await storeObject(deps, wavOfCall(mulaw), WAV_TYPE)
  await transaction(deps.db, async (trx) => {
    await confirmBlobs(trx, [object])
    // Its user was erased meanwhile: the object is nobody's.
    if (!(await setRecording(trx, { id, recording_blob_id: object.id }))) throw refuse('call-not-found')
  })
}

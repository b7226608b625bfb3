import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { MULAW_RATE } from '../../services/audio/mulaw.ts'
import { wavOf } from '../../services/audio/wav.ts'
import { type Needs as BlobNeeds, confirmBlobs, storeObject } from '../../services/blobs/write.ts'
import type { Effect } from '../../services/idempotency/idempotency.ts'
import { transaction } from '../../services/transaction.ts'
import { setRecording } from './recording-store.ts'
import type { CallRow } from './store.ts'

export type Needs = BlobNeeds & Pick<Deps, 'db'>

export const WAV_TYPE = 'audio/wav'

/** Sound of a call, as every player reads it. */
export const wavOfCall = (mulaw: Uint8Array): Buffer => wavOf({ format: 'mulaw', rate: MULAW_RATE, data: mulaw })

/** Keeps the sound of a call that has ended, unless there is none. */
export async function keepRecording(deps: Needs, call: Pick<CallRow, 'id'>, mulaw: Uint8Array): Promise<void> {
  const effect = await keepMade(deps, call, mulaw)
  await transaction(deps.db, effect)
}

/** The same in two parts: what is written is what comes back. */
export async function keepMade(deps: Needs, { id }: Pick<CallRow, 'id'>, mulaw: Uint8Array): Promise<Effect<boolean>> {
  if (mulaw.length === 0) return async () => false
  const object = await storeObject(deps, wavOfCall(mulaw), WAV_TYPE)
  return async (trx) => {
    await confirmBlobs(trx, [object])
    // Its user was erased meanwhile, and nothing may refer to the object.
    if (!(await setRecording(trx, { id, recording_blob_id: object.id }))) throw refuse('call-not-found')
    return true
  }
}

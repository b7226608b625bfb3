import type { Deps } from '../../deps.ts'
import type { CallEvent } from '../../ports/telephony/port.ts'
import { mediaToken, STREAM_PATH } from './media-token.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'keyed' | 'telephony'>

/** What the carrier is to do with a call that was answered: connect it to the media socket, or hang up. */
export async function answerTwiml({ db, keyed, telephony }: Needs, { call_id, sid }: CallEvent): Promise<string> {
  const call = await store.findCall(db, { id: call_id })
  if (call?.sid !== sid || call.status !== 'in_progress' || call.ending_reason !== null) return telephony.hangUpTwiml()
  return telephony.answerTwiml({ streamPath: STREAM_PATH, token: mediaToken(keyed, call_id), call_id })
}

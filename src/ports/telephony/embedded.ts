import { simulatedOutcomeOf } from '../../../schemas/content/telephone.ts'
import type { Adapter } from '../port.ts'
import { type CarrierCall, checkDial, isEnded, type Telephony, TelephonyFailure } from './port.ts'
import { type SimulatedCall, SimulatedCalls } from './simulated-calls.ts'
import { twimlAt } from './twiml.ts'

/** Set apart for films and books, as the numbers in schemas/content/telephone.ts. */
const FROM_NUMBER = '+12025550100'

/**
 * The simulated telephone: rings no phone, costs nothing, and tells what a carrier would, at the pace of a quick one. Its
 * calls live in this process: after a restart, and in other processes, nothing is known of them.
 */
export const embedded: Adapter<Telephony> = {
  name: 'simulated',
  needs: [],
  open(env, context) {
    const line = new SimulatedCalls(context)
    const callOf = (sid: string) => line.calls.get(sid)
    return {
      name: 'simulated',
      async dial(dial) {
        checkDial(dial)
        dial.signal?.throwIfAborted()
        const outcome = simulatedOutcomeOf(dial.to)
        if (outcome === 'invalid_number')
          throw new TelephonyFailure('rejected', `the simulated telephone refuses the call (${outcome})`, {
            reason: outcome,
          })
        if (outcome === 'unavailable')
          throw new TelephonyFailure('unavailable', 'the simulated telephone cannot be reached')
        if (outcome === 'lost') throw answerLost()
        const { sid } = line.begin(dial, outcome)
        if (outcome === 'ambiguous') throw answerLost()
        return { sid }
      },
      async hangUp(sid) {
        const call = callOf(sid)
        if (!call) return false
        line.end(call, call.status === 'in_progress' ? 'completed' : 'cancelled')
        return true
      },
      async find(sid) {
        const call = callOf(sid)
        return call && shown(call)
      },
      async listSince({ to, since }) {
        const calls = [...line.calls.values()].filter((it) => it.to === to && it.createdAt >= since)
        return calls.map(shown).reverse()
      },
      // Its events need no webhook: one that arrives is a forgery.
      isSigned: () => false,
      readEvent: () => undefined,
      ...twimlAt((env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '')),
      onEvent(handler) {
        line.handler = handler
      },
      callee: {
        hangUp(sid) {
          const call = callOf(sid)
          if (!call || isEnded(call.status)) return false
          return line.end(call, call.status === 'in_progress' ? 'completed' : 'busy')
        },
      },
      state: () => 'ok',
      close: () => line.close(),
    }
  },
}

const answerLost = () => new TelephonyFailure('ambiguous', 'the answer of the simulated telephone was lost')

const shown = ({ sid, status, durationSeconds, to, createdAt }: SimulatedCall): CarrierCall => ({
  sid,
  status,
  durationSeconds,
  priceMicroUsd: null,
  from: FROM_NUMBER,
  to,
  createdAt,
  isSimulated: true,
})

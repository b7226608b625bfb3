import { beginCall, withinDeadline } from '../deadline.ts'
import type { Clock } from '../port.ts'
import type { Inference } from './port.ts'
import type { Protocol } from './protocol.ts'

/** Port of a protocol: each call has a deadline, its connection is closed at the end, and its errors are `ProviderFailure`s. */
export function withDeadline(protocol: Protocol, clock: Clock): Inference {
  return {
    model: protocol.model,
    supports: protocol.supports,
    mostUsage: protocol.mostUsage,
    state: () => 'ok',
    complete: (ask) => withinDeadline(protocol.name, ask, clock, (signal) => protocol.complete(ask, signal)),
    async *stream(ask) {
      const call = beginCall(protocol.name, ask, clock)
      call.expectPiece()
      try {
        for await (const part of protocol.stream(ask, call.signal)) {
          call.pieceArrived()
          yield part
        }
      } catch (error) {
        throw call.toFailure(error)
      } finally {
        call.end()
      }
    },
  }
}

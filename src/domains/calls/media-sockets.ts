import { refuse } from '../../errors.ts'
import type { Log } from './dial.ts'
import { MediaSocket, type Needs } from './media-socket.ts'
import type { CallSession, Line } from './session.ts'

export { MAX_MESSAGE_BYTES } from '../../services/media/frame.ts'
export type { Needs } from './media-socket.ts'
export type { Line } from './session.ts'

/** Sockets that have not started: of one address, where no carrier has signed them, and in all. */
const MAX_UNSTARTED_OF_ADDRESS = 20
const MAX_UNSTARTED = 500

/** The media sockets of this process. */
export interface MediaSockets {
  /** Takes the place of a socket that is about to open, and returns what frees it. Throws when there are too many. */
  enter(address: string): () => void
  open(line: Line, options: { leave: () => void; log: Log }): MediaSocket
  /** Ends all calls in order. */
  close(): Promise<void>
}

export function openMediaSockets(deps: Needs): MediaSockets {
  const sessions = new Set<CallSession>()
  const unstarted = new Map<string, number>()
  const waiting = new Set<MediaSocket>()
  let isClosing = false

  return {
    enter(address) {
      const ofAddress = unstarted.get(address) ?? 0
      const all = [...unstarted.values()].reduce((sum, count) => sum + count, 0)
      const isTooMany = deps.telephony.name === 'simulated' && ofAddress >= MAX_UNSTARTED_OF_ADDRESS
      if (isTooMany || all >= MAX_UNSTARTED || isClosing) throw tooMany()
      unstarted.set(address, ofAddress + 1)
      let hasLeft = false
      return () => {
        if (hasLeft) return
        hasLeft = true
        const left = (unstarted.get(address) ?? 1) - 1
        if (left > 0) unstarted.set(address, left)
        else unstarted.delete(address)
      }
    },
    open(line, { leave, log }) {
      const socket = new MediaSocket(deps, line, {
        log,
        onStart(session) {
          leave()
          waiting.delete(socket)
          sessions.add(session)
          session.closed.then(() => sessions.delete(session))
        },
        onEnd() {
          leave()
          waiting.delete(socket)
        },
      })
      waiting.add(socket)
      return socket
    },
    async close() {
      isClosing = true
      for (const socket of waiting) socket.close(1001, 'this service stops')
      await Promise.all([...sessions].map((session) => session.leave()))
    },
  }
}

const tooMany = () =>
  refuse('too-many-requests', {
    message: 'Too many media sockets have not started yet; try again in 5 s.',
    headers: { 'retry-after': '5' },
  })

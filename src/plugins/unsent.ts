import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Bytes of answers that clients have not read yet, over all connections, before the slowest are closed. */
const MAX_UNSENT_BYTES = 64 * 1_048_576

/** Milliseconds between two measurements. */
const MEASURE_EVERY_MS = 250

/**
 * Bounds the memory of answers that clients do not read. Beyond the bound, the connections whose answers have waited the
 * longest are closed until half of it is free.
 */
export function boundUnsent(server: Server, maxBytes = MAX_UNSENT_BYTES) {
  const open = new Set<Socket>()
  // In the order in which they began to wait.
  const slow = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      slow.delete(socket)
    })
  })

  function measure() {
    let unsent = 0
    for (const socket of open) {
      unsent += socket.writableLength
      if (socket.writableLength === 0) slow.delete(socket)
      else slow.add(socket)
    }
    if (unsent <= maxBytes) return
    for (const socket of slow) {
      unsent -= socket.writableLength
      socket.destroy()
      if (unsent <= maxBytes / 2) return
    }
  }

  const timer = setInterval(measure, MEASURE_EVERY_MS).unref()
  server.once('close', () => clearInterval(timer))
}

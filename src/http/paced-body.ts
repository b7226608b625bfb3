import type { IncomingMessage } from 'node:http'

const paced = new WeakSet<IncomingMessage>()

/** Takes a request out of the time limit of its body: who reads the body ends it when it comes too slowly. */
export const allowSlowBody = (request: IncomingMessage) => void paced.add(request)

/** Whether the body is still arriving and may do so slowly. */
export const mayBeSlow = (request: IncomingMessage) => paced.has(request) && !request.complete

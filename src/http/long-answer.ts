import type { FastifyReply } from 'fastify'

/** Milliseconds for which a connection stays open without a byte, while a long answer is made. */
const SILENCE_MS = 4 * 3_600_000

/** Keeps the connection of an answer that takes minutes: others are closed after a minute of silence. */
export function allowSilence({ raw }: FastifyReply) {
  raw.setTimeout(SILENCE_MS, () => raw.destroy())
}

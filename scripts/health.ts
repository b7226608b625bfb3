/** Whether the service on this machine can serve: exits with 0 or 1. For containers, which have no curl. */
const url = `http://127.0.0.1:${process.env.PORT ?? 8000}/readyz`
const isReady = await fetch(url, { signal: AbortSignal.timeout(4_000) }).then(
  (reply) => reply.ok,
  () => false,
)
process.exit(isReady ? 0 : 1)

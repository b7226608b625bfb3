import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Whether a hash was made by bcrypt, as other systems have done. */
export const isBcrypt = (hash: string): boolean => hash.startsWith('$2')

/** Longest time for one hash: its cost is a number in it, and 31 would take days. */
const LIMIT_MS = 10_000

/** In a thread of its own, which starts with the first such hash. It reads the first 72 bytes of a password and no more. */
export async function verifyBcrypt(password: string, hash: string): Promise<boolean> {
  const worker = new Worker(new URL('./bcrypt-worker.ts', import.meta.url), { workerData: { password, hash } })
  try {
    const [fits] = await once(worker, 'message', { signal: AbortSignal.timeout(LIMIT_MS) })
    return fits === true
  } catch {
    return false
  } finally {
    await worker.terminate()
  }
}

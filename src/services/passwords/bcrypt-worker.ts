import { parentPort, workerData } from 'node:worker_threads'
import { compareSync } from 'bcryptjs'

// The whole of a thread: bcrypt in JavaScript holds its thread for a quarter of a second or more.
const { password, hash } = workerData as { password: string; hash: string }

/** A hash that was cut, or is of a kind that bcrypt does not know, fits no password. */
function fits() {
  try {
    return compareSync(password, hash)
  } catch {
    return false
  }
}

parentPort?.postMessage(fits())

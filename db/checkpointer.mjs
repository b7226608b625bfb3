// The thread behind checkpoints.ts. JavaScript, so that it need not load what strips types from TypeScript, which is
// larger than the rest of it.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const { path, everyMs } = workerData
let database

function checkpoint() {
  try {
    database ??= new DatabaseSync(path)
    // PASSIVE: moves what it can without waiting for readers or writers.
    database.exec('pragma wal_checkpoint(passive)')
  } catch {
    // A full disk or a damaged file: the writer meets it too, and its callers get the error.
  }
}

const timer = setInterval(checkpoint, everyMs)
parentPort.once('message', () => {
  clearInterval(timer)
  database?.close()
})

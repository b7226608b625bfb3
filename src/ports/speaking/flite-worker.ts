import { parentPort } from 'node:worker_threads'
import { loadFlite, type Piece, speak } from './flite-speech.ts'

/** Thread that speaks one piece after the other: the event loop stays free, and a piece that never ends can be ended. */

const program = loadFlite()

parentPort?.on('message', async (piece: Piece) => {
  const sound = speak(await program, piece)
  parentPort?.postMessage(sound, sound ? [sound.buffer as ArrayBuffer] : [])
})

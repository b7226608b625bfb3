import { hash } from 'node:crypto'
import type { TextRow } from '../snapshot/rows-file.ts'

const LANES = 8

/**
 * Number and sum of rows: the sum of their SHA-256, in eight lanes of 32 bits. The order of the rows makes no difference,
 * so each engine reads them in its own.
 */
export class RowSum {
  rows = 0
  readonly #lanes = new Uint32Array(LANES)

  add(row: TextRow) {
    const digest = hash('sha256', JSON.stringify(row), 'buffer')
    for (let lane = 0; lane < LANES; lane++)
      this.#lanes[lane] = (this.#lanes[lane] as number) + digest.readUInt32LE(lane * 4)
    this.rows++
  }

  get text() {
    return Buffer.from(this.#lanes.buffer).toString('hex')
  }
}

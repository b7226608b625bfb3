import { readFileSync } from 'node:fs'

export const CELLS_PER_DEGREE = 2
export const METRES_PER_STEP = 25

const COLUMNS = 360 * CELLS_PER_DEGREE
const ROWS = 180 * CELLS_PER_DEGREE

/** Metres above the sea at a place, about: of the valleys where people live, between the cells of a map in bytes. */
export function elevations(file = new URL('elevation.bin', import.meta.url)): (lat: number, lon: number) => number {
  const cells = readFileSync(file)
  const at = (column: number, row: number) => {
    const inside = Math.min(Math.max(row, 0), ROWS - 1)
    return (cells[inside * COLUMNS + ((column + COLUMNS) % COLUMNS)] ?? 0) * METRES_PER_STEP
  }
  return (lat, lon) => {
    // The elevation of a cell is that of its middle.
    const [x, y] = [(lon + 180) * CELLS_PER_DEGREE - 0.5, (lat + 90) * CELLS_PER_DEGREE - 0.5]
    const [column, row] = [Math.floor(x), Math.floor(y)]
    const [right, up] = [x - column, y - row]
    const south = at(column, row) * (1 - right) + at(column + 1, row) * right
    const north = at(column, row + 1) * (1 - right) + at(column + 1, row + 1) * right
    return south * (1 - up) + north * up
  }
}

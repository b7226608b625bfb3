import { CELLS_PER_DEGREE, METRES_PER_STEP } from '../../src/ports/weather/elevation.ts'

const COLUMNS = 360 * CELLS_PER_DEGREE
const ROWS = 180 * CELLS_PER_DEGREE
/** Cells without a place get the elevation of places no further away than so many cells. */
const REACH = 4

/** Elevations where people live, in cells of half a degree: of the sea, and far from everybody, it is 0. */
export function elevationGrid() {
  const found = new Map<number, number[]>()
  const cellOf = (column: number, row: number) => row * COLUMNS + ((column + COLUMNS) % COLUMNS)

  function near(column: number, row: number): number {
    for (let reach = 0; reach <= REACH; reach++) {
      const elevations: number[] = []
      for (let up = -reach; up <= reach; up++)
        for (let right = -reach; right <= reach; right++)
          if (row + up >= 0 && row + up < ROWS) elevations.push(...(found.get(cellOf(column + right, row + up)) ?? []))
      if (elevations.length > 0) return median(elevations)
    }
    return 0
  }

  return {
    add({ lat, lon, elevation }: { lat: number; lon: number; elevation: number }) {
      const column = Math.floor((lon + 180) * CELLS_PER_DEGREE)
      const row = Math.min(ROWS - 1, Math.floor((lat + 90) * CELLS_PER_DEGREE))
      const cell = cellOf(column, row)
      const known = found.get(cell)
      if (known) known.push(elevation)
      else found.set(cell, [elevation])
    },
    known: () => found.size,
    /** A byte a cell, from the south-west on. */
    compiled() {
      const bytes = new Uint8Array(COLUMNS * ROWS)
      for (let row = 0; row < ROWS; row++)
        for (let column = 0; column < COLUMNS; column++)
          bytes[cellOf(column, row)] = Math.min(255, Math.round(near(column, row) / METRES_PER_STEP))
      return bytes
    },
  }
}

function median(numbers: number[]) {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] as number
}

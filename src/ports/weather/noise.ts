/** A 32-bit hash of whole numbers, as a number from 0 to 1. The same numbers always give the same. */
function hashed(seed: number, ...numbers: number[]): number {
  let hash = seed | 0
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
    hash ^= hash >>> 13
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}

const smooth = (share: number) => share * share * share * (share * (share * 6 - 15) + 10)

/**
 * Noise that changes smoothly in four dimensions, and by about its spread from one whole number to the next: of mean 0 and
 * standard deviation 1, within about -3 and 3.
 */
export function noise(seed: number, x: number, y: number, z: number, t: number): number {
  const [left, bottom, front, before] = [Math.floor(x), Math.floor(y), Math.floor(z), Math.floor(t)]
  const [dx, dy, dz, dt] = [smooth(x - left), smooth(y - bottom), smooth(z - front), smooth(t - before)]
  let sum = 0
  let squares = 0
  for (let corner = 0; corner < 16; corner++) {
    const [a, b, c, d] = [corner & 1, (corner >> 1) & 1, (corner >> 2) & 1, corner >> 3]
    const weight = (a ? dx : 1 - dx) * (b ? dy : 1 - dy) * (c ? dz : 1 - dz) * (d ? dt : 1 - dt)
    sum += weight * (hashed(seed, left + a, bottom + b, front + c, before + d) - 0.5)
    squares += weight * weight
  }
  // Between the corners, more of them are averaged: without this, it would be calmer there.
  return sum / Math.sqrt(squares) / UNIFORM
}

/** Standard deviation of numbers spread evenly over one. */
const UNIFORM = Math.sqrt(1 / 12)

/** The share of all values of `noise` that are less than this one, from 0 to 1. */
export const shareBelow = (value: number) => 1 / (1 + Math.exp(-1.702 * value))

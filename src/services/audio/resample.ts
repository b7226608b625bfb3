import { clamp } from './measure.ts'

/** Lobes of the filter on each side, at the lower of both rates. */
const LOBES = 32
/** End of what passes, as a part of half the lower rate. The filter is silent at half the rate itself. */
const CUTOFF = 0.91

/**
 * Samples at another rate. Whatever the new rate cannot carry is filtered away first: otherwise it would come back as
 * tones that were never there (aliasing). A windowed sinc, with the coefficients of each phase computed once.
 */
export function resample(pcm: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return pcm
  const divisor = gcd(from, to)
  const [up, down] = [to / divisor, from / divisor]
  const filters = Array.from({ length: up }, (_, phase) => filterOf(phase / up, Math.min(1, to / from)))
  const resampled = new Int16Array(Math.floor((pcm.length * up) / down))
  for (let at = 0; at < resampled.length; at++) {
    const place = at * down
    const { first, taps } = filters[place % up] as Filter
    const start = Math.floor(place / up) + first
    const [low, high] = [Math.max(0, -start), Math.min(taps.length, pcm.length - start)]
    let sum = 0
    for (let tap = low; tap < high; tap++) sum += (pcm[start + tap] as number) * (taps[tap] as number)
    resampled[at] = clamp(Math.round(sum))
  }
  return resampled
}

interface Filter {
  /** Place of the first coefficient, from the sample at or before the new one. */
  first: number
  taps: Float64Array
}

/** Coefficients for a new sample that is `fraction` behind an old one. */
function filterOf(fraction: number, scale: number): Filter {
  const width = LOBES / scale
  const first = Math.ceil(fraction - width)
  const taps = Float64Array.from({ length: Math.floor(fraction + width) - first + 1 }, (_, tap) => {
    const distance = first + tap - fraction
    return sinc(distance * scale * CUTOFF) * blackman(distance / width)
  })
  const sum = taps.reduce((a, b) => a + b, 0)
  return { first, taps: taps.map((tap) => tap / sum) }
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))
/** The window, from -1 to 1. */
const blackman = (x: number) => 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x)

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

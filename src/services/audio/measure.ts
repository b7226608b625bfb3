/** Greatest and least sample. */
const MAX = 32_767
const MIN = -32_768

export interface Loudness {
  /** Power as decibels below full scale (dBFS): 0 is the loudest square wave; -Infinity is silence. */
  db: number
  /** Greatest distance from zero. */
  peak: number
  /** Samples at the end of the scale: what was louder has been cut. */
  clipped: number
}

export function measure(pcm: Int16Array): Loudness {
  let sum = 0
  let peak = 0
  let clipped = 0
  for (let at = 0; at < pcm.length; at++) {
    const sample = pcm[at] as number
    sum += sample * sample
    peak = Math.max(peak, Math.abs(sample))
    if (sample === MAX || sample === MIN) clipped++
  }
  const power = pcm.length === 0 ? 0 : sum / pcm.length
  return { db: 10 * Math.log10(power / MIN ** 2), peak, clipped }
}

/** Samples times a factor; what becomes too loud is cut. */
export function amplify(pcm: Int16Array, factor: number): Int16Array {
  const louder = new Int16Array(pcm.length)
  for (let at = 0; at < pcm.length; at++) louder[at] = clamp(Math.round((pcm[at] as number) * factor))
  return louder
}

export const clamp = (sample: number) => Math.max(MIN, Math.min(MAX, sample))

/** Without the silence before and after, of which as many samples are kept. Silence is what is not above `level`. */
export function trimSilence(pcm: Int16Array, level: number, keep: { before: number; after: number }): Int16Array {
  const isLoud = (sample: number) => Math.abs(sample) > level
  const first = pcm.findIndex(isLoud)
  if (first === -1) return pcm.subarray(0, 0)
  const last = pcm.findLastIndex(isLoud)
  return pcm.subarray(Math.max(0, first - keep.before), Math.min(pcm.length, last + 1 + keep.after))
}

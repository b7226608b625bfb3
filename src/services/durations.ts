export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

const units: Record<string, number> = { s: 1_000, m: 60_000, h: HOUR_MS, d: DAY_MS }

/** Milliseconds of a text like 90s, 30m, 24h or 7d; undefined for any other text. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? []
  return count && unit ? Number(count) * (units[unit] as number) : undefined
}

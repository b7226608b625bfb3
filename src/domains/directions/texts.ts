const unit = (unit: string, maximumFractionDigits = 0) =>
  new Intl.NumberFormat('en', { style: 'unit', unit, maximumFractionDigits })
const [meter, kilometer] = [unit('meter'), unit('kilometer', 1)]
const [day, hour, minute] = [unit('day'), unit('hour'), unit('minute')]
const list = new Intl.ListFormat('en', { style: 'short', type: 'unit' })

/** Such as "640 m" or "7.2 km". */
export const distanceText = (meters: number) =>
  meters < 1_000 ? meter.format(meters) : kilometer.format(meters / 1_000)

/** Such as "31 min" or "1 hr, 24 min". */
export function durationText(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  const parts = [
    [Math.floor(minutes / 1_440), day],
    [Math.floor(minutes / 60) % 24, hour],
    [minutes % 60, minute],
  ] as const
  return list.format(parts.filter(([count]) => count > 0).map(([count, format]) => format.format(count)))
}

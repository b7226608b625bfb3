/**
 * A price as Twilio writes it, such as -0.01400, in millionths of a US dollar: what is to be paid, without its sign,
 * rounded half up. Null when there is none yet; undefined for what is no such price, or in another currency. Nothing is
 * computed in floating point.
 */
export function microUsdOf(price: string | null | undefined, currency: string | null | undefined) {
  if (price === null || price === undefined || price === '') return null
  const [, whole, fraction = ''] = /^-?(\d{1,8})(?:\.(\d{1,12}))?$/.exec(price) ?? []
  if (whole === undefined || currency?.toUpperCase() !== 'USD') return undefined
  const micros = Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
  return micros + (Number(fraction[6] ?? 0) >= 5 ? 1 : 0)
}

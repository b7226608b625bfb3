/** OKLab: equal steps look equal, so a mixture of orange and blue passes no grey and night stays blue. */
interface Lab {
  l: number
  a: number
  b: number
}
type Rgb = [red: number, green: number, blue: number]

/** Linear light, 0 to 1, of `#rrggbb`. */
const linear = (hex: string): Rgb =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as Rgb

const hexOf = (rgb: Rgb): string =>
  `#${rgb
    .map((value) => {
      const light = Math.min(1, Math.max(0, value))
      const encoded = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
      return Math.round(encoded * 255)
        .toString(16)
        .padStart(2, '0')
    })
    .join('')}`

function labOf(hex: string): Lab {
  const [red, green, blue] = linear(hex)
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  }
}

function hexOfLab({ l, a, b }: Lab): string {
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return hexOf([
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ])
}

/** From `from` (share 0) to `to` (share 1). Colours are `#rrggbb`. */
export function mix(from: string, to: string, share: number): string {
  if (share <= 0) return from
  if (share >= 1) return to
  const [one, other] = [labOf(from), labOf(to)]
  const part = (name: keyof Lab) => one[name] + (other[name] - one[name]) * share
  return hexOfLab({ l: part('l'), a: part('a'), b: part('b') })
}

/** Less lightness by `share` of it, with the same hue; a negative share gives more. */
export function darken(hex: string, share: number): string {
  const { l, a, b } = labOf(hex)
  const kept = Math.max(0, 1 - share)
  return hexOfLab({ l: Math.min(1, l * kept), a: a * Math.min(1, kept), b: b * Math.min(1, kept) })
}

export const lighten = (hex: string, share: number): string => mix(hex, '#ffffff', share)

/** 0 gives grey of the same lightness, 1 the colour, more than 1 a stronger one. */
export function saturate(hex: string, share: number): string {
  const { l, a, b } = labOf(hex)
  return hexOfLab({ l, a: a * share, b: b * share })
}

/** The complementary colour, as light and half as strong. */
export function opposite(hex: string): string {
  const { l, a, b } = labOf(hex)
  return hexOfLab({ l, a: a * -0.5, b: b * -0.5 })
}

/** A surface as it looks in light of a colour: white light leaves it, blue light makes it blue. */
export function lightUp(surface: string, light: string, strength = 1): string {
  const [one, other] = [linear(surface), linear(light)]
  return hexOf(one.map((value, at) => value * (other[at] as number) * strength) as Rgb)
}

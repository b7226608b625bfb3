import { darken, lighten, mix } from './color.ts'
import { across, atDepth, type Band, line, moved, path, type Texture } from './items-band.ts'
import { n } from './items-frame.ts'
import type { Random } from './random.ts'

export const planks: Texture = (band, colour, random) => {
  const count = band.isFlat ? 11 : 6
  let svg = ''
  for (let at = 0; at < count; at++) {
    const [from, to] = [at / count, (at + 1) / count]
    const tone = mix(random.chance(0.5) ? lighten(colour, 0.14) : darken(colour, 0.16), colour, random())
    const corners = [
      [from, 0],
      [to, 0],
      [to, 1],
      [from, 1],
    ].map(([share = 0, depth = 0]) => `${n(across(band, share, depth))} ${n(atDepth(band, depth))}`)
    svg += path(`M${corners.join('L')}Z`, `fill="${tone}"`)
    svg += path(grainOf(band, from, to, random), line(darken(colour, 0.4), 1.6, 0.35))
    const seam = `M${n(across(band, to, 0))} ${n(band.top)}L${n(across(band, to, 1))} ${n(band.bottom)}`
    svg += path(seam, line(darken(colour, 0.7), 5, 0.8))
    svg += path(seam, `${moved(4, 0)} ${line(lighten(colour, 0.3), 1.6, 0.5)}`)
  }
  return svg
}

function grainOf(band: Band, from: number, to: number, random: Random): string {
  let d = ''
  for (let line = 0; line < 7; line++) {
    const share = random.between(from + 0.01, to - 0.01)
    const [bend, more] = [random.between(-0.016, 0.016), random.between(-0.012, 0.012)]
    const point = (depth: number, off: number) => `${n(across(band, share + off, depth))} ${n(atDepth(band, depth))}`
    d += `M${point(0, 0)}C${point(0.35, bend)} ${point(0.6, -bend)} ${point(1, more)}`
  }
  return d
}

/** From above, one slab with cracks: joints would look like a wall. */
export const slabs: Texture = (band, colour, random) =>
  band.isFlat
    ? tiles(band, colour, random)
    : blotches(band, colour, random) + speckles(band, colour, random) + cracks(band, colour, random)

function blotches({ right, bottom }: Band, colour: string, random: Random): string {
  let svg = ''
  for (let at = 0; at < 60; at++) {
    const tone = mix(darken(colour, 0.3), lighten(colour, 0.22), random())
    const size = random.between(30, 160)
    const [x, y] = [random() * right, random() * bottom]
    const shape = `cx="${n(x)}" cy="${n(y)}" rx="${n(size)}" ry="${n(size * 0.6)}"`
    const turn = `transform="rotate(${n(random() * 180)} ${n(x)} ${n(y)})"`
    svg += `<ellipse ${shape} fill="${tone}" opacity=".28" ${turn}/>`
  }
  return svg
}

function cracks({ right, bottom }: Band, colour: string, random: Random): string {
  let d = ''
  for (let at = 0; at < 5; at++) {
    let [x, y] = [random() * right, random.pick([0, bottom])]
    const way = y === 0 ? 1 : -1
    d += `M${n(x)} ${n(y)}`
    for (let step = 0; step < random.whole(4, 9); step++) {
      x += random.between(-40, 40)
      y += way * random.between(10, 34)
      d += `L${n(x)} ${n(y)}`
    }
  }
  return (
    path(d, line(darken(colour, 0.7), 3, 0.75)) + path(d, `${moved(1.5, 2.5)} ${line(lighten(colour, 0.35), 1.5, 0.5)}`)
  )
}

/** `brick` is how far every other row is moved: 0.5 for stones, 0 for plates of metal. */
function tiles(band: Band, colour: string, random: Random, brick = 0.5): string {
  const [rows, columns] = [band.isFlat ? 4 : 3, band.isFlat ? 7 : 4]
  let svg = ''
  for (let row = 0; row < rows; row++) {
    const shift = brick * (row % 2) + 0.14
    for (let column = -2; column <= columns + 1; column++) {
      const tone = mix(darken(colour, 0.2), lighten(colour, 0.16), random())
      svg += slabOf(band, [(column + shift) / columns, row / rows], [1 / columns, 1 / rows], tone, random)
    }
  }
  return svg + speckles(band, colour, random)
}

function slabOf(band: Band, [x, y]: [number, number], [wide, deep]: [number, number], tone: string, random: Random) {
  const jitter = () => random.between(-0.006, 0.006)
  const point = (share: number, depth: number) =>
    `${n(across(band, share + jitter(), depth))} ${n(atDepth(band, Math.max(0, depth + jitter())))}`
  const gap = 0.006
  const [a, b, c, d] = [
    point(x + gap, y + gap),
    point(x + wide - gap, y + gap),
    point(x + wide - gap, y + deep - gap),
    point(x + gap, y + deep - gap),
  ]
  return (
    path(
      `M${a}L${b}L${c}L${d}Z`,
      `fill="${tone}" stroke="${darken(tone, 0.6)}" stroke-width="5" stroke-linejoin="round"`,
    ) + path(`M${d}L${a}L${b}`, line(lighten(tone, 0.3), 2.5, 0.55))
  )
}

function speckles(band: Band, colour: string, random: Random): string {
  const dots: [string, string] = ['', '']
  for (let at = 0; at < 160; at++) {
    const depth = random()
    const [x, y] = [across(band, random(), depth), atDepth(band, depth)]
    const size = random.between(1.5, 4) * (band.isFlat ? 0.5 + depth : 1)
    dots[at % 2] += `M${n(x)} ${n(y)}l${n(size)} ${n(size * 0.4)}l${n(-size * 0.6)} ${n(size * 0.5)}z`
  }
  return (
    path(dots[0], `fill="${darken(colour, 0.5)}" opacity=".6"`) +
    path(dots[1], `fill="${lighten(colour, 0.3)}" opacity=".5"`)
  )
}

export const panels: Texture = (band, colour, random) => {
  const plates = tiles(band, colour, random, 0)
  let rivets = ''
  for (let at = 0; at < 48; at++) {
    const depth = ((at % 4) + 0.14) / (band.isFlat ? 4 : 3)
    const [x, y] = [across(band, Math.floor(at / 4) / 8, depth), atDepth(band, depth)]
    rivets += `<circle cx="${n(x)}" cy="${n(y)}" r="3" fill="${lighten(colour, 0.35)}"/>`
  }
  return plates + rivets
}

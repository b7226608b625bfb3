import { darken, lighten, mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { element, fill, path, rotate, translate } from '../svg.ts'
import { across, atDepth, type Band, stroke, type Texture } from './band.ts'

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
    ].map(([share = 0, depth = 0]) => path`${across(band, share, depth)} ${atDepth(band, depth)}`)
    svg += fill(`M${corners.join('L')}Z`, tone)
    svg += element('path', { d: grainOf(band, from, to, random), ...stroke(darken(colour, 0.4), 1.6, 0.35) })
    const d = path`M${across(band, to, 0)} ${band.top}L${across(band, to, 1)} ${band.bottom}`
    svg += element('path', { d, ...stroke(darken(colour, 0.7), 5, 0.8) })
    svg += element('path', { d, transform: translate(4, 0), ...stroke(lighten(colour, 0.3), 1.6, 0.5) })
  }
  return svg
}

function grainOf(band: Band, from: number, to: number, random: Random): string {
  let d = ''
  for (let line = 0; line < 7; line++) {
    const share = random.between(from + 0.01, to - 0.01)
    const [bend, more] = [random.between(-0.016, 0.016), random.between(-0.012, 0.012)]
    const point = (depth: number, off: number) => path`${across(band, share + off, depth)} ${atDepth(band, depth)}`
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
    const transform = rotate(random() * 180, x, y)
    svg += element('ellipse', { cx: x, cy: y, rx: size, ry: size * 0.6, fill: tone, opacity: '.28', transform })
  }
  return svg
}

function cracks({ right, bottom }: Band, colour: string, random: Random): string {
  let d = ''
  for (let at = 0; at < 5; at++) {
    let [x, y] = [random() * right, random.pick([0, bottom])]
    const way = y === 0 ? 1 : -1
    d += path`M${x} ${y}`
    for (let step = 0; step < random.whole(4, 9); step++) {
      x += random.between(-40, 40)
      y += way * random.between(10, 34)
      d += path`L${x} ${y}`
    }
  }
  return (
    element('path', { d, ...stroke(darken(colour, 0.7), 3, 0.75) }) +
    element('path', { d, transform: translate(1.5, 2.5), ...stroke(lighten(colour, 0.35), 1.5, 0.5) })
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
    path`${across(band, share + jitter(), depth)} ${atDepth(band, Math.max(0, depth + jitter()))}`
  const gap = 0.006
  const [a, b, c, d] = [
    point(x + gap, y + gap),
    point(x + wide - gap, y + gap),
    point(x + wide - gap, y + deep - gap),
    point(x + gap, y + deep - gap),
  ]
  const edge = { stroke: darken(tone, 0.6), 'stroke-width': 5, 'stroke-linejoin': 'round' }
  return (
    element('path', { d: `M${a}L${b}L${c}L${d}Z`, fill: tone, ...edge }) +
    element('path', { d: `M${d}L${a}L${b}`, ...stroke(lighten(tone, 0.3), 2.5, 0.55) })
  )
}

function speckles(band: Band, colour: string, random: Random): string {
  const dots: [string, string] = ['', '']
  for (let at = 0; at < 160; at++) {
    const depth = random()
    const [x, y] = [across(band, random(), depth), atDepth(band, depth)]
    const size = random.between(1.5, 4) * (band.isFlat ? 0.5 + depth : 1)
    dots[at % 2] += path`M${x} ${y}l${size} ${size * 0.4}l${-size * 0.6} ${size * 0.5}z`
  }
  return (
    element('path', { d: dots[0], fill: darken(colour, 0.5), opacity: '.6' }) +
    element('path', { d: dots[1], fill: lighten(colour, 0.3), opacity: '.5' })
  )
}

export const panels: Texture = (band, colour, random) => {
  const plates = tiles(band, colour, random, 0)
  let rivets = ''
  for (let at = 0; at < 48; at++) {
    const depth = ((at % 4) + 0.14) / (band.isFlat ? 4 : 3)
    const [x, y] = [across(band, Math.floor(at / 4) / 8, depth), atDepth(band, depth)]
    rivets += element('circle', { cx: x, cy: y, r: 3, fill: lighten(colour, 0.35) })
  }
  return plates + rivets
}

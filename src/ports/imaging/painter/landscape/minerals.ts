import type { Random } from '../random.ts'
import { circlePath, ellipse, fill, group, line, path } from '../svg.ts'
import type { Tint } from './light.ts'

/** Boulder about 120 wide: a lit top, a middle and a shaded side. */
export function rock(random: Random, tint: Tint, snow: number): string {
  const j = (value: number) => random.jitter(value, 0.18)
  const [top, left, right] = [j(72), j(58), j(66)]
  const ridge = random.between(-14, 10)
  const outline = path`M${-left - 8} 6L${-left} ${-top * 0.5}L${-left * 0.5} ${-top * 0.92}L${ridge} ${-top}
    L${right * 0.6} ${-top * 0.8}L${right} ${-top * 0.3}L${right + 6} 6z`
  const face = path`M${-left} ${-top * 0.5}L${-left * 0.5} ${-top * 0.92}L${ridge} ${-top}
    L${ridge - 14} ${-top * 0.55}L${-left * 0.5} ${-top * 0.34}z`
  const dark = path`M${ridge + 2} ${-top * 0.6}L${right * 0.6} ${-top * 0.8}L${right} ${-top * 0.3}
    L${right + 6} 6H${ridge + 20}z`
  const cap = path`M${-left * 0.8} ${-top * 0.62}L${-left * 0.5} ${-top * 0.95}L${ridge} ${-top - 4}
    L${right * 0.62} ${-top * 0.84}L${right * 0.7} ${-top * 0.6}
    Q${ridge} ${-top * 0.66} ${-left * 0.8} ${-top * 0.62}z`
  const crack = path`M${ridge - 4} ${-top * 0.6}l8 ${top * 0.2}l-6 ${top * 0.24}`
  return (
    fill(outline, tint('rock')) +
    fill(dark, tint('rock_shade')) +
    fill(face, tint('rock_lit'), 0.85) +
    line(crack, tint('rock_deep'), 2, 0.6) +
    fill(cap, tint('snow'), snow)
  )
}

/** Wall of rock about 700 wide and 420 high, in upright facets. */
export function cliff(random: Random, tint: Tint, snow: number): string {
  const count = 13
  const tops = Array.from({ length: count + 1 }, (_, at) => ({
    x: -360 + (at * 720) / count + random.between(-14, 14),
    y: -(Math.sin((Math.PI * (at + 0.6)) / (count + 1.2)) ** 0.6) * random.between(330, 440),
  }))
  const outline = `M-400 10${tops.map(({ x, y }) => path`L${x} ${y}`).join('')}L400 10z`
  let [lit, dark, cracks, cap] = ['', '', '', '']
  for (let at = 0; at < count; at++) {
    const [one, other] = [tops[at], tops[at + 1]] as [{ x: number; y: number }, { x: number; y: number }]
    const facet = path`M${one.x} ${one.y}L${other.x} ${other.y}
      L${other.x + random.between(-20, 30)} ${other.y * random.between(0, 0.5)}
      L${one.x + random.between(-24, 24)} ${one.y * random.between(0, 0.45)}z`
    if (other.y < one.y) lit += facet
    else dark += facet
    cracks += path`M${one.x} ${one.y * 0.8}l${random.between(-12, 12)} ${-one.y * random.between(0.2, 0.5)}`
    cap += path`M${one.x} ${one.y - 3}L${other.x} ${other.y - 3}
      L${other.x - 4} ${other.y + random.between(14, 40)}L${one.x + 6} ${one.y + random.between(10, 30)}z`
  }
  return (
    fill(outline, tint('rock')) +
    fill(dark, tint('rock_shade'), 0.8) +
    fill(lit, tint('rock_lit'), 0.75) +
    line(cracks, tint('rock_deep'), 3, 0.5) +
    fill(cap, tint('snow_lit'), snow)
  )
}

/** Cluster of crystals about 200 high that shine from within. */
export function crystal(random: Random, tint: Tint): string {
  const count = random.whole(4, 6)
  const order = Array.from({ length: count }, (_, at) => at - (count - 1) / 2).sort((a, b) => Math.abs(b) - Math.abs(a))
  return order
    .map((at) => {
      const h = (210 - Math.abs(at) * 50) * random.between(0.75, 1.1)
      const w = random.between(17, 27)
      const lean = at * 15 + random.between(-5, 5)
      const transform = `translate(${Math.round(at * 20)} 6) rotate(${Math.round(lean)})`
      return group({ transform }, prism(w, h, tint))
    })
    .join('')
}

function prism(w: number, h: number, tint: Tint): string {
  const shoulder = -h * 0.8
  return (
    fill(path`M${-w} 0V${shoulder}L${-w * 0.1} ${-h}L${w} ${shoulder * 0.94}V0z`, tint('crystal')) +
    fill(path`M${-w} 0V${shoulder}L${-w * 0.1} ${-h}L${-w * 0.3} ${shoulder * 0.92}V0z`, tint('crystal_lit')) +
    fill(path`M${w * 0.35} 0V${shoulder * 0.9}L${-w * 0.1} ${-h}L${w} ${shoulder * 0.94}V0z`, tint('crystal_shade')) +
    line(path`M${-w * 0.1} ${-h}L${-w * 0.3} ${shoulder * 0.92}V-4`, tint('shine'), 2.2, 0.9) +
    line(path`M${-w * 0.66} ${shoulder * 0.7}v${h * 0.22}`, tint('shine'), 4, 0.5)
  )
}

/** Hanging stone, about 160 long; `rising` ones stand. */
export function dripstone(random: Random, tint: Tint, rising: boolean): string {
  const h = random.between(90, 180) * (rising ? -0.7 : 1)
  const w = random.between(18, 34)
  const bend = random.between(-6, 6)
  const lip = rising ? 6 : -6
  return (
    fill(
      path`M${-w} ${lip}Q${-w * 0.4} ${h * 0.3} ${bend} ${h}Q${w * 0.4} ${h * 0.3} ${w} ${lip}z`,
      tint('rock_shade'),
    ) +
    fill(
      path`M${-w} ${lip}Q${-w * 0.4} ${h * 0.3} ${bend} ${h}Q${-w * 0.05} ${h * 0.3} ${-w * 0.2} ${lip}z`,
      tint('rock_lit'),
      0.8,
    )
  )
}

/** Toadstool about 150 high with a shining underside. */
export function toadstool(random: Random, tint: Tint): string {
  const [w, h, lean] = [random.between(56, 86), random.between(80, 150), random.between(-14, 14)]
  const side = path`Q${9 + lean * 0.3} ${-h * 0.5} 15 4z`
  const stem = path`M-13 4Q${-7 + lean * 0.3} ${-h * 0.5} ${lean - 9} ${-h}H${lean + 9}` + side
  const shaded = path`M3 4Q${4 + lean * 0.3} ${-h * 0.5} ${lean + 2} ${-h}H${lean + 9}` + side
  return fill(stem, tint('bone')) + fill(shaded, tint('bone_shade')) + cap(random, tint, w, h, lean)
}

function cap(random: Random, tint: Tint, w: number, h: number, lean: number): string {
  const left = path`M${lean - w} ${-h}Q${lean - w * 0.9} ${-h - w * 0.95} ${lean} ${-h - w}`
  const whole = path`Q${lean + w * 0.9} ${-h - w * 0.95} ${lean + w} ${-h}Q${lean} ${-h - w * 0.22} ${lean - w} ${-h}z`
  const lit = path`Q${lean - w * 0.5} ${-h - w * 0.7} ${lean - w * 0.45} ${-h - w * 0.16}
    Q${lean - w * 0.8} ${-h - w * 0.1} ${lean - w} ${-h}z`
  let dots = ''
  for (let at = 0; at < 6; at++) {
    const across = random.between(-0.7, 0.7)
    const r = random.between(3, 8)
    dots += circlePath(lean + across * w, -h - (1 - across ** 2) * w * random.between(0.25, 0.62), r, r * 0.7)
  }
  return (
    ellipse(lean, -h, w, w * 0.2, tint('shine'), 0.9) +
    fill(left + whole, tint('mushroom')) +
    fill(left + lit, tint('mushroom_lit'), 0.8) +
    fill(dots, tint('shine'), 0.85)
  )
}

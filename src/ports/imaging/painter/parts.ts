import type { PartContent, Placed } from '../../../../schemas/content/painter.ts'
import { mix } from './color.ts'
import { paintOf } from './light.ts'
import { cliff, crystal, dripstone, rock, toadstool } from './minerals.ts'
import { bush, flowers, reeds, type Tint, tuft } from './plants.ts'
import type { Random } from './random.ts'
import { depthAt, type Scene } from './scene.ts'
import { part } from './shapes.ts'
import { ellipse, fill, moved, path } from './svg.ts'
import { deadTree, oak, pine } from './trees.ts'

/** Things that grow by the seed: half of their width, their height, and how they are drawn. */
const grown: Record<
  string,
  [halfWidth: number, height: number, draw: (random: Random, tint: Tint, snow: number) => string]
> = {
  pine: [60, 250, pine],
  oak: [100, 250, oak],
  dead_tree: [70, 220, deadTree],
  bush: [60, 50, bush],
  tuft: [0, 0, tuft],
  reeds: [0, 0, reeds],
  flowers: [0, 0, flowers],
  rock: [66, 60, rock],
  cliff: [0, 0, cliff],
  crystal: [60, 130, crystal],
  stalactite: [0, 0, (random, tint) => dripstone(random, tint, false)],
  stalagmite: [24, 90, (random, tint) => dripstone(random, tint, true)],
  toadstool: [60, 100, toadstool],
}

export const grownNames = Object.keys(grown)

/** What shines by itself. */
const shiny = ['crystal', 'toadstool']

/** Slots of what snow covers: the ground and roofs. Their lit and shaded sides stay. */
const covered = /^(?:earth|grass|flower|sand|moss|roof|slate|thatch)/

interface Thing {
  placed: Placed
  x: number
  y: number
  scale: number
  mirrored: boolean
  random: Random
}

/** All parts of the place, the farthest first. */
export function parts(scene: Scene): string {
  const things = scene.place.parts.flatMap((placed, at) => thingsOf(scene, placed, at))
  return things
    .sort((a, b) => (a.placed.z ?? a.y) - (b.placed.z ?? b.y))
    .map((thing) => draw(scene, thing))
    .join('')
}

function thingsOf(scene: Scene, placed: Placed, at: number): Thing[] {
  const random = scene.random(`part ${at}`)
  const [jx, jy] = placed.jitter ?? [6, 2]
  return Array.from({ length: placed.count ?? 1 }, () => {
    const [left, top, right, bottom] = placed.within ?? [0, 0, 0, 0]
    const [px, py] = placed.at ?? [random.between(left, right), random.between(top, bottom)]
    const [x, y] = [px + random.between(-jx, jx), py + random.between(-jy, jy)]
    const [small, large] = typeof placed.scale === 'number' ? [placed.scale, placed.scale] : (placed.scale ?? [1, 1])
    const near = bottom > top ? (y - top) / (bottom - top) : 1
    const scale = random.jitter(small + (large - small) * near, placed.count ? 0.18 : 0.03)
    return { placed, x, y, scale, mirrored: placed.mirrored ?? false, random, kept: random.chance(placed.chance ?? 1) }
  }).filter(({ kept }) => kept)
}

function draw(scene: Scene, thing: Thing): string {
  const { placed, x, y, scale, mirrored, random } = thing
  const { weather, content, light, defs } = scene
  const depth = placed.depth ?? depthAt(scene, y) * 0.6
  const paint = placed.colours ? recoloured(scene, placed.colours, random) : scene.paint
  const snow = scene.place.setting === 'open' || scene.place.setting === 'town' ? weather.snow * 0.95 : 0
  const tint: Tint = (slot) =>
    snow > 0 && covered.test(slot)
      ? mix(paint(slot, depth), paint(slot.replace(/^[a-z]+/, 'snow'), depth), snow * 0.85)
      : paint(slot, depth)
  const generator = grown[placed.what]
  if (generator) {
    const [half, height, drawn] = generator
    const isBright = shiny.includes(placed.what) && scale > 0.45
    const bright = isBright ? shimmer(scene, x, y - height * scale * 0.6, 130 * scale, depth) : ''
    const grownThing = moved(x, y, scale, mirrored, drawn(random, tint, snow))
    return castShadow(scene, x, y, half * scale, height * scale) + grownThing + bright
  }
  const known = content.parts[placed.what]
  if (!known) return ''
  const [half, height] = known.size ?? [0, 0]
  const body = moved(x, y, scale, mirrored, part(known, { tint, defs, random, snow }))
  const shines = known.always_lit ? 1 : light.lamps
  const glows = (known.lights ?? []).map(([dx, dy, r]) =>
    halo(scene, x + (mirrored ? -dx : dx) * scale, y + dy * scale, r * scale, shines * (1 - depth * 0.5)),
  )
  const thrown = pool(scene, known, thing, shines * (1 - depth * 0.6))
  return castShadow(scene, x, y, half * scale, height * scale) + thrown + body + glows.join('')
}

/** What lamps throw on the ground before a part; a wet ground mirrors it in a long streak. */
function pool(scene: Scene, { lights = [] }: PartContent, { x, y, scale, mirrored }: Thing, shines: number): string {
  if (shines < 0.3 || y < scene.horizon) return ''
  const isWet = scene.weather.rain > 0 || scene.place.ground === 'water'
  const glow = scene.defs.radial([
    [0, '#ffc765', 0.5],
    [1, '#ff9d45', 0],
  ])
  return lights
    .map(([dx, , r]) => {
      const across = x + (mirrored ? -dx : dx) * scale
      const streak = isWet ? ellipse(across, y + r * scale * 0.5, r * scale * 0.2, r * scale * 0.75, glow, shines) : ''
      return ellipse(across, y + 6, r * scale * 1.2, r * scale * 0.22, glow, shines * 0.7) + streak
    })
    .join('')
}

/** Halo of a lamp. */
function halo(scene: Scene, x: number, y: number, r: number, shines: number): string {
  if (shines < 0.08) return ''
  const glow = scene.defs.radial([
    [0, '#fff0b8', 0.75],
    [0.2, '#ffcf6e', 0.4],
    [0.55, '#ff9d45', 0.14],
    [1, '#ff8a30', 0],
  ])
  return ellipse(x, y, r, r, glow, Math.min(1, shines))
}

/** Light of the place's own colour around what shines by itself. */
function shimmer({ defs, light }: Scene, x: number, y: number, r: number, depth: number): string {
  const glow = defs.radial([
    [0, light.glow, 0.5],
    [0.5, light.glow, 0.15],
    [1, light.glow, 0],
  ])
  return ellipse(x, y, r * 1.3, r * 1.3, glow, 1 - depth * 0.6) + ellipse(x, y + r * 0.8, r * 1.5, r * 0.3, glow, 0.7)
}

/** A soft dark place below a thing, and its shadow away from the light. */
function castShadow(scene: Scene, x: number, y: number, half: number, height: number): string {
  if (half === 0) return ''
  const { shadow } = scene.light
  const dark = scene.paint('black', 0)
  const contact = scene.defs.radial([
    [0, dark, 0.5],
    [1, dark, 0],
  ])
  const under = ellipse(x, y, half * 1.25, half * 0.2 + 4, contact)
  if (shadow.strength < 0.1 || scene.place.setting === 'indoors' || scene.place.setting === 'underground') return under
  const [dx, dy] = [height * shadow.length * 0.75, Math.min(70, height * 0.14 * shadow.length)]
  const cast = scene.defs.right([
    [0, dark, shadow.strength],
    [1, dark, 0],
  ])
  const d = path`M${x - half} ${y}L${x + half} ${y - 4}L${x + half * 0.7 + dx} ${y + dy - 6}
    L${x - half * 0.5 + dx} ${y + dy + 6}z`
  return under + fill(d, cast)
}

function recoloured(scene: Scene, colours: Record<string, string | string[]>, random: Random) {
  const own = Object.entries(colours).map(([slot, colour]) => [
    slot,
    typeof colour === 'string' ? colour : random.pick(colour),
  ])
  return paintOf(scene.light, { ...scene.content.palette, ...scene.place.colours, ...Object.fromEntries(own) })
}

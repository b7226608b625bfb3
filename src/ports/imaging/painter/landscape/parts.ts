import type { Placed } from '../../../../../schemas/content/painter-landscape.ts'
import { mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { moved } from '../svg.ts'
import { fogSheets } from './fog.ts'
import { grown } from './grown.ts'
import { halo, pool, shimmer } from './lamps.ts'
import { type Paint, paintOf, type Tint } from './light.ts'
import { type Road, road, roadsOf, standsOnRoad } from './road.ts'
import { depthAt, type Scene } from './scene.ts'
import { castShadow } from './shadow.ts'
import { part } from './shapes.ts'

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
  const roads = roadsOf(scene)
  const ways = roads.map(([, way]) => way)
  const things = scene.place.parts
    .flatMap((placed, at) => (placed.what === 'road' ? [] : thingsOf(scene, placed, at)))
    .filter(({ placed, x, y }) => !grown[placed.what]?.offRoad || !standsOnRoad(ways, x, y))
  return [
    ...things.map((thing) => ({ at: thing.placed.z ?? thing.y, drawn: () => draw(scene, thing) })),
    ...roads.map(([placed, way]) => ({ at: placed.z ?? way.far, drawn: () => drawRoad(scene, placed, way) })),
    ...fogSheets(scene),
  ]
    .sort((a, b) => a.at - b.at)
    .map(({ drawn }) => drawn())
    .join('')
}

function drawRoad(scene: Scene, placed: Placed, way: Road): string {
  const paint = placed.colours ? recoloured(scene, placed.colours, scene.random('road')) : scene.paint
  return road(scene, way, tinted(scene, paint, placed.depth ?? 0))
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
  const { content, light, defs } = scene
  const ownDepth = placed.depth ?? depthAt(scene, y) * 0.6
  const depth = placed.in_sky && !scene.place.airless ? Math.max(ownDepth, scene.weather.veil * 0.85) : ownDepth
  const paint = placed.colours ? recoloured(scene, placed.colours, random) : scene.paint
  const snow = snowOn(scene)
  const tint = tinted(scene, paint, depth)
  const generator = grown[placed.what]
  if (generator) {
    const [half, height] = generator.size
    const isBright = generator.shines && scale > 0.45
    const bright = isBright ? shimmer(scene, x, y - height * scale * 0.6, 130 * scale, depth) : ''
    const grownThing = moved(x, y, scale, mirrored, generator.draw(random, tint, snow, defs))
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

const snowOn = ({ place, weather }: Scene): number =>
  place.setting === 'open' || place.setting === 'town' ? weather.snow * 0.95 : 0

/** Colours at a depth. What snow covers keeps its lit and its shaded side. */
function tinted(scene: Scene, paint: Paint, depth: number): Tint {
  const snow = snowOn(scene)
  const isCovered = (slot: string) => snow > 0 && scene.content.snowy.includes(slot.replace(/_.*/, ''))
  return (slot) =>
    isCovered(slot)
      ? mix(paint(slot, depth), paint(slot.replace(/^[a-z]+/, 'snow'), depth), snow * 0.85)
      : paint(slot, depth)
}

function recoloured(scene: Scene, colours: Record<string, string | string[]>, random: Random) {
  const own = Object.entries(colours).map(([slot, colour]) => [
    slot,
    typeof colour === 'string' ? colour : random.pick(colour),
  ])
  return paintOf(scene.light, { ...scene.palette, ...Object.fromEntries(own) }, scene.content.shining)
}

import { darken, mix } from '../colour.ts'
import { ellipse, fill, line, path, rect } from '../svg.ts'
import { mist } from './far.ts'
import { type Opening, outside } from './openings.ts'
import { rightOf, type Scene } from './scene.ts'

/** Arches of rock in front of the far wall, darker towards the viewer, and mist between them. */
export function arches(scene: Scene): string {
  const { horizon, weather } = scene
  return arch(scene, 1) + mist(scene, horizon + 20, 150, 0.15 + weather.fog * 0.6) + arch(scene, 2)
}

/** The far end of a cave: a wall that its own light shows, and openings. */
export function cave(scene: Scene): string {
  const { view, light, defs, horizon, paint } = scene
  const all = { x: view.x, y: view.y, w: view.w, h: view.h }
  const back = rect(all, darken(paint('rock_deep', 0.2), 0.25))
  const deep = ellipse(
    800,
    horizon - 120,
    800,
    520,
    defs.radial([
      [0, mix(light.haze, light.glow, 0.35), 0.95],
      [0.5, light.haze, 0.6],
      [1, light.haze, 0],
    ]),
  )
  const openings = (scene.place.openings ?? []).map((it) => outside(scene, it) + rim(scene, it)).join('')
  return back + deep + arch(scene, 0) + openings
}

/** Stone around an opening, lit by what falls in. */
function rim(scene: Scene, opening: Opening): string {
  return line(opening.path, scene.paint('rock_lit', 0.1), 12, 0.5)
}

/** One arch of rock with a ragged edge and teeth of stone along its top. */
function arch(scene: Scene, at: number): string {
  const { view, horizon } = scene
  const random = scene.random(`arch ${at}`)
  const depth = [0.75, 0.45, 0.2][at] as number
  const [half, top] = [
    [520, 70],
    [650, 10],
    [740, -60],
  ][at] as [number, number]
  const foot = horizon + 20 + at * 60
  let edge = ''
  const steps = 30
  for (let step = 0; step <= steps; step++) {
    const angle = Math.PI * (1 - step / steps)
    const rough = random.between(0.94, 1.06)
    const tooth = step % 3 === 1 && step > 6 && step < 24 ? random.between(16, 70) : 0
    const x = 800 + Math.sign(Math.cos(angle)) * Math.abs(Math.cos(angle)) ** 0.7 * half * rough
    edge += path`L${x} ${foot - Math.sin(angle) ** 0.75 * (foot - top) * rough + tooth}`
  }
  const [l, r, t] = [view.x - 10, rightOf(scene) + 10, view.y - 10]
  const d = path`M${l} ${foot + 40}L${800 - half} ${foot}` + edge + path`L${r} ${foot + 40}V${t}H${l}z`
  const paint = scene.defs.right([
    [0, scene.paint('rock_deep', depth * 0.5)],
    [0.32, scene.paint(at === 2 ? 'rock_deep' : 'rock_shade', depth)],
    [0.7, scene.paint('rock_shade', depth)],
    [1, darken(scene.paint('rock_deep', depth * 0.5), 0.3)],
  ])
  return fill(d, paint) + line(`M${edge.slice(1)}`, scene.paint('rock_lit', depth), 5, 0.14)
}

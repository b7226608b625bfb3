import { mix } from '../colour.ts'
import { ellipse, fill, line, path, rect } from '../svg.ts'
import { soft } from './fallen.ts'
import { type Opening, outside } from './openings.ts'
import { bottomOf, rightOf, type Scene } from './scene.ts'

/** Left, right and upper edge of the far wall. */
const [left, right, top] = [270, 1330, 120]

/** A room in one-point perspective: the far wall, two sides and a ceiling with beams. */
export function room(scene: Scene): string {
  const { view, horizon, paint } = scene
  const ceiling = Math.min(view.y, -60) - 10
  let beams = ''
  for (let at = 0; at < 6; at++) {
    const x = left + ((right - left) * at) / 5
    beams += path`M${x} ${top}L${800 + (x - 800) * 1.9} ${ceiling}`
  }
  const frame = line(path`M${left} ${horizon}V${top}H${right}V${horizon}`, paint('timber_shade', 0.2), 16)
  const openings = (scene.place.openings ?? [])
    .map((it) => spread(scene, it) + outside(scene, it) + line(it.path, paint('timber_shade', 0.1), 14))
    .join('')
  return walls(scene, ceiling) + line(beams, paint('timber_shade', 0.1), 22) + frame + openings
}

/** Daylight on the wall around a window. */
function spread(scene: Scene, { box: [l, t, r, b] }: Opening): string {
  const { light, weather, hour } = scene
  const colour = mix(light.sky[4] as string, light.key, 0.3)
  const much = (1 - hour.stars) * (0.3 + 0.25 * weather.key + 0.25 * (hour.low_sun ?? 0))
  return ellipse((l + r) / 2, (t + b) / 2, (r - l) * 0.5 + 170, (b - t) * 0.5 + 150, soft(scene, colour, much))
}

function walls(scene: Scene, ceiling: number): string {
  const { view, horizon, paint, defs } = scene
  const [l, r, floor] = [view.x - 10, rightOf(scene) + 10, bottomOf(scene) + 40]
  const far = defs.down([
    [0, paint('wall_shade', 0.3)],
    [0.55, paint('wall', 0.3)],
    [1, paint('wall_shade', 0.3)],
  ])
  const side = (from: string, to: string) =>
    defs.right([
      [0, from],
      [1, to],
    ])
  const leftWall = path`M${l} ${ceiling}L${left} ${top}V${horizon}L${l} ${floor}z`
  const rightWall = path`M${r} ${ceiling}L${right} ${top}V${horizon}L${r} ${floor}z`
  return (
    rect({ x: left, y: top, w: right - left, h: horizon - top }, far) +
    fill(leftWall, side(paint('wall_deep', 0), paint('wall_shade', 0.2))) +
    fill(rightWall, side(paint('wall', 0.2), paint('wall_shade', 0))) +
    fill(path`M${l} ${ceiling}L${left} ${top}H${right}L${r} ${ceiling}z`, paint('timber_deep', 0.15))
  )
}

import { mix } from '../colour.ts'
import { type Box, fill, group, type Point } from '../svg.ts'
import { mist } from './far.ts'
import { falling } from './front.ts'
import { spires } from './plants.ts'
import type { Scene } from './scene.ts'
import { sky } from './sky.ts'

export type Opening = NonNullable<Scene['place']['openings']>[number]

const boxOf = ({ box: [left, top, right, bottom] }: Opening): Box => ({
  x: left,
  y: top,
  w: right - left,
  h: bottom - top,
})

/** The outside as it is seen through an opening: its sky, what falls from it, and from a room the tops of trees. */
export function outside(scene: Scene, opening: Opening): string {
  const { weather, body, defs, place } = scene
  const box = boxOf(opening)
  const inSky: Point = [box.x + box.w * 0.36, box.y + box.h * (0.2 + 0.5 * (body[1] / 560))]
  const fog = weather.fog > 0 && !place.airless ? mist(scene, box.y + box.h * 0.7, box.h * 0.6, weather.fog * 0.8) : ''
  const trees = place.setting === 'indoors' && place.far !== 'none' ? treetops(scene, box) : ''
  const within = sky(scene, box, inSky) + trees + falling(scene, box) + fog
  return group({ 'clip-path': defs.clip(opening.path) }, within)
}

function treetops(scene: Scene, { x, y, w, h }: Box): string {
  const random = scene.random(`trees ${x}`)
  const row = (foot: number, height: number, share: number) =>
    fill(
      spires(random, x - 20, x + w + 20, foot, height),
      mix(scene.paint('pine', 0), scene.light.sky[4] as string, share),
    )
  return row(y + h * 0.94, h * 0.26, 0.72) + row(y + h * 1.02, h * 0.24, 0.42)
}

import { mix } from './color.ts'
import { rain, snowfall } from './falling.ts'
import { mist } from './far.ts'
import { spires } from './plants.ts'
import { bottomOf, type Scene } from './scene.ts'
import { sky } from './sky.ts'
import { type Box, ellipse, fill, line, path } from './svg.ts'

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
  const inSky: [number, number] = [box.x + box.w * 0.36, box.y + box.h * (0.2 + 0.5 * (body[1] / 560))]
  const fog = weather.fog > 0 ? mist(scene, box.y + box.h * 0.7, box.h * 0.6, weather.fog * 0.8) : ''
  const trees = place.setting === 'indoors' && place.far !== 'none' ? treetops(scene, box) : ''
  const within = sky(scene, box, inSky) + trees + rain(scene, box) + snowfall(scene, box) + fog
  return `<g clip-path="${defs.clip(opening.path)}">${within}</g>`
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

/** Daylight or moonlight that falls through the openings to the floor, and the pool it makes there. */
export const shafts = (scene: Scene): string =>
  (scene.place.openings ?? []).map(({ box, falls }) => (falls ? shaft(scene, box, falls) : '')).join('')

function shaft(scene: Scene, [left, top, right, bottom]: Opening['box'], [from, to]: [number, number]): string {
  const { light, defs, weather, hour } = scene
  const strength = (0.25 + 0.75 * weather.key) * (hour.stars > 0.8 ? 0.55 : 0.8)
  const colour = mix(hour.key, light.sky[4] as string, 0.35)
  const floor = scene.horizon + (bottomOf(scene) - scene.horizon) * 0.42
  const beam = defs.down([
    [0, colour, 0.6 * strength],
    [0.6, colour, 0.26 * strength],
    [1, colour, 0.1 * strength],
  ])
  const pool = defs.radial([
    [0, colour, 0.85 * strength],
    [1, colour, 0],
  ])
  const [width, height] = [right - left, bottom - top]
  const outer = path`M${left + 8} ${top + height / 2}L${right - 8} ${top + height * 0.4}L${to} ${floor + 14}H${from}z`
  const inner = path`M${left + width * 0.3} ${bottom}L${left + width * 0.6} ${top + 30}
    L${from + (to - from) * 0.75} ${floor}H${from + (to - from) * 0.3}z`
  return (
    ellipse((from + to) / 2, floor, (to - from) * 0.62, 64, pool) +
    fill(outer, beam) +
    fill(inner, beam, 0.7) +
    fallenIn(scene, { x: from, y: bottom, w: to - from, h: floor - bottom })
  )
}

/** What falls through an opening: drops or flakes, and what they leave on the floor. */
function fallenIn(scene: Scene, box: Box): string {
  const { weather, light, paint } = scene
  if (scene.place.setting !== 'underground') return ''
  const floor = box.y + box.h
  const [x, w] = [box.x + box.w / 2, box.w * 0.46]
  const pool = weather.rain
    ? ellipse(x, floor + 8, w, 34, light.sky[3] as string, 0.6) +
      line(
        path`M${x - w * 0.5} ${floor + 8}h${w * 0.4}M${x} ${floor + 22}h${w * 0.5}M${x - w * 0.2} ${floor - 6}
          h${w * 0.3}`,
        light.sky[4] as string,
        3,
        0.7,
      )
    : ''
  const heap = weather.snow
    ? fill(
        path`M${x - w} ${floor + 18}Q${x - w * 0.4} ${floor - 34} ${x} ${floor - 30}
          Q${x + w * 0.5} ${floor - 26} ${x + w} ${floor + 18}Q${x} ${floor + 40} ${x - w} ${floor + 18}z`,
        paint('snow_lit', 0.1),
        0.95,
      )
    : ''
  return pool + heap + rain(scene, box) + snowfall(scene, box)
}

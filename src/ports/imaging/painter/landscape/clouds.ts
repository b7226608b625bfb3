import { lighten, mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { type Box, fill, type Point, path } from '../svg.ts'
import type { Scene } from './scene.ts'

/** Clouds of the weather: a few under a clear sky, rows of them under a covered one, smaller towards the horizon. */
export function clouds(scene: Scene, box: Box, body: Point): string {
  const { weather, light } = scene
  if (weather.fog > 0.5) return ''
  const random = scene.random('clouds')
  const isCovered = weather.clouds > 0.5
  const rows = isCovered ? 5 : 3
  // Below the clouds, a low sun stays to be seen.
  const lowest = isCovered ? 0.86 - 0.44 * (scene.hour.low_sun ?? 0) : 0.86
  const high = box.h / 560
  let drawn = ''
  for (let row = 0; row < rows; row++) {
    const near = row / (rows - 1)
    const y = box.y + box.h * (lowest - near * (isCovered ? lowest - 0.02 : 0.6))
    const width = (isCovered ? 240 + near * 520 : 130 + near * 290) * Math.sqrt(high)
    const count = Math.max(1, Math.round((weather.clouds * 2.9 * box.w) / width))
    const far = 0.55 * (1 - near)
    const tones = { lit: mix(light.cloud.lit, light.haze, far), shade: mix(light.cloud.shade, light.haze, far) }
    for (let at = 0; at < count; at++) {
      const x = box.x + ((at + random.between(0.1, 0.9)) / count) * box.w
      // Under a clear sky, the sun stays to be seen.
      if (!isCovered && Math.hypot(x - body[0], y - body[1]) < width * 0.55 + 60 * high) continue
      const base = { x, y: y + random.between(-36, 36) * high, w: random.jitter(width, 0.35) }
      drawn += cloud(scene, random, base, tones)
    }
  }
  return drawn
}

/** Middle of the lower edge, and width. */
type Base = { x: number; y: number; w: number }

/** Bumps along a half ellipse over a base that fades; a second, smaller one on the side of the light. */
function cloud(scene: Scene, random: Random, { x, y, w }: Base, { lit, shade }: Scene['light']['cloud']): string {
  const body = scene.defs.down([
    [0, lit, 0.96],
    [0.45, mix(lit, shade, 0.45), 0.9],
    [0.85, shade, 0.55],
    [1, shade, 0],
  ])
  const top = scene.defs.down([
    [0, lighten(lit, 0.35), 0.9],
    [0.8, lit, 0],
  ])
  const height = w * random.between(0.17, 0.3)
  return (
    fill(bumps(random, x, y, w, height), body) +
    fill(bumps(random, x - w * 0.12, y - height * 0.2, w * 0.62, height * 0.72), top, 0.75 - scene.weather.veil * 0.45)
  )
}

function bumps(random: Random, x: number, y: number, w: number, h: number): string {
  const count = random.whole(6, 9)
  let d = path`M${x - w / 2} ${y}`
  let [px, py] = [x - w / 2, y]
  for (let at = 1; at <= count; at++) {
    const angle = Math.PI * (1 - at / count)
    const swell = at === count ? 1 : random.between(0.8, 1.15)
    const [nx, ny] = [x + (Math.cos(angle) * w) / 2, y - Math.sin(angle) * h * swell]
    const r = Math.hypot(nx - px, ny - py) * random.between(0.52, 0.62)
    d += path`A${r} ${r} 0 0 1 ${nx} ${ny}`
    ;[px, py] = [nx, ny]
  }
  return `${d}${path`Q${x} ${y + h * 0.5} ${x - w / 2} ${y}`}z`
}

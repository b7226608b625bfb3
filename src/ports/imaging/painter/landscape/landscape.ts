import type { LandscapeContent } from '../../../../../schemas/content/painter-landscape.ts'
import type { AspectRatio } from '../../port.ts'
import { createDefs } from '../defs.ts'
import { randomOf } from '../random.ts'
import { sizes } from '../sizes.ts'
import { group, rect, svgOf } from '../svg.ts'
import { arches, cave } from './cave.ts'
import { groundMist, mists } from './falling.ts'
import { far } from './far.ts'
import { finish, frame } from './finish.ts'
import { weatherInFront } from './front.ts'
import { ground } from './ground.ts'
import { lightOf, paintOf, weatherAt } from './light.ts'
import { parts } from './parts.ts'
import { room } from './room.ts'
import { type Scene, views } from './scene.ts'
import { shafts, under } from './shafts.ts'
import { sky } from './sky.ts'

interface LandscapeAsk {
  /** Names of content. */
  place: string
  hour: string
  weather: string
  aspectRatio: AspectRatio
  seed: number
}

/** A landscape as one SVG. The same ask gives the same text. Throws for a name that content does not have. */
export function landscape(content: LandscapeContent, ask: LandscapeAsk): string {
  const scene = sceneOf(content, ask)
  const { view } = scene
  const drawn = layersOf(scene)
  const inner = scene.random('side').chance(0.5) ? mirrored(scene, drawn) : drawn
  // Without it, the outermost pixels would let through what is behind the picture.
  const backing = rect({ x: view.x - 9, y: view.y - 9, w: view.w + 18, h: view.h + 18 }, scene.light.shade)
  const viewBox = `${view.x} ${view.y} ${view.w} ${view.h}`
  const attributes = { ...sizes[ask.aspectRatio], viewBox, preserveAspectRatio: 'xMidYMid slice' }
  return svgOf(attributes, scene.defs.text(), backing + inner)
}

const mirrored = ({ view }: Scene, drawn: string) =>
  group({ transform: `translate(${2 * view.x + view.w} 0) scale(-1 1)` }, drawn)

function layersOf(scene: Scene): string {
  if (scene.place.setting === 'underground')
    return (
      cave(scene) +
      ground(scene) +
      arches(scene) +
      under(scene) +
      parts(scene) +
      shafts(scene) +
      mists(scene) +
      frame(scene) +
      finish(scene)
    )
  if (scene.place.setting === 'indoors')
    return room(scene) + ground(scene) + shafts(scene) + parts(scene) + mists(scene) + frame(scene) + finish(scene)
  const { x, y, w } = scene.view
  return (
    sky(scene, { x, y, w, h: scene.horizon - y + 20 }) +
    far(scene) +
    ground(scene) +
    groundMist(scene, 1) +
    parts(scene) +
    groundMist(scene, 0.4) +
    frame(scene) +
    weatherInFront(scene) +
    finish(scene)
  )
}

function sceneOf(content: LandscapeContent, ask: LandscapeAsk): Scene {
  const [place, hour, asked] = [content.places[ask.place], content.hours[ask.hour], content.weathers[ask.weather]]
  if (!place || !hour || !asked) throw new Error('the painter has no such place, hour or weather')
  const weather = weatherAt(hour, asked)
  const light = lightOf(hour, weather, place)
  const palette = { ...content.palette, ...place.colours }
  const random = (name: string) => randomOf(`${ask.place} ${name}`, ask.seed)
  const [x, y] = hour.body.at
  return {
    view: views[ask.aspectRatio],
    hour,
    weather,
    place,
    content,
    light,
    palette,
    paint: paintOf(light, palette, content.shining),
    defs: createDefs('d'),
    horizon: place.horizon ?? 560,
    body: [x + random('body').between(-70, 170), y + random('body').between(-24, 24)],
    random,
  }
}

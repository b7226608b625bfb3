import type {
  HourContent,
  LandscapeContent,
  PlaceContent,
  WeatherContent,
} from '../../../../../schemas/content/painter-landscape.ts'
import type { AspectRatio } from '../../port.ts'
import type { Defs } from '../defs.ts'
import type { Random } from '../random.ts'
import type { Box, Point } from '../svg.ts'
import type { Light, Paint } from './light.ts'

/**
 * What each layer of a landscape is drawn from. Coordinates are those of a space 1600 wide whose picture of 16:9 goes
 * from 0 to 900 downwards; taller pictures show more sky above and more ground below. Light falls from the left: the
 * whole picture is mirrored for seeds that want it from the right.
 */
export interface Scene {
  view: Box
  hour: HourContent
  weather: WeatherContent
  place: PlaceContent
  content: LandscapeContent
  light: Light
  /** Colours of slots in white light. */
  palette: Record<string, string>
  paint: Paint
  defs: Defs
  horizon: number
  /** Where the sun or the moon stands. */
  body: Point
  /** Numbers of one part of the picture: another part's do not change with them. */
  random(name: string): Random
}

/** Part of the space that a picture shows. */
export const views: Record<AspectRatio, Box> = {
  '16:9': { x: 0, y: 0, w: 1600, h: 900 },
  '4:3': { x: 160, y: -30, w: 1280, h: 960 },
  '1:1': { x: 280, y: -90, w: 1040, h: 1040 },
  '9:16': { x: 400, y: -420, w: 800, h: 1422 },
}

export const bottomOf = ({ view }: Scene) => view.y + view.h
export const rightOf = ({ view }: Scene) => view.x + view.w
export const middleOf = ({ view }: Scene) => view.x + view.w / 2

/** Depth of a point on the ground: 0 at the lower edge of a wide picture, 1 at the horizon. */
export const depthAt = (scene: Scene, y: number): number =>
  Math.min(1, Math.max(0, 1 - (y - scene.horizon) / (900 - scene.horizon)))

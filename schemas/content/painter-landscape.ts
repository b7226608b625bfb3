import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { Colour, Examples, Id, Point, Share, Slot, type UnknownContent } from './painter.ts'
import { closed } from './text.ts'

/** Left, top, right, bottom. */
const Box = Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()])
const Range = Type.Tuple([Type.Number(), Type.Number()])

/** What an hour does to a picture. */
export const HourContent = Type.Object(
  {
    examples: Examples,
    /** From the top of the sky to the horizon. */
    sky: Type.Array(Colour, { minItems: 5, maxItems: 5 }),
    /** The light that falls on things, what reaches their shaded side, and the colour of distance. */
    key: Colour,
    shade: Colour,
    haze: Colour,
    body: Type.Object(
      {
        kind: enumOf(['sun', 'moon']),
        at: Point,
        radius: Type.Number(),
        colour: Colour,
        halo: Colour,
        glow: Share,
      },
      closed,
    ),
    cloud: Type.Object({ lit: Colour, shade: Colour }, closed),
    stars: Share,
    /** How much lamps and windows shine. */
    lamps: Share,
    /** How dark and how long shadows are. */
    shadow: Type.Object({ strength: Share, length: Type.Number() }, closed),
    /** How much of a low sun shines below the clouds, and through rain and fog. */
    low_sun: Type.Optional(Share),
    /** How much mist lies on the ground in any weather. */
    mist: Type.Optional(Share),
  },
  closed,
)
export type HourContent = Static<typeof HourContent>

/** What a weather does to the picture of an hour. */
export const WeatherContent = Type.Object(
  {
    examples: Examples,
    /** How much of the sky is covered by clouds, and how grey and how dark it becomes. */
    clouds: Share,
    veil: Share,
    gloom: Share,
    /** How much of the key light is left. */
    key: Share,
    haze: Share,
    rain: Share,
    snow: Share,
    fog: Share,
    storm: Share,
    /** Lamps are lit at least this much. */
    lamps: Share,
  },
  closed,
)
export type WeatherContent = Static<typeof WeatherContent>

export const HoursContent = Type.Record(Id, HourContent)
export const WeathersContent = Type.Record(Id, WeatherContent)

/**
 * A shape: a slot of the palette, then an SVG path in the coordinates of its part, whose origin is the middle of its
 * foot. `stone:v` goes from lit to shaded downwards, `stone:h` to the right; `wood~4` is a line 4 wide; `glow/.5` lets
 * half through.
 */
const Shape = Type.String({
  pattern: '^[a-z]+(_lit|_shade|_deep)?(:[vh])?(~[0-9.]+)?(/[0-9.]+)? [Mm][-0-9.,MmLlHhVvCcSsQqTtAaZz ]+$',
  maxLength: 4000,
})

/** Short strokes over a box that make a surface: bricks, planks, tiles, thatch. */
const Texture = Type.Object(
  {
    kind: enumOf(['bricks', 'planks', 'tiles', 'thatch', 'panels']),
    slot: Slot,
    box: Box,
    size: Type.Number({ minimum: 2 }),
  },
  closed,
)

export const PartContent = Type.Object(
  {
    /** Half of the width and the height, for the shadow. */
    size: Type.Optional(Point),
    shapes: Type.Array(Shape, { minItems: 1 }),
    textures: Type.Optional(Type.Array(Texture)),
    /** Drawn over the textures. */
    over: Type.Optional(Type.Array(Shape)),
    /** Light that shines at dusk and at night, or always: x, y, radius. */
    lights: Type.Optional(Type.Array(Type.Tuple([Type.Number(), Type.Number(), Type.Number()]))),
    always_lit: Type.Optional(Type.Boolean()),
    /** Paths that snow lies on. */
    caps: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)
export type PartContent = Static<typeof PartContent>
export const PartsContent = Type.Record(Id, PartContent)

/** A part, or something that grows by the seed, at a point or several times within a box. */
const Placed = Type.Object(
  {
    what: Id,
    at: Type.Optional(Point),
    within: Type.Optional(Box),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
    /** One size, or that of the farthest and of the nearest. */
    scale: Type.Optional(Type.Union([Type.Number(), Range])),
    jitter: Type.Optional(Point),
    chance: Type.Optional(Share),
    mirrored: Type.Optional(Type.Boolean()),
    /** Distance from 0 (near) to 1 (horizon), where it does not follow from the place on the ground. */
    depth: Type.Optional(Share),
    /** Stands in the sky: clouds veil it. */
    in_sky: Type.Optional(Type.Boolean()),
    /** Order of drawing, where it is not that of the height on the ground. */
    z: Type.Optional(Type.Number()),
    /** Colours of this one, by slot. */
    colours: Type.Optional(Type.Record(Slot, Type.Union([Colour, Type.Array(Colour)]))),
  },
  closed,
)
export type Placed = Static<typeof Placed>

export const PlaceContent = Type.Object(
  {
    examples: Examples,
    setting: enumOf(['open', 'town', 'indoors', 'underground']),
    ground: enumOf(['grass', 'cobbles', 'earth', 'sand', 'water', 'marsh', 'planks', 'rock', 'tiles', 'street']),
    far: Type.Optional(enumOf(['ridge', 'peaks', 'forest', 'sea', 'skyline', 'dunes', 'none'])),
    horizon: Type.Optional(Type.Number()),
    /** Where daylight enters a room or a cave: an outline, and the points of the floor between which it falls. */
    openings: Type.Optional(
      Type.Array(Type.Object({ path: Type.String(), box: Box, falls: Type.Optional(Range) }, closed)),
    ),
    /** No air: a black sky at every hour, and weathers of space. */
    airless: Type.Optional(Type.Boolean()),
    /** Colours of slots that differ from the palette. */
    colours: Type.Optional(Type.Record(Slot, Colour)),
    /** Colour of the light that a place has of itself. */
    glow: Type.Optional(Colour),
    parts: Type.Array(Placed),
    /** What frames the picture in front of everything. */
    frame: Type.Optional(enumOf(['branches', 'grass', 'rocks', 'arch', 'reeds', 'none'])),
  },
  closed,
)
export type PlaceContent = Static<typeof PlaceContent>

export const PaletteContent = Type.Record(
  Slot,
  Type.Object(
    {
      /** In white light. */
      colour: Colour,
      /** Snow covers it: the ground, and roofs. */
      snow: Type.Optional(Type.Boolean()),
      /** Its colour does not change with the light. */
      shines: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
)
export type PaletteContent = Static<typeof PaletteContent>

/** All of landscapes, as the painter reads it. */
export interface LandscapeContent {
  unknown: UnknownContent['scene']
  hours: Record<string, HourContent>
  weathers: Record<string, WeatherContent>
  /** Colours of slots. */
  palette: Record<string, string>
  /** Slots that snow covers, and slots that shine by themselves. */
  snowy: string[]
  shining: string[]
  parts: Record<string, PartContent>
  places: Record<string, PlaceContent>
}

import { type Draw, plume, waterfall } from './flowing.ts'
import { cliff, crystal, dripstone, rock, toadstool } from './minerals.ts'
import { bush, flowers, reeds, tuft } from './plants.ts'
import { deadTree, oak, pine } from './trees.ts'

/** Something that grows by the seed. */
interface Grown {
  /** Half of the width, and the height, for the shadow. */
  size: [half: number, height: number]
  draw: Draw
  /** Grows beside a road and not on it. */
  offRoad?: boolean
  /** Shines by itself. */
  shines?: boolean
}

export const grown: Record<string, Grown> = {
  pine: { size: [60, 250], draw: pine, offRoad: true },
  oak: { size: [100, 250], draw: oak, offRoad: true },
  dead_tree: { size: [70, 220], draw: deadTree, offRoad: true },
  bush: { size: [60, 50], draw: bush, offRoad: true },
  tuft: { size: [0, 0], draw: tuft, offRoad: true },
  reeds: { size: [0, 0], draw: reeds, offRoad: true },
  flowers: { size: [0, 0], draw: flowers, offRoad: true },
  rock: { size: [66, 60], draw: rock, offRoad: true },
  cliff: { size: [0, 0], draw: cliff },
  crystal: { size: [60, 130], draw: crystal, shines: true },
  stalactite: { size: [0, 0], draw: (random, tint) => dripstone(random, tint, false) },
  stalagmite: { size: [24, 90], draw: (random, tint) => dripstone(random, tint, true) },
  toadstool: { size: [60, 100], draw: toadstool, offRoad: true, shines: true },
  waterfall: { size: [0, 0], draw: waterfall(70, -430, 0) },
  great_fall: { size: [0, 0], draw: waterfall(152, -540, 62) },
  island_fall: { size: [0, 0], draw: waterfall(26, -8, 330) },
  smoke: { size: [0, 0], draw: plume('linen', 260, 1, 0.5) },
  steam: { size: [0, 0], draw: plume('snow_lit', 300, 3, 0.7) },
}

/** Everything that a place may name and that is no part of content. */
export const grownNames = [...Object.keys(grown), 'road']

import { plume, waterfall } from './flowing.ts'
import { cliff, crystal, dripstone, rock, toadstool } from './minerals.ts'
import { bush, flowers, reeds, type Tint, tuft } from './plants.ts'
import type { Random } from './random.ts'
import type { Defs } from './svg.ts'
import { deadTree, oak, pine } from './trees.ts'

/** Things that grow by the seed: half of their width, their height, and how they are drawn. */
export const grown: Record<
  string,
  [halfWidth: number, height: number, draw: (random: Random, tint: Tint, snow: number, defs: Defs) => string]
> = {
  pine: [60, 250, pine],
  oak: [100, 250, oak],
  dead_tree: [70, 220, deadTree],
  bush: [60, 50, bush],
  tuft: [0, 0, tuft],
  reeds: [0, 0, reeds],
  flowers: [0, 0, flowers],
  rock: [66, 60, rock],
  cliff: [0, 0, cliff],
  crystal: [60, 130, crystal],
  stalactite: [0, 0, (random, tint) => dripstone(random, tint, false)],
  stalagmite: [24, 90, (random, tint) => dripstone(random, tint, true)],
  toadstool: [60, 100, toadstool],
  waterfall: [0, 0, waterfall(70, -430, 0)],
  great_fall: [0, 0, waterfall(152, -540, 62)],
  island_fall: [0, 0, waterfall(26, -8, 330)],
  smoke: [0, 0, plume('linen', 260, 1, 0.5)],
  steam: [0, 0, plume('snow_lit', 300, 3, 0.7)],
}

export const grownNames = [...Object.keys(grown), 'road']

/** What grows beside a road and not on it. */
export const besideRoads = ['tuft', 'flowers', 'reeds', 'bush', 'toadstool', 'rock', 'pine', 'oak', 'dead_tree']

/** What shines by itself. */
export const shiny = ['crystal', 'toadstool']

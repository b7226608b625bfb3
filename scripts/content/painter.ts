import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { PainterContent, PartContent, PlaceContent } from '../../schemas/content/painter.ts'
import { grownNames } from '../../src/ports/imaging/painter/grown.ts'
import { shiningSlots } from '../../src/ports/imaging/painter/light.ts'
import { readContent } from './check.ts'
import type { Content } from './examples.ts'
import { painterKinds } from './painter-kinds.ts'

/** Where the painter reads its content. */
export const PAINTER = 'src/ports/imaging/painter/painter.json'

/** Everything that the painter reads, in one. Throws with the file of a name that nothing has. */
export function painterOf(content: Content): PainterContent {
  const file = <T>(name: string) => content.get(`content/painter/${name}.yaml`) as T
  const files = <T>(folder: string) =>
    [...content].filter(([name]) => name.startsWith(`content/painter/${folder}/`)) as [string, T][]
  const painter: PainterContent = {
    hours: file('hours'),
    weathers: file('weathers'),
    palette: file('palette'),
    parts: Object.assign({}, ...files<Record<string, PartContent>>('parts').map(([, parts]) => parts)),
    places: Object.fromEntries(files<PlaceContent>('places').map(([name, place]) => [basename(name, '.yaml'), place])),
  }
  const problems = [...unknownParts(painter), ...unknownSlots(painter)]
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return painter
}

const unknownParts = ({ places, parts }: PainterContent): string[] =>
  Object.entries(places).flatMap(([place, it]) =>
    it.parts
      .filter(({ what }) => !parts[what] && !grownNames.includes(what))
      .map(({ what }) => `content/painter/places/${place}.yaml: there is no part “${what}”`),
  )

/** Some slots that shine by themselves have no colour in the palette. */
const isShining = (slot: string) => shiningSlots.some((name) => name === slot)

const unknownSlots = ({ parts, palette }: PainterContent): string[] =>
  Object.entries(parts).flatMap(([name, { shapes, over = [], textures = [] }]) =>
    [...[...shapes, ...over].map((text) => text.match(/^[a-z]+/)?.[0] ?? ''), ...textures.map(({ slot }) => slot)]
      .filter((slot) => !palette[slot] && !isShining(slot))
      .map((slot) => `content/painter/parts: “${name}” uses “${slot}”, and palette.yaml has no such colour`),
  )

/** Reads and checks the painter's files alone: the rest of content/ takes minutes to train. */
async function readPainter(): Promise<Content> {
  const files = painterKinds.flatMap(({ glob }) => globSync(glob)).sort()
  return new Map(await Promise.all(files.map(async (file) => [file, await readContent(file)] as const)))
}

if (import.meta.main) {
  try {
    await writeFile(PAINTER, `${JSON.stringify(painterOf(await readPainter()), null, 1)}\n`)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

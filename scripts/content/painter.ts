import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { MaterialsContent, UnknownContent } from '../../schemas/content/painter.ts'
import type { ItemContent, ThingsContent } from '../../schemas/content/painter-items.ts'
import type {
  LandscapeContent,
  PaletteContent,
  PartContent,
  PlaceContent,
} from '../../schemas/content/painter-landscape.ts'
import type { FiguresContent } from '../../schemas/content/painter-portrait.ts'
import { readContent } from './check.ts'
import type { Content } from './examples.ts'
import { problemsOfFigures, problemsOfThings } from './figures.ts'
import { problemsOfLandscapes } from './landscapes.ts'
import { painterKinds } from './painter-kinds.ts'

/** `npm run content:painter`: checks and compiles what the painter reads. The rest of content/ takes minutes to train. */

const PAINTER = 'src/ports/imaging/painter'

/** JSON that the painter reads, by path. Throws with each name that nothing has. */
export function painterTexts(content: Content): Map<string, string> {
  const materials = fileOf<MaterialsContent>(content, 'materials')
  const [landscapes, things, figures] = [landscapesOf(content), thingsOf(content), figuresOf(content)]
  const problems = [
    ...['parts', 'items'].flatMap((folder) => twiceIn(content, folder)),
    ...problemsOfLandscapes(landscapes),
    ...problemsOfThings(things, materials),
    ...problemsOfFigures(figures, materials),
  ]
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const compiled = {
    'materials.json': materials,
    'landscape/content.json': landscapes,
    'items/content.json': things,
    'portrait/content.json': figures,
  }
  return new Map(
    Object.entries(compiled).map(([path, value]) => [`${PAINTER}/${path}`, `${JSON.stringify(value, null, 1)}\n`]),
  )
}

const fileOf = <T>(content: Content, name: string) => content.get(`content/painter/${name}.yaml`) as T
const unknownOf = (content: Content) => fileOf<UnknownContent>(content, 'unknown')

function filesIn<T>(content: Content, folder: string): [name: string, value: T][] {
  const path = `content/painter/${folder}/`
  return [...content].filter(([file]) => file.startsWith(path)) as [string, T][]
}

/** All files of a folder as one. */
const joined = <T>(content: Content, folder: string): Record<string, T> =>
  Object.assign({}, ...filesIn(content, folder).map(([, value]) => value))

/** Names that two files of a folder have: one would replace the other. */
function twiceIn(content: Content, folder: string): string[] {
  const seen = new Set<string>()
  return filesIn<object>(content, folder).flatMap(([file, value]) =>
    Object.keys(value)
      .filter((name) => seen.size === seen.add(name).size)
      .map((name) => `${file}: another file has “${name}” too`),
  )
}

function landscapesOf(content: Content): LandscapeContent {
  const palette = Object.entries(fileOf<PaletteContent>(content, 'palette'))
  const places = filesIn<PlaceContent>(content, 'places').map(([file, it]) => [basename(file, '.yaml'), it] as const)
  return {
    unknown: unknownOf(content).scene,
    hours: fileOf(content, 'hours'),
    weathers: fileOf(content, 'weathers'),
    palette: Object.fromEntries(palette.map(([slot, { colour }]) => [slot, colour])),
    snowy: palette.filter(([, { snow }]) => snow).map(([slot]) => slot),
    shining: palette.filter(([, { shines }]) => shines).map(([slot]) => slot),
    parts: joined<PartContent>(content, 'parts'),
    places: Object.fromEntries(places),
  }
}

const thingsOf = (content: Content): ThingsContent => ({
  unknown: unknownOf(content).item,
  items: joined<ItemContent>(content, 'items'),
  grounds: fileOf(content, 'grounds'),
})

const figuresOf = (content: Content): FiguresContent => ({
  unknown: unknownOf(content).person,
  kinds: fileOf(content, 'characters/kinds'),
  roles: fileOf(content, 'characters/roles'),
  traits: fileOf(content, 'characters/traits'),
  backdrops: fileOf(content, 'characters/backdrops'),
})

/** Reads and checks the files of the painter. Throws with the file and the path of a mistake. */
export async function readPainter(): Promise<Content> {
  const files = globSync(painterKinds.map(({ glob }) => glob)).sort()
  return new Map(await Promise.all(files.map(async (file) => [file, await readContent(file)] as const)))
}

if (import.meta.main) {
  try {
    for (const [path, text] of painterTexts(await readPainter())) await writeFile(path, text)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

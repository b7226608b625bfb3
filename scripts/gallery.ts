import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { items as things } from '../src/ports/imaging/painter/items/content.ts'
import { content } from '../src/ports/imaging/painter/landscape/content.ts'
import { draw } from '../src/ports/imaging/painter/paint.ts'
import { kinds, roles } from '../src/ports/imaging/painter/portrait/content.ts'
import type { SubjectType } from '../src/ports/imaging/port.ts'
import { progressBar } from './progress-bar.ts'

/**
 * `npm run gallery`: a page with what the built-in painter draws. `-- --sheet FILE` writes forty of its pictures into one
 * instead.
 */

interface Shown {
  type: SubjectType
  name: string
  hour?: string
  weather?: string
}

/** Hours and weathers in the order in which places take them. */
const moods = [
  ['day', 'clear'],
  ['night', 'rain'],
  ['dusk', 'clear'],
  ['day', 'snow'],
  ['night', 'clear'],
  ['dawn', 'clear'],
  ['dusk', 'storm'],
  ['afternoon', 'clear'],
  ['night', 'snow'],
  ['day', 'cloudy'],
  ['dawn', 'fog'],
  ['afternoon', 'rain'],
  ['night', 'storm'],
] as const

const sceneOf = (name: string, at: number): Shown => {
  const [hour, weather] = moods[at % moods.length] ?? moods[0]
  return { type: 'scene', name, hour, weather }
}

const placeNames = Object.values(content.places).map(({ examples: [name = ''] }) => name)
const items = Object.values(things).map(({ examples: [name = ''] }): Shown => ({ type: 'item', name }))
const kindNames = Object.keys(kinds)
const characters = Object.keys(roles).map(
  (role, at): Shown => ({ type: 'character', name: `${kindNames[at % kindNames.length]} ${role}` }),
)

/** Every place twice, every item, every role. */
const all = [...placeNames.flatMap((name, at) => [sceneOf(name, at), sceneOf(name, at + 4)]), ...items, ...characters]

const pick = <T>(list: T[], count: number) =>
  Array.from({ length: count }, (_, at) => list[Math.floor((at * list.length) / count)] as T)

/** Forty of them: eight in a row, five rows. */
const chosen = [...pick(placeNames, 24).map(sceneOf), ...pick(items, 10), ...pick(characters, 6)]

async function encode({ type, name, hour, weather }: Shown, width: number): Promise<Buffer> {
  const svg = draw({
    subject: { type, name },
    prompt: name,
    timeOfDay: hour,
    weather,
    aspectRatio: '16:9',
    seed: 1,
    deadlineMs: Number.POSITIVE_INFINITY,
  })
  return sharp(Buffer.from(svg)).resize({ width }).webp({ quality: 84 }).toBuffer()
}

const bar = progressBar(process.stdout)
const captionOf = ({ name, hour, weather }: Shown) => [name, hour, weather].filter(Boolean).join(' · ')

async function writePage() {
  await mkdir('gallery', { recursive: true })
  const pictures: string[] = []
  for (const [at, shown] of all.entries()) {
    bar.show(at / all.length, captionOf(shown))
    await writeFile(`gallery/${at}.webp`, await encode(shown, 1024))
    pictures.push(
      `<figure><img src="${at}.webp" loading="lazy" alt=""><figcaption>${captionOf(shown)}</figcaption></figure>`,
    )
  }
  bar.clear()
  await writeFile('gallery/index.html', pageOf(pictures.join('\n')))
  process.stdout.write(`gallery/index.html: ${all.length} pictures\n`)
}

const pageOf = (pictures: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Pictures of the built-in painter</title>
<style>
body { margin: 2rem; background: #14161d; color: #d8d8e0; font: 14px system-ui }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr)); gap: 1rem }
figure { margin: 0 } img { width: 100%; border-radius: 6px; display: block } figcaption { padding: .4rem 0 }
</style>
<h1>Pictures of the built-in painter</h1>
<main>
${pictures}
</main></html>
`

async function writeSheet(file: string) {
  const [columns, width, height] = [8, 200, 113]
  const tiles = []
  for (const [at, shown] of chosen.entries()) {
    bar.show(at / chosen.length, captionOf(shown))
    const input = await sharp(await encode(shown, width))
      .resize(width, height)
      .toBuffer()
    tiles.push({ input, left: (at % columns) * width, top: Math.floor(at / columns) * height })
  }
  bar.clear()
  const size = { width: columns * width, height: (chosen.length / columns) * height }
  await sharp({ create: { ...size, channels: 3, background: '#14161d' } })
    .composite(tiles)
    .webp({ quality: 86 })
    .toFile(file)
  process.stdout.write(`${file}: ${chosen.length} pictures\n`)
}

const { sheet } = parseArgs({ options: { sheet: { type: 'string' } } }).values
if (sheet === undefined) await writePage()
else await writeSheet(sheet)

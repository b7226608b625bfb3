import { mkdir, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { content } from '../src/ports/imaging/painter/content.ts'
import { draw } from '../src/ports/imaging/painter/paint.ts'
import type { SubjectType } from '../src/ports/imaging/port.ts'

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

/** Every place twice, and every hour and weather several times. */
const pictures: Shown[] = Object.values(content.places).flatMap(({ examples: [name = ''] }, at) =>
  [0, 1].map((turn): Shown => {
    const [hour, weather] = moods[(at + turn * 4) % moods.length] ?? moods[0]
    return { type: 'scene', name, hour, weather }
  }),
)

async function encode({ type, name, hour, weather }: Shown, width: number): Promise<Buffer> {
  const svg = draw({
    subject: { type, name },
    prompt: name,
    timeOfDay: hour,
    weather,
    aspectRatio: '16:9',
    seed: 1,
    deadlineMs: 10_000,
  })
  return sharp(Buffer.from(svg)).resize({ width }).webp({ quality: 84 }).toBuffer()
}

/** Line of a terminal that is written over; nothing where the output is a file. */
function progress(done: number, all: number) {
  if (!process.stdout.isTTY) return
  const filled = Math.round((done / all) * 30)
  process.stdout.write(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done}/${all}${done === all ? '\n' : ''}`)
}

const captionOf = ({ name, hour, weather }: Shown) => [name, hour, weather].filter(Boolean).join(' · ')

async function writePage() {
  await mkdir('gallery', { recursive: true })
  const figures: string[] = []
  for (const [at, shown] of pictures.entries()) {
    await writeFile(`gallery/${at}.webp`, await encode(shown, 1024))
    figures.push(
      `<figure><img src="${at}.webp" loading="lazy" alt=""><figcaption>${captionOf(shown)}</figcaption></figure>`,
    )
    progress(at + 1, pictures.length)
  }
  await writeFile('gallery/index.html', pageOf(figures.join('\n')))
  process.stdout.write(`gallery/index.html: ${pictures.length} pictures\n`)
}

const pageOf = (figures: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pictures of the built-in painter</title>
<style>
body { margin: 2rem; background: #14161d; color: #d8d8e0; font: 14px system-ui }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 1rem }
figure { margin: 0 } img { width: 100%; border-radius: 6px; display: block } figcaption { padding: .4rem 0 }
</style>
<h1>Pictures of the built-in painter</h1>
<main>
${figures}
</main></html>
`

/** Contact sheet of 8 by 5 pictures, evenly chosen, 1600 wide. */
async function writeSheet(file: string) {
  const [columns, rows, width] = [8, 5, 200]
  const height = Math.round((width * 9) / 16)
  const count = columns * rows
  const chosen = Array.from({ length: count }, (_, at) => pictures[Math.floor((at * pictures.length) / count)] as Shown)
  const tiles = []
  for (const [at, shown] of chosen.entries()) {
    const input = await sharp(await encode(shown, width))
      .resize(width, height)
      .toBuffer()
    tiles.push({ input, left: (at % columns) * width, top: Math.floor(at / columns) * height })
    progress(at + 1, count)
  }
  await sharp({ create: { width: columns * width, height: rows * height, channels: 3, background: '#14161d' } })
    .composite(tiles)
    .webp({ quality: 86 })
    .toFile(file)
  process.stdout.write(`${file}: ${count} pictures\n`)
}

const sheet = process.argv.indexOf('--sheet')
if (sheet === -1) await writePage()
else await writeSheet(process.argv[sheet + 1] ?? 'docs/painter.webp')

import sharp from 'sharp'
import t from 'tap'
import { embedded } from '../../src/ports/imaging/embedded.ts'
import { content } from '../../src/ports/imaging/painter/landscape/content.ts'
import { landscape } from '../../src/ports/imaging/painter/landscape/landscape.ts'
import { sizes } from '../../src/ports/imaging/painter/sizes.ts'
import type { AspectRatio, ImageAsk } from '../../src/ports/imaging/port.ts'

const MAX_SVG_BYTES = 400_000

const askOf = (name: string, more: Partial<ImageAsk> = {}): ImageAsk => ({
  subject: { type: 'scene', name },
  prompt: `A picture of ${name}`,
  aspectRatio: '16:9',
  deadlineMs: 10_000,
  ...more,
})

const painter = await embedded.open({} as never, {} as never)

async function svgOf(ask: ImageAsk): Promise<string> {
  const { picture } = await painter.paint(ask)
  if (picture.kind !== 'svg') throw new Error('the painter draws SVG')
  return picture.svg
}

t.test('A call that was aborted before it began is refused with the reason of its signal', async (t) => {
  const reason = new Error('gone')
  await t.rejects(painter.paint(askOf('Forest', { signal: AbortSignal.abort(reason) })), reason)
})

t.test('A name that content does not have is refused', async (t) => {
  const ask = { place: 'nowhere', hour: 'day', weather: 'clear', aspectRatio: '16:9', seed: 1 } as const
  t.throws(() => landscape(content, ask), /no such place/)
})

t.test('Nothing of the words is in the drawing', async (t) => {
  const words = `"><script>alert('zauberberg')</script> url(http://127.0.0.1) &lt; forest`
  const svg = await svgOf(askOf(words, { prompt: words, timeOfDay: words, weather: words }))
  t.notMatch(svg, /script|alert|zauberberg|127\.0\.0\.1|&lt;/)
  t.notMatch(svg.replace('xmlns="http://www.w3.org/2000/svg"', ''), /https?:|href|<image|<text|<style/)
})

t.test('The painter is called embedded', async (t) => {
  const { model, usage } = await painter.paint(askOf('Forest'))
  t.strictSame(
    [embedded.name, embedded.needs, painter.model, painter.state(), model, usage],
    ['embedded', [], 'painter-1', 'ok', 'painter-1', { pictures: 1 }],
  )
})

t.test(
  'The same ask gives the same drawing, byte for byte; another seed or another prompt gives another',
  async (t) => {
    const ask = askOf('Town Square', { seed: 7 })
    const one = await svgOf(ask)
    t.equal(one, await svgOf(ask))
    t.not(one, await svgOf({ ...ask, seed: 8 }))
    t.not(one, await svgOf({ ...ask, prompt: 'A picture of the Town Square, with pigeons' }))
  },
)

t.test('Each place in each hour and weather is drawn, and is not too large', async (t) => {
  for (const place of Object.keys(content.places))
    for (const hour of Object.keys(content.hours))
      for (const weather of Object.keys(content.weathers)) {
        const svg = landscape(content, { place, hour, weather, aspectRatio: '16:9', seed: 3 })
        const name = `${place}, ${hour}, ${weather}`
        t.ok(svg.length < MAX_SVG_BYTES, `${name} has ${svg.length} bytes`)
        t.notMatch(svg, /NaN|undefined|Infinity/, name)
      }
})

t.test('Each place can be decoded, in one hour and weather after the other', async (t) => {
  const [hours, weathers] = [Object.keys(content.hours), Object.keys(content.weathers)]
  for (const [at, place] of Object.keys(content.places).entries()) {
    const [hour, weather] = [hours[at % hours.length], weathers[at % weathers.length]] as [string, string]
    const svg = landscape(content, { place, hour, weather, aspectRatio: '16:9', seed: 3 })
    // Small: whether it is well formed and every reference resolves shows at any size.
    const small = svg.replace(/width="\d+" height="\d+"/, 'width="64" height="36"')
    const { info } = await sharp(Buffer.from(small)).raw().toBuffer({ resolveWithObject: true })
    t.match(info, { width: 64, height: 36 }, `${place}, ${hour}, ${weather}`)
  }
})

t.test('Each aspect ratio has its size, and fills it', async (t) => {
  for (const aspectRatio of Object.keys(sizes) as AspectRatio[]) {
    const { width, height } = sizes[aspectRatio]
    for (const name of ['Town Square', 'Crystal Cavern', 'Library', 'Harbour']) {
      const { data, info } = await sharp(Buffer.from(await svgOf(askOf(name, { aspectRatio }))))
        .raw()
        .toBuffer({ resolveWithObject: true })
      t.strictSame([info.width, info.height], [width, height], `${name} ${aspectRatio}`)
      const corners = [0, width - 1, width * (height - 1), width * height - 1]
      for (const at of corners) t.equal(data[at * info.channels + 3] ?? 255, 255, `${name} ${aspectRatio} is opaque`)
    }
  }
})

/** Mean of red less mean of blue, 0 to 255, of a small picture of a place. */
async function warmthOf(place: string, hour: string, weather: string): Promise<number> {
  const svg = landscape(content, { place, hour, weather, aspectRatio: '16:9', seed: 3 })
  const { channels } = await sharp(Buffer.from(svg)).resize(64).stats()
  return (channels[0]?.mean ?? 0) - (channels[2]?.mean ?? 0)
}

t.test('An afternoon is clearly warmer than the day in every weather', async (t) => {
  for (const weather of Object.keys(content.weathers))
    for (const place of ['village', 'harbour', 'bedroom', 'cave']) {
      const [afternoon, day] = [await warmthOf(place, 'afternoon', weather), await warmthOf(place, 'day', weather)]
      t.ok(afternoon - day > 8, `${place}, ${weather}: ${afternoon.toFixed(0)} and ${day.toFixed(0)}`)
    }
})

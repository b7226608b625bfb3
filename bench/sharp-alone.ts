import sharp from 'sharp'

/** A process with sharp and nothing else: it paints samples, and makes the same two WebPs of them as the service. */
export type Order = { paint: { width: number; height: number } } | { convert: Uint8Array; times: number }
export interface Report {
  cpuMs: number
  wallMs: number
}

sharp.concurrency(1)
sharp.cache(false)

/** A PNG with as much detail as a painted picture. */
function paint(width: number, height: number) {
  const opaque = '1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 0 1'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="sky" x2="1" y2="1">
      <stop stop-color="#135"/><stop offset="1" stop-color="#fa6"/>
    </linearGradient>
    <filter id="clouds">
      <feTurbulence baseFrequency=".02" numOctaves="6"/><feColorMatrix values="${opaque}"/>
      <feBlend in2="SourceGraphic" mode="multiply"/>
    </filter>
    <rect width="100%" height="100%" fill="url(#sky)" filter="url(#clouds)"/>
  </svg>`
  return sharp(Buffer.from(svg)).removeAlpha().png().toBuffer()
}

const full = (png: Uint8Array) => sharp(png).autoOrient().webp({ quality: 85, effort: 2 }).toBuffer()
const thumbnail = (png: Uint8Array) =>
  sharp(png).autoOrient().resize(200, 200, { fit: 'inside' }).webp({ quality: 80, effort: 2 }).toBuffer()

async function convert(png: Uint8Array, times: number): Promise<Report> {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  for (let time = 0; time < times; time++) await Promise.all([full(png), thumbnail(png)])
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1_000 / times, wallMs: (performance.now() - startedAt) / times }
}

process.on('message', async (order: Order) => {
  const { width = 0, height = 0 } = 'paint' in order ? order.paint : {}
  process.send?.('convert' in order ? await convert(order.convert, order.times) : await paint(width, height))
})
process.on('disconnect', () => process.exit())

import sharp from 'sharp'
import t from 'tap'
import { hasPictureSignature } from '../../../src/ports/imaging/port.ts'
import { children, kindOf, peakMb, pictures } from '../../fixtures/pictures.ts'
import { apng, chunk, inflating, png } from '../../fixtures/png.ts'

const text = (value: string) => Buffer.from(value, 'latin1')
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)
const isLinux = process.platform === 'linux'

const photo = await sharp({
  create: {
    width: 640,
    height: 480,
    channels: 3,
    background: '#345',
    noise: { type: 'gaussian', mean: 128, sigma: 40 },
  },
})
  .png()
  .toBuffer()

const svg = (inside: string, before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">${inside}</svg>`

t.test('What does not begin like PNG, JPEG or WebP is not a picture, and no decoder sees it', async (t) => {
  const { foreign } = pictures(t)
  const others = {
    nothing: text(''),
    'a word': text('picture'),
    'a drawing': text(svg('')),
    'a drawing with a file in it': text(svg('<image href="file:///etc/passwd" width="40" height="40"/>')),
    'GIF that is JavaScript too': text('GIF89a/*\x01\x00\x01\x00*/=1;alert(1)//'),
    'a GIF': await sharp(photo).gif().toBuffer(),
    'a TIFF': await sharp(photo).tiff().toBuffer(),
    'an AVIF': await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .avif()
      .toBuffer(),
    'a HEIC': text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
    'a PDF': text('%PDF-1.7\n1 0 obj<<>>endobj'),
    'a PNG after a space': Buffer.concat([text(' '), photo]),
    'a RIFF of sound': text('RIFF\x24\0\0\0WAVEfmt '),
  }
  for (const [name, bytes] of Object.entries(others)) t.equal(await kindOf(foreign(bytes)), 'not_a_picture', name)
  t.strictSame(children(), [], 'no process was started for it')
})

t.test('A picture is known by its first bytes', async (t) => {
  t.notOk(hasPictureSignature(text('RIFF')))
  t.notOk(hasPictureSignature(text('RIFFWEBP')))
  for (const bytes of [photo, await sharp(photo).jpeg().toBuffer(), await sharp(photo).webp().toBuffer()])
    t.ok(hasPictureSignature(bytes))
})

t.test('A picture of more than 40 MB is refused before it is looked at', async (t) => {
  const { foreign } = pictures(t)
  t.equal(await kindOf(foreign(Buffer.concat([photo, Buffer.alloc(40e6)]))), 'too_large')
  t.strictSame(children(), [])
})

t.test('A picture whose WebP is larger than what may be stored is refused', async (t) => {
  const { foreign } = pictures(t, { env: { MAX_IMAGE_SIZE_MB: 0.01 } })
  t.equal(await kindOf(foreign(photo)), 'too_large')
})

const zeros = inflating(500)

/** What each must be refused as, and what is harmless and gives a picture. */
const hostile: Record<string, [expected: string, bytes: Buffer]> = {
  '16000 × 16000 pixels in less than a megabyte': ['too_many_pixels', await png({ width: 16_000, height: 16_000 })],
  'a million pixels in one row': ['too_many_pixels', await png({ width: 1e6, height: 1 })],
  'a row of 16384 pixels': ['too_many_pixels', await png({ width: 16_384, height: 1 })],
  'half a PNG': ['broken', half(photo)],
  'half a JPEG': ['broken', half(await sharp(photo).jpeg().toBuffer())],
  'half a WebP': ['broken', half(await sharp(photo).webp().toBuffer())],
  'half a lossless WebP': ['broken', half(await sharp(photo).webp({ lossless: true }).toBuffer())],
  'the header of a PNG alone': ['broken', photo.subarray(0, 24)],
  'a signature of PNG before a drawing': ['broken', Buffer.concat([photo.subarray(0, 8), text(svg(''))])],
  'a signature of JPEG before JavaScript': ['broken', text('\xff\xd8\xff\xe0/*JFIF*/=1;alert(1)')],
  'a signature of WebP before a drawing': ['broken', text(`RIFF    WEBP${svg('')}`)],
  'a PNG with a wrong checksum': ['broken', Buffer.from(photo).fill(0, 60, 64)],
  'a profile of 500 MB': ['a picture of 10 × 10', await png({ width: 10, height: 10, before: [chunk('iCCP', zeros)] })],
  'ten texts of 500 MB': [
    'a picture of 10 × 10',
    await png({ width: 10, height: 10, before: Array(10).fill(chunk('zTXt', zeros)) }),
  ],
  'an animation of 10,000 frames': ['a picture of 16 × 16', await apng(10_000, 16, [200, 30, 30])],
}

t.test(
  'Bombs and damaged pictures are refused at once, in bounded memory, and the next picture is converted',
  async (t) => {
    const { foreign, warnings } = pictures(t)
    t.equal(await kindOf(foreign(photo)), 'a picture of 640 × 480')
    const [child = 0] = children()
    const before = isLinux ? peakMb(child) : 0
    for (const [name, [expected, bytes]] of Object.entries(hostile)) {
      const startedAt = performance.now()
      t.equal(await kindOf(foreign(bytes)), expected, name)
      t.comment(`${name}, ${bytes.length} bytes: ${(performance.now() - startedAt).toFixed(0)} ms`)
    }
    t.strictSame(children(), [child], 'the process has outlived them all')
    if (isLinux) {
      const more = peakMb(child) - before
      t.comment(`the process held at most ${(before + more).toFixed(0)} MB, ${more.toFixed(0)} MB more than before`)
      t.ok(more < 150, `${more} MB more than before`)
    }
    t.equal(await kindOf(foreign(photo)), 'a picture of 640 × 480')
    t.strictSame(warnings, [])
  },
)

t.test('A drawing that multiplies itself, or is too large, is refused', async (t) => {
  const { convert } = pictures(t)
  const laughs = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  const groups = Array.from(
    { length: 12 },
    (_, n) => `<g id="g${n + 1}">${`<use href="#g${n}"/>`.repeat(10)}</g>`,
  ).join('')
  const drawings: Record<string, [expected: string, svg: string]> = {
    'entities of entities': ['broken', svg('<text>&l12;</text>', `<!DOCTYPE svg [<!ENTITY l0 "ha">${laughs}]>`)],
    'groups of groups': ['broken', svg(`<defs><rect id="g0" width="1" height="1"/>${groups}</defs><use href="#g12"/>`)],
    '30000 × 30000': ['too_many_pixels', svg('').replaceAll('"40"', '"30000"')],
    'no drawing': ['broken', 'a text'],
    'a PNG': ['broken', photo.toString('latin1')],
  }
  for (const [name, [expected, svg]] of Object.entries(drawings)) {
    const startedAt = performance.now()
    t.equal(await kindOf(convert({ kind: 'svg', svg })), expected, name)
    t.comment(`${name}: ${(performance.now() - startedAt).toFixed(0)} ms`)
  }
})

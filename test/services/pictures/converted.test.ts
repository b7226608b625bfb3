import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isBlurhashValid } from 'blurhash'
import sharp from 'sharp'
import t from 'tap'
import { UnusablePicture } from '../../../src/services/pictures/unusable-picture.ts'
import { isNear, pictures, pixelAt } from '../../fixtures/pictures.ts'
import { apng, png } from '../../fixtures/png.ts'
import { folder } from '../../fixtures/process.ts'

const RED = [200, 30, 30]
const BLUE = [30, 30, 200]
const { convert, foreign } = pictures(t)

/** Red on its left half, blue on its right one. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: { r: 30, g: 30, b: 200 } } },
      left: width / 2,
      top: 0,
    },
  ])

const samples = {
  'a PNG': await halves(400, 300).png().toBuffer(),
  'a PNG with a palette': await halves(400, 300).png({ palette: true }).toBuffer(),
  'a PNG in passes': await halves(400, 300).png({ progressive: true }).toBuffer(),
  'a JPEG': await halves(400, 300).jpeg({ quality: 95 }).toBuffer(),
  'a JPEG in passes': await halves(400, 300).jpeg({ quality: 95, progressive: true }).toBuffer(),
  'a JPEG for print': await halves(400, 300).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
  'a WebP': await halves(400, 300).webp().toBuffer(),
  'a lossless WebP': await halves(400, 300).webp({ lossless: true }).toBuffer(),
  'a drawing': Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">
    <rect width="200" height="300" fill="#c81e1e"/><rect x="200" width="200" height="300" fill="#1e1ec8"/></svg>`),
}

t.test('Every format becomes WebP of its size, a thumbnail and a placeholder', async (t) => {
  for (const [name, bytes] of Object.entries(samples)) {
    const picture = name === 'a drawing' ? convert({ kind: 'svg', svg: bytes.toString() }) : foreign(bytes)
    const { full, thumbnail, placeholder } = await picture
    t.strictSame([full.width, full.height, thumbnail.width, thumbnail.height], [400, 300, 200, 150], name)
    for (const { bytes, width, height } of [full, thumbnail]) {
      const found = await sharp(bytes).metadata()
      t.strictSame([found.format, found.width, found.height], ['webp', width, height], name)
      const [left, right] = [await pixelAt(bytes, width / 8, 9), await pixelAt(bytes, (width * 7) / 8, 9)]
      // Inks cannot show the blue of a screen.
      const tolerance = name === 'a JPEG for print' ? 80 : 16
      t.ok(isNear(left, RED, tolerance) && isNear(right, BLUE, tolerance), `${name}: ${left}; ${right}`)
    }
    t.ok(isBlurhashValid(placeholder).result, `${name}: ${placeholder}`)
    t.equal(placeholder.length, 28)
  }
})

t.test('A photo is turned upright, and where and with what it was taken is gone', async (t) => {
  const exif = { IFD0: { Make: 'CameraMaker' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } }
  const photo = await halves(400, 300)
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge(exif)
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    .toBuffer()
  t.match(photo.toString('latin1'), /CameraMaker/)
  const { full, thumbnail } = await foreign(photo)
  t.strictSame([full.width, full.height, thumbnail.width, thumbnail.height], [300, 400, 150, 200])
  t.ok(isNear(await pixelAt(full.bytes, 150, 50), RED), 'left has become top')
  t.ok(isNear(await pixelAt(full.bytes, 150, 350), BLUE))
  for (const { bytes } of [full, thumbnail]) {
    const { exif, xmp, icc, orientation } = await sharp(bytes).metadata()
    t.strictSame([exif, xmp, icc, orientation], [undefined, undefined, undefined, undefined])
    t.notMatch(Buffer.from(bytes).toString('latin1'), /CameraMaker|EXIF|XMP |ICCP/)
  }
})

t.test('Grey, transparent and 16-bit pictures keep what they show', async (t) => {
  const grey = await foreign(await png({ width: 30, height: 20, layout: 'grey', pixel: [90] }))
  t.ok(isNear(await pixelAt(grey.full.bytes, 9, 9), [90, 90, 90]))
  const deep = await foreign(await png({ width: 30, height: 20, layout: 'rgb16', pixel: [200, 1, 30, 2, 30, 3] }))
  t.ok(isNear(await pixelAt(deep.full.bytes, 9, 9), RED))
  const clear = await foreign(await png({ width: 30, height: 20, layout: 'rgba', pixel: [...RED, 77] }))
  for (const { bytes } of [clear.full, clear.thumbnail]) {
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
    t.equal(info.channels, 4)
    t.equal(data[3], 77)
  }
})

t.test('The smallest and the longest pictures are pictures too; a small one is not enlarged', async (t) => {
  const sizes = async (width: number, height: number) => {
    const { full, thumbnail } = await foreign(await png({ width, height, pixel: RED }))
    return [full.width, full.height, thumbnail.width, thumbnail.height]
  }
  t.strictSame(await sizes(1, 1), [1, 1, 1, 1])
  t.strictSame(await sizes(16_383, 1), [4096, 1, 200, 1])
  t.strictSame(await sizes(1, 300), [1, 300, 1, 200])
  t.strictSame(await sizes(5_000, 2_500), [4096, 2048, 200, 100])
})

t.test('Of an animation, the first picture is taken', async (t) => {
  const frames = await Promise.all([RED, BLUE].map((pixel) => png({ width: 20, height: 10, pixel })))
  const webp = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer()
  for (const bytes of [webp, await apng(3, 20, RED)]) {
    const { full } = await foreign(bytes)
    t.ok(isNear(await pixelAt(full.bytes, 5, 5), RED))
    t.equal((await sharp(full.bytes).metadata()).pages, undefined)
  }
})

t.test('A drawing has nothing in it but itself: no file of this machine, no address', async (t) => {
  const path = join(await folder(t), 'secret.png')
  await writeFile(path, await png({ width: 40, height: 40, pixel: BLUE }))
  const url = pathToFileURL(path).href
  const image = (href: string) => `<image href="${href}" xlink:href="${href}" width="40" height="40"/>`
  const draw = async (inside: string, before = '') => {
    const red = '<rect width="40" height="40" fill="#c81e1e"/>'
    const size = 'width="40" height="40"'
    const prefixes = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude"'
    const svg = `${before}<svg xmlns="http://www.w3.org/2000/svg" ${prefixes} ${size}>${red}${inside}</svg>`
    return pixelAt((await convert({ kind: 'svg', svg })).full.bytes, 20, 20)
  }
  const inlined = `data:image/png;base64,${(await png({ width: 40, height: 40, pixel: BLUE })).toString('base64')}`
  t.ok(isNear(await draw(''), RED))
  for (const href of [url, path, 'secret.png', 'http://127.0.0.1:9/secret.png'])
    t.ok(isNear(await draw(image(href)), RED), href)
  t.ok(isNear(await draw(image(inlined)), BLUE), 'a picture that is a part of it is drawn')
  t.ok(isNear(await draw(`<xi:include href="${url}" parse="text"/>`), RED))
  await t.rejects(draw('&file;', `<!DOCTYPE svg [<!ENTITY file SYSTEM "${url}">]>`), new UnusablePicture('broken'))
  t.ok(isNear(await draw(`<style>@import url("${url}");</style>`), RED))
})

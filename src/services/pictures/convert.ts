import { encode as blurHashOf } from 'blurhash'
import sharp, { type OutputInfo, type Sharp } from 'sharp'
import type { Conversion, Converted, ConvertedPicture, Webp } from './messages.ts'

const MAX_PIXELS = 25e6
/** Longest side that WebP can have. */
const MAX_SIDE = 16_383
/** Longest side of a stored picture. */
const FULL_SIZE = 4_096
const THUMBNAIL_QUALITY = 80
const PLACEHOLDER_SIZE = 32
/** Effort of WebP, 0 to 6: 4 takes twice the time for files that are 3 % smaller. */
const EFFORT = 2

const loaders = {
  bytes: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp'],
  svg: ['VipsForeignLoadSvg'],
}

interface Pixels {
  data: Buffer
  info: OutputInfo
}

sharp.concurrency(1)
sharp.cache(false)

/**
 * Converts one picture. It must not run twice at a time: which loaders libvips may use is one setting of the whole
 * process, and the one for drawings must never see foreign bytes.
 */
export async function convert(conversion: Conversion): Promise<Converted> {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: loaders[conversion.kind] })
  try {
    const { width, height } = await open(conversion, false).metadata()
    if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE) return { unusable: 'too_many_pixels' }
    const picture = await toWebp(await decode(conversion), conversion)
    return picture.full.bytes.length > conversion.maxBytes ? { unusable: 'too_large' } : { picture }
  } catch {
    return { unusable: 'broken' }
  }
}

/** Reads nothing yet. Of an animation, the first picture. */
const open = ({ bytes }: Conversion, limitInputPixels: number | false) =>
  sharp(bytes, { failOn: 'error', limitInputPixels, pages: 1 })

/** Pixels of the picture the right way up, in sRGB with 8 bits. Decoding it once serves all that is made of it. */
const decode = (conversion: Conversion) =>
  pixelsOf(fit(open(conversion, MAX_PIXELS).autoOrient(), FULL_SIZE).toColourspace('srgb'))

async function toWebp(pixels: Pixels, { quality, thumbnailSize }: Conversion): Promise<ConvertedPicture> {
  const [full, small] = await Promise.all([webpOf(pixels, quality), pixelsOf(fit(from(pixels), thumbnailSize))])
  const [thumbnail, placeholder] = await Promise.all([webpOf(small, THUMBNAIL_QUALITY), placeholderOf(small)])
  return { full, thumbnail, placeholder }
}

async function webpOf(pixels: Pixels, quality: number): Promise<Webp> {
  const bytes = await from(pixels).webp({ quality, effort: EFFORT }).toBuffer()
  return { bytes, width: pixels.info.width, height: pixels.info.height }
}

async function placeholderOf(pixels: Pixels): Promise<string> {
  const { data, info } = await pixelsOf(fit(from(pixels), PLACEHOLDER_SIZE).ensureAlpha())
  return blurHashOf(new Uint8ClampedArray(data), info.width, info.height, 4, 3)
}

const fit = (image: Sharp, size: number) => image.resize(size, size, { fit: 'inside', withoutEnlargement: true })

const from = ({ data, info: { width, height, channels } }: Pixels) => sharp(data, { raw: { width, height, channels } })

const pixelsOf = (image: Sharp): Promise<Pixels> => image.raw().toBuffer({ resolveWithObject: true })

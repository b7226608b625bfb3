import type { Picture } from '../../ports/imaging/port.ts'
import type { UnusableKind } from './unusable-picture.ts'

/** Work for the child process. */
export interface Conversion {
  kind: Picture['kind']
  /** The picture's bytes, or the drawing's text in UTF-8. */
  bytes: Uint8Array
  /** 1 to 100. */
  quality: number
  /** Longer side of the thumbnail in pixels. */
  thumbnailSize: number
  /** Largest full picture in bytes. */
  maxBytes: number
}

/** WebP with its size in pixels. */
export interface Webp {
  bytes: Uint8Array
  width: number
  height: number
}

/** What is stored of a picture. */
export interface ConvertedPicture {
  full: Webp
  thumbnail: Webp
  /** BlurHash of 4 by 3 components. */
  placeholder: string
}

/** Answer of the child process. */
export type Converted = { picture: ConvertedPicture } | { unusable: UnusableKind }

import type { AspectRatio } from '../port.ts'

export interface Size {
  width: number
  height: number
}

/** Of pictures, in pixels. */
export const sizes: Record<AspectRatio, Size> = {
  '1:1': { width: 1024, height: 1024 },
  '16:9': { width: 1024, height: 576 },
  '4:3': { width: 1024, height: 768 },
  '9:16': { width: 576, height: 1024 },
}

import type { Port } from '../port.ts'
import type { PictureUsage } from '../usage.ts'

export type SubjectType = 'scene' | 'item' | 'character'
export type AspectRatio = '1:1' | '16:9' | '4:3' | '9:16'

/** Request for one picture. */
export interface ImageAsk {
  subject: { type: SubjectType; name: string }
  /** What the picture shows, in words: text of a player, data and never instructions. */
  prompt: string
  /** Of a scene, in the caller's words. Without them, the prompt may say it. */
  timeOfDay?: string | undefined
  weather?: string | undefined
  aspectRatio: AspectRatio
  /** The same prompt and seed give the same picture, where the provider can do that. */
  seed?: number | undefined
  /** Milliseconds until the whole picture must be there. */
  deadlineMs: number
  /** Aborts the call, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** A picture as it came: bytes of another service, which are checked and decoded with care, or a drawing of our own. */
export type Picture = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'svg'; svg: string }

/** Whether bytes begin like a PNG, JPEG or WebP. What follows may still be damaged. */
export function hasPictureSignature(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  const isWebp = start.startsWith('RIFF') && start.startsWith('WEBP', 8)
  return isWebp || start.startsWith('\x89PNG\r\n\x1a\n') || start.startsWith('\xff\xd8\xff')
}

export interface Painting {
  picture: Picture
  /** The model that answered, as the provider names it. */
  model: string
  usage: PictureUsage
}

/** Paints pictures. `paint` throws `ProviderFailure`, or the reason of `ask.signal`, and nothing else. It never retries. */
export interface Imaging extends Port {
  /** The model that is configured; a painting names the one that answered. */
  readonly model: string
  paint(ask: ImageAsk): Promise<Painting>
  /** `degraded` while the circuit breaker is open. */
  state(): 'ok' | 'degraded'
}

/** Tokens of a text model. */
export interface TokenUsage {
  inputTokens: number
  outputTokens: number
  /** Not counted by the provider: estimated as one token per four characters. */
  estimated: boolean
}

export interface PictureUsage {
  pictures: number
}

/** Speech that was made: the characters that were handed over, whether or not they were heard. */
export interface CharacterUsage {
  characters: number
}

/** Speech that was listened to. */
export interface SoundUsage {
  seconds: number
  /** Not counted by the provider, but by the frames that it was sent. */
  estimated: boolean
}

/** What a call used of an outside service, in the units that it charges for. */
export type Usage = TokenUsage | PictureUsage

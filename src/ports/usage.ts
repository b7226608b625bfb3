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

/** What a call used of an outside service, in the units that it charges for. */
export type Usage = TokenUsage | PictureUsage

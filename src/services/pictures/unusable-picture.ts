const sentences = {
  not_a_picture: 'This is not a PNG, JPEG or WebP picture.',
  too_many_pixels: 'The picture has more than 25 million pixels, or a side of more than 16383.',
  broken: 'The picture is damaged and cannot be decoded.',
  too_large: 'The picture is larger than pictures may be.',
  too_slow: 'The picture took too long to convert.',
  busy: 'Too many pictures are being converted. Try again later.',
}

export type UnusableKind = keyof typeof sentences

/** Why a picture was not converted. A caller may see its message. `busy` says nothing about the picture itself. */
export class UnusablePicture extends Error {
  readonly kind: UnusableKind

  constructor(kind: UnusableKind) {
    super(sentences[kind])
    this.kind = kind
  }
}

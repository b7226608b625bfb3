const signatures = {
  png: [{ at: 0, text: '\x89PNG\r\n\x1a\n' }],
  jpeg: [{ at: 0, text: '\xff\xd8\xff' }],
  webp: [
    { at: 0, text: 'RIFF' },
    { at: 8, text: 'WEBP' },
  ],
}

export type PictureFormat = keyof typeof signatures

/** Format that the first 12 bytes claim; undefined when it is none that is accepted. The rest may still be damaged. */
export function sniff(bytes: Uint8Array): PictureFormat | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12))
  const formats = Object.entries(signatures) as [PictureFormat, { at: number; text: string }[]][]
  return formats.find(([, parts]) => parts.every(({ at, text }) => start.startsWith(text, at)))?.[0]
}

/** A file of sound, as every player reads it. */
export interface Wav {
  format: 'pcm16' | 'mulaw'
  rate: number
  /** Little-endian samples of 16 bits, or bytes of mu-law; one channel. */
  data: Uint8Array
}

const formats = { pcm16: { tag: 1, bytes: 2 }, mulaw: { tag: 7, bytes: 1 } }

export const pcmBytes = (pcm: Int16Array): Uint8Array => new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength)

/** The begin of a file whose sound has so many bytes; the file is the header, then the sound, which must be even. */
export function wavHeader({ format, rate }: Omit<Wav, 'data'>, dataBytes: number): Buffer {
  const { tag, bytes } = formats[format]
  // What is not PCM has an extension, of no bytes here, and tells its samples.
  const isPcm = format === 'pcm16'
  const formatBytes = isPcm ? 16 : 18
  const fact = isPcm ? Buffer.alloc(0) : Buffer.concat([Buffer.from('fact'), uint32(4), uint32(dataBytes)])
  const riffBytes = 4 + 8 + formatBytes + fact.length + 8 + dataBytes + (dataBytes % 2)
  const description = Buffer.alloc(formatBytes)
  description.writeUInt16LE(tag, 0)
  description.writeUInt16LE(1, 2)
  description.writeUInt32LE(rate, 4)
  description.writeUInt32LE(rate * bytes, 8)
  description.writeUInt16LE(bytes, 12)
  description.writeUInt16LE(bytes * 8, 14)
  return Buffer.concat([
    Buffer.from('RIFF'),
    uint32(riffBytes),
    Buffer.from('WAVEfmt '),
    uint32(formatBytes),
    description,
    fact,
    Buffer.from('data'),
    uint32(dataBytes),
  ])
}

/** A whole file. */
export const wavOf = (wav: Wav): Buffer =>
  Buffer.concat([wavHeader(wav, wav.data.length), wav.data, Buffer.alloc(wav.data.length % 2)])

/** Undefined for bytes that are no file of one channel of these formats. A length that says too much is cut. */
export function readWav(file: Uint8Array): Wav | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return
  let about: Omit<Wav, 'data'> | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4)
    const chunk = bytes.subarray(at + 8, at + 8 + bytes.readUInt32LE(at + 4))
    if (name === 'fmt ' && chunk.length >= 16) about = formatOf(chunk)
    if (name === 'data') return about && { ...about, data: chunk }
    at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) % 2)
  }
}

function formatOf(chunk: Buffer): Omit<Wav, 'data'> | undefined {
  const [tag, channels, rate, bits] = [0, 2, 4, 14].map((at) =>
    at === 4 ? chunk.readUInt32LE(4) : chunk.readUInt16LE(at),
  )
  const format = tag === 1 && bits === 16 ? 'pcm16' : tag === 7 && bits === 8 ? 'mulaw' : undefined
  return format && channels === 1 && rate ? { format, rate } : undefined
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

// Answers a simulated call in a page: `answer(base, call)` with the answer of startCall or readCall.
const RATE = 8000
const FRAME = 160

/** The sample that a byte of mu-law stands for, from -1 to 1. */
function sampleOf(byte) {
  const bits = ~byte & 0xff
  const magnitude = (((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)
  return (bits & 0x80 ? 0x84 - magnitude : magnitude - 0x84) / 32768
}

/** The byte of mu-law for a sample. */
function byteOf(sample) {
  const pcm = Math.max(-32635, Math.min(32635, Math.round(sample * 32768)))
  const magnitude = Math.abs(pcm) + 0x84
  const segment = 31 - Math.clz32(magnitude) - 7
  return ~((pcm < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff
}

/** Opens the socket, plays what the persona says, and shows each turn. Call it after a click: browsers play nothing before. */
export function answer(base, call, { onTurn = () => {}, onEnd = () => {} } = {}) {
  const audio = new AudioContext()
  const streamSid = `MZ${crypto.randomUUID().replaceAll('-', '')}`
  const socket = new WebSocket(base.replace(/^http/, 'ws') + call.media.path)
  const playing = new Set()
  let sequence = 0
  let chunk = 0
  let playUntil = 0
  const send = (event, members = {}) =>
    socket.send(JSON.stringify({ event, sequenceNumber: String(++sequence), streamSid, ...members }))

  function play(payload) {
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0))
    const buffer = audio.createBuffer(1, bytes.length, RATE)
    buffer.copyToChannel(Float32Array.from(bytes, sampleOf), 0)
    const source = audio.createBufferSource()
    source.buffer = buffer
    source.connect(line.output)
    playUntil = Math.max(playUntil, audio.currentTime + 0.05)
    source.start(playUntil)
    playUntil += buffer.duration
    playing.add(source)
    source.onended = () => playing.delete(source)
  }

  const received = {
    media: ({ media }) => play(media.payload),
    // You spoke: what was not heard yet is dropped.
    clear() {
      for (const source of playing) source.stop()
      playUntil = 0
    },
    // Goes back once everything before it was played.
    mark({ mark }) {
      const back = () => socket.readyState === WebSocket.OPEN && send('mark', { mark })
      setTimeout(back, Math.max(0, playUntil - audio.currentTime) * 1000)
    },
    turn: ({ n, role, text }) => onTurn({ n, role, text }),
  }

  const line = {
    audio,
    output: audio.createGain(),
    say: (text) => socket.send(JSON.stringify({ event: 'text', streamSid, text })),
    /** A frame of the microphone: 160 samples at 8 kHz, 50 times a second. */
    speak(samples) {
      const payload = btoa(String.fromCharCode(...Array.from(samples.subarray(0, FRAME), byteOf)))
      chunk++
      send('media', { media: { track: 'inbound', chunk: String(chunk), timestamp: String(chunk * 20), payload } })
    },
    hangUp: () => socket.close(),
  }
  line.output.connect(audio.destination)
  socket.onopen = () => {
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: RATE, channels: 1 }
    const customParameters = { token: call.media.token, call_id: call.id }
    socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }))
    send('start', { start: { streamSid, callSid: call.media.call_sid, mediaFormat, customParameters } })
  }
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    received[message.event]?.(message)
  }
  socket.onclose = () => onEnd()
  return line
}

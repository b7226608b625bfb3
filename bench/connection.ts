import { connect, type Socket } from 'node:net'

/**
 * One connection that carries one request after the other. Plain sockets: with a client library, one core of load cannot
 * keep a bare server's core busy, and every ratio to it would flatter us. Read as Latin-1, a character is a byte.
 */
export class Connection {
  readonly #socket: Socket
  #dueAt = 0
  #text = ''

  /** `opened` is called once; `answered` for each answer, with its whole text and the milliseconds since it was due. */
  constructor(
    port: number,
    listeners: {
      opened(connection: Connection): void
      answered(connection: Connection, text: string, ms: number): void
      failed(error: Error): void
      closed?(connection: Connection): void
    },
  ) {
    this.#socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1').on('error', listeners.failed)
    this.#socket.on('connect', () => listeners.opened(this))
    this.#socket.on('close', () => listeners.closed?.(this))
    this.#socket.on('data', (chunk: string) => {
      this.#text = this.#text === '' ? chunk : this.#text + chunk
      if (!this.#isWhole()) return
      const text = this.#text
      this.#text = ''
      listeners.answered(this, text, performance.now() - this.#dueAt)
    })
  }

  send(request: string, dueAt: number) {
    this.#dueAt = dueAt
    this.#socket.write(request, 'latin1')
  }

  end() {
    this.#socket.end()
  }

  #isWhole() {
    const head = this.#text.indexOf('\r\n\r\n')
    if (head < 0) return false
    // A 304 has no body.
    const length = /content-length: (\d+)/i.exec(this.#text.slice(0, head))?.[1] ?? 0
    return this.#text.length >= head + 4 + Number(length)
  }
}

/** The text of a POST with a JSON body of ASCII characters. */
export const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

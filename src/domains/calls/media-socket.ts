import type { Deps } from '../../deps.ts'
import { type MediaEvent, MediaFault } from '../../services/media/frame.ts'
import { openStreamReader, type StreamReader } from '../../services/media/stream-reader.ts'
import type { Log } from './dial.ts'
import { isMediaToken } from './media-token.ts'
import { CallSession, type Line, type Needs as SessionNeeds } from './session.ts'
import * as store from './store.ts'

export type Needs = SessionNeeds & Pick<Deps, 'keyed'>

/** Within which a socket has to say what it is. */
const START_MS = 5_000

export interface SocketOptions {
  log: Log
  /** It has started, and belongs to a call. */
  onStart(session: CallSession): void
  /** It was closed before it had started. */
  onEnd(): void
}

type Start = Extract<MediaEvent, { event: 'start' }>

/** One media socket: what it may send, and the session that it starts. */
export class MediaSocket {
  readonly #deps: Needs
  readonly #line: Line
  readonly #options: SocketOptions
  readonly #reader: StreamReader
  readonly #unstarted = new AbortController()
  /** What came while the start was checked. */
  readonly #early: MediaEvent[] = []
  #session: CallSession | undefined
  #isStarting = false
  #isClosed = false

  constructor(deps: Needs, line: Line, options: SocketOptions) {
    this.#deps = deps
    this.#line = line
    this.#options = options
    this.#reader = openStreamReader(deps.clock)
    deps.clock.sleep(START_MS, this.#unstarted.signal).then(
      () => this.close(1008, 'no start came in time'),
      () => {},
    )
  }

  text(text: string): void {
    this.#guarded(() => this.#take(this.#reader.read(text)))
  }

  bytes(): void {
    this.#guarded(() => {
      throw new MediaFault('a message must be text')
    })
  }

  ping(): void {
    this.#guarded(() => this.#reader.spend())
  }

  /** The other side has closed it. */
  gone(): void {
    this.#end()
    this.#session?.gone()
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#line.close(code, reason)
    this.gone()
  }

  #guarded(work: () => void) {
    if (this.#isClosed) return
    try {
      work()
    } catch (error) {
      if (!(error instanceof MediaFault)) throw error
      this.close(1008, error.message)
    }
  }

  #take(event: MediaEvent) {
    if (event.event === 'start') {
      this.#isStarting = true
      this.#start(event).catch((error: unknown) => {
        this.#options.log.warn({ err: error }, 'a media socket could not start')
        this.close(1011, 'a fault of this service')
      })
    } else if (this.#session) this.#session.receive(event)
    // Not more than the reader lets through in five seconds.
    else if (this.#isStarting) this.#early.push(event)
  }

  async #start({ callSid, streamSid, parameters }: Start) {
    const { db, keyed, telephony } = this.#deps
    const [token, id] = [parameters.get('token') ?? '', (parameters.get('call_id') ?? '').toLowerCase()]
    const isOurs = isUuid.test(id) && isMediaToken(keyed, token, id)
    // Once: a second socket finds it taken.
    const call = isOurs ? await store.takeStream(db, { id, sid: callSid, stream_sid: streamSid }) : undefined
    if (this.#isClosed && !call) return
    if (call?.carrier !== telephony.name) return this.close(1008, 'start is of no call that waits for it')
    const session = new CallSession(this.#deps, { call, line: this.#line, log: this.#options.log })
    this.#session = session
    this.#options.onStart(session)
    this.#unstarted.abort()
    // The socket has gone while its call was looked for.
    if (this.#isClosed) return session.gone()
    for (const event of this.#early.splice(0)) session.receive(event)
  }

  #end() {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#unstarted.abort()
    if (!this.#session) this.#options.onEnd()
  }
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

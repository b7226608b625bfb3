/** Descriptors of what a program of WASI finds: a folder `/out`, and the one file that it writes there. */
const FOLDER = 3
const FILE = 4
const folderName = Buffer.from('/out')
/** Numbers of WASI. */
const [OK, BADF, NOENT, SPIPE] = [0, 8, 44, 70]
const [CHARACTER_DEVICE, DIRECTORY, REGULAR_FILE] = [2, 3, 4]
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn
/** Largest file: ten times what the longest piece needs. */
const MAX_BYTES = 16 * 1024 * 1024

/** Thrown to end the program. */
export class Exit {
  readonly code: number

  constructor(code: number) {
    this.code = code
  }
}

/**
 * The system under one run of a program (WASI, preview 1), in memory alone: its arguments, and one file that it writes.
 * There is nothing else: no file of the machine, no network, no environment, and a clock that stands still. Whatever the
 * program is made to do by its text, it can only do here.
 */
export class MemorySystem {
  /** The program's memory, once it is there. */
  memory: WebAssembly.Memory | undefined
  readonly #args: Buffer[]
  #file = Buffer.alloc(256 * 1024)
  #length = 0
  #at = 0

  constructor(args: string[]) {
    this.#args = args.map((arg) => Buffer.from(`${arg}\0`))
  }

  /** What it has written. */
  file(): Buffer {
    return this.#file.subarray(0, this.#length)
  }

  readonly imports = {
    args_sizes_get: (count: number, bytes: number) => {
      this.#view().setUint32(count, this.#args.length, true)
      this.#view().setUint32(bytes, Buffer.concat(this.#args).length, true)
      return OK
    },
    args_get: (pointers: number, bytes: number) => {
      let [pointer, at] = [pointers, bytes]
      for (const arg of this.#args) {
        this.#view().setUint32(pointer, at, true)
        this.#bytes(at, arg.length).set(arg)
        pointer += 4
        at += arg.length
      }
      return OK
    },
    clock_time_get: (_id: number, _precision: bigint, at: number) => {
      this.#view().setBigUint64(at, 0n, true)
      return OK
    },
    fd_prestat_get: (fd: number, at: number) => {
      if (fd !== FOLDER) return BADF
      this.#view().setUint32(at, 0, true)
      this.#view().setUint32(at + 4, folderName.length, true)
      return OK
    },
    fd_prestat_dir_name: (fd: number, at: number, length: number) => {
      if (fd !== FOLDER) return BADF
      this.#bytes(at, length).set(folderName.subarray(0, length))
      return OK
    },
    fd_fdstat_get: (fd: number, at: number) => {
      if (fd > FILE) return BADF
      const view = this.#view()
      view.setUint8(at, fd === FILE ? REGULAR_FILE : fd === FOLDER ? DIRECTORY : CHARACTER_DEVICE)
      view.setUint16(at + 2, 0, true)
      view.setBigUint64(at + 8, ALL_RIGHTS, true)
      view.setBigUint64(at + 16, ALL_RIGHTS, true)
      return OK
    },
    fd_fdstat_set_flags: () => OK,
    // Whatever it is called, and whether it is read or written: it is the same file.
    path_open: (...args: (number | bigint)[]) => {
      const [flags, result] = [Number(args[4]), Number(args[8])]
      const isToBeMade = (flags & 1) === 1
      if (!isToBeMade) return NOENT
      this.#view().setUint32(result, FILE, true)
      return OK
    },
    fd_close: () => OK,
    fd_read: (_fd: number, _parts: number, _count: number, result: number) => {
      this.#view().setUint32(result, 0, true)
      return OK
    },
    fd_seek: (fd: number, offset: bigint, whence: number, result: number) => {
      if (fd !== FILE) return SPIPE
      const from = [0, this.#at, this.#length][whence] ?? 0
      this.#at = from + Number(offset)
      this.#view().setBigUint64(result, BigInt(this.#at), true)
      return OK
    },
    fd_write: (fd: number, parts: number, count: number, result: number) => {
      let written = 0
      for (let part = 0; part < count; part++) {
        const [at, length] = [0, 4].map((offset) => this.#view().getUint32(parts + part * 8 + offset, true)) as [
          number,
          number,
        ]
        // What it prints goes nowhere.
        if (fd === FILE) this.#write(this.#bytes(at, length))
        written += length
      }
      this.#view().setUint32(result, written, true)
      return OK
    },
    proc_exit: (code: number) => {
      throw new Exit(code)
    },
  }

  #write(bytes: Uint8Array) {
    const end = this.#at + bytes.length
    if (this.#at < 0 || end > MAX_BYTES) throw new Exit(1)
    if (end > this.#file.length) this.#file = Buffer.concat([this.#file], Math.max(end, this.#file.length * 2))
    this.#file.set(bytes, this.#at)
    this.#at = end
    this.#length = Math.max(this.#length, end)
  }

  #view() {
    // Its memory is another buffer whenever it has grown.
    return new DataView((this.memory as WebAssembly.Memory).buffer)
  }

  #bytes(at: number, length: number) {
    return new Uint8Array((this.memory as WebAssembly.Memory).buffer, at, length)
  }
}

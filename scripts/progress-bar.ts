const WIDTH = 30

/** Bytes as people read them. */
export const sizeOf = (bytes: number) =>
  bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** Shows how far something is, on a terminal; elsewhere nothing. */
export function progressBar(out: { isTTY?: boolean; write(text: string): unknown }) {
  let shown = ''
  const write = (text: string) => {
    if (!out.isTTY || text === shown) return
    shown = text
    out.write(`\r\u001b[K${text}`)
  }
  return {
    /** `share` is from 0 to 1. */
    show(share: number, text: string) {
      const full = Math.round(Math.min(1, share) * WIDTH)
      write(`[${'#'.repeat(full).padEnd(WIDTH, '.')}] ${text}`)
    },
    clear: () => write(''),
  }
}

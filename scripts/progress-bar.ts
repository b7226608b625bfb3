const WIDTH = 30
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)

/** Progress through a file of `total` bytes, drawn when its percentage changes; on a pipe nothing is drawn. */
export function progressBar(out: { isTTY?: boolean; write(text: string): unknown }, total: number) {
  let bytes = 0
  let entries = 0
  let drawn = -1
  const draw = () => {
    const part = total > 0 ? Math.min(1, bytes / total) : 1
    const percent = Math.floor(part * 100)
    if (!out.isTTY || percent === drawn) return
    drawn = percent
    const bar = '#'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '.')
    out.write(`\r[${bar}] ${percent} %  ${megabytes(bytes)} of ${megabytes(total)} MB, ${entries} entries`)
  }
  return {
    read(more: number) {
      bytes += more
      draw()
    },
    entry() {
      entries++
    },
    end() {
      drawn = -1
      draw()
      if (out.isTTY) out.write('\n')
    },
  }
}

import { readFile } from 'node:fs/promises'

/** Files of one process. More would be quicker still, and would leave one core without work at the end. */
const MOST = 8

/** Folders whose tests speak to an app in their own process. */
const shares = /^test\/(domains|http|ports|services|plugins)\//

/** What a file does to a process, or measures of it, that others in the same process would meet. */
const needsProcess =
  /fixtures\/(process|server|browser|job-process|raw-http|redis|models|pictures)|child_process|worker_threads|memoryUsage|process\.(on|exit|env|chdir|cpuUsage)|\.listen\(/

/** The files as groups, one process each: alone where a file needs a process of its own, else several together. */
export async function groupsOf(files: string[]): Promise<string[][]> {
  const alone: string[][] = []
  const together: string[] = []
  for (const file of files) {
    const isShared = shares.test(file) && !needsProcess.test(await readFile(file, 'utf8'))
    if (isShared) together.push(file)
    else alone.push([file])
  }
  const count = Math.ceil(together.length / MOST)
  // Dealt out like cards: files stand in the order of their duration, so that groups take about the same time.
  const groups = Array.from({ length: count }, (_, at) => together.filter((_file, index) => index % count === at))
  return [...groups, ...alone]
}

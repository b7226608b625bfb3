import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { browser, noBrowser, visit } from '../../fixtures/browser.ts'
import { folder, startProcess } from '../../fixtures/process.ts'

/** The example of docs/calls.md, as a frontend of its own serves it. */
async function frontend(t: Test) {
  const types: Record<string, string> = { html: 'text/html', js: 'text/javascript' }
  const server = createServer(async ({ url = '/' }, response) => {
    const name = /^\/(call-page\.(html|js))$/.exec(url)
    if (!name) return void response.writeHead(204).end()
    const file = await readFile(new URL(`../../../docs/${name[1]}`, import.meta.url))
    response.writeHead(200, { 'content-type': types[name[2] as string] }).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://localhost:${(server.address() as AddressInfo).port}/call-page.html`
}

interface Heard {
  loudest: number
  turns: [string, string][]
  call: { status: string; end_reason: string; transcript: { text: string }[] }
}

/** Runs in the page: a whole call, and how loud it was. */
const talk = `async (base) => {
  const { answer } = await import('/call-page.js')
  const ask = async (path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) }
    const reply = await fetch(base + '/api/v1' + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
    return reply.json()
  }
  const until = async (isSo) => {
    for (let tries = 0; tries < 400; tries++) {
      if (await isSo()) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const { token } = await ask('/auth/device', { device_id: crypto.randomUUID() })
  const begun = await ask('/calls', { phone_number: '+12025550123' }, token)
  const turns = new Map()
  let hasEnded = false
  const line = answer(base, begun, { onTurn: ({ n, role, text }) => turns.set(n, [role, text]), onEnd: () => { hasEnded = true } })
  const analyser = line.audio.createAnalyser()
  line.output.connect(analyser)
  let loudest = 0
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample))
  }, 50)
  const read = () => ask('/calls/' + begun.id, undefined, token)
  await until(() => turns.size > 0 && loudest > 0.05)
  await until(async () => (await read()).transcript.length > 0)
  line.say('I went to the park with my sister.')
  await until(() => turns.size > 2)
  await until(async () => (await read()).transcript.length > 2)
  line.hangUp()
  await until(async () => hasEnded && (await read()).status === 'completed')
  clearInterval(timer)
  return { loudest, turns: [...turns.values()], call: await read() }
}`

t.test('A page answers a call: the persona is heard, answers, and is hung up on', { skip: noBrowser }, async (t) => {
  const { url, ready } = await startProcess(t, { DATA_DIR: await folder(t), BACKUP_CRON: 'off' })
  await ready()
  const { page, errors } = await visit(await browser(t), await frontend(t))
  // Browsers play nothing before somebody has clicked.
  await page.mouse.click(5, 5)
  const heard: Heard = await page.evaluate(`(${talk})(${JSON.stringify(url)})`)
  t.strictSame(errors, [])
  t.ok(heard.loudest > 0.05, `it is no silence: ${heard.loudest}`)
  t.strictSame(
    heard.turns.map(([role]) => role),
    ['persona', 'player', 'persona'],
  )
  t.equal(heard.turns[1]?.[1], 'I went to the park with my sister.')
  t.match(heard.call, { status: 'completed', end_reason: 'user_hangup', credits_used: 1 })
  t.strictSame(
    heard.call.transcript.map(({ text }) => text),
    heard.turns.map(([, text]) => text),
  )
})

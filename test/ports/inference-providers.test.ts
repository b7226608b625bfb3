import t from 'tap'
import { retryAfterMs } from '../../src/ports/http-failure.ts'
import { openaiChat } from '../../src/ports/inference/openai-chat.ts'
import { errorOf } from '../fixtures/adapter.ts'
import { asking, failing, hear, open } from '../fixtures/inference.ts'
import { arrived, geminiServer, openaiServer } from '../fixtures/models.ts'
import { until } from '../fixtures/valkey.ts'

t.test('A Retry-After is seconds or a date, within a day; anything else says nothing', (t) => {
  const now = Date.UTC(2026, 10, 20, 12)
  for (const [header, ms] of [
    [null, undefined],
    ['', undefined],
    ['soon', undefined],
    ['5 minutes', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['0', 0],
    ['120', 120_000],
    ['99999999999999999999', 24 * 3_600_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2020 12:00:30 GMT', 0],
    ['Fri, 20 Nov 2099 12:00:30 GMT', 24 * 3_600_000],
    ['Xxx, what', undefined],
  ] as const)
    t.equal(retryAfterMs(header, now), ms, `${header}`)
  t.end()
})

for (const [name, serverOf, key, place] of [
  ['smartinference', openaiServer, 'RAINDROP_API_KEY', /RAINDROP_API_URL and RAINDROP_MODEL/],
  ['gemini', geminiServer, 'GEMINI_API_KEY', /may be retired: see GEMINI_TEXT_MODEL/],
] as const) {
  t.test(`${name}: a warning names what to mend, once a minute`, async (t) => {
    const server = await serverOf(t)
    for (const [status, told] of [
      [401, `${name} does not accept ${key} (401)`],
      [403, `${name} does not accept ${key} (403)`],
      [404, place],
      [413, `${name} refuses what it is asked (413)`],
    ] as const) {
      const opened = await open(name, server.env)
      server.script = [{ status }, { status }, { status }]
      await failing(t, opened, 'complete', asking())
      await failing(t, opened, 'stream', asking())
      t.match(opened.warnings, [told])
      t.equal(opened.warnings.length, 1)
      opened.clock.now += 60_000
      await failing(t, opened, 'complete', asking())
      t.equal(opened.warnings.length, 2)
    }
    const quiet = await open(name, server.env)
    server.script = [{ status: 500 }, { fault: 'reset' }]
    for (const _ of server.script) await failing(t, quiet, 'complete', asking())
    t.strictSame(quiet.warnings, [], 'what mends itself is no warning')
  })

  t.test(`${name}: a stream that breaks fails after the pieces that came`, async (t) => {
    const server = await serverOf(t)
    for (const [fault, kind] of [
      ['cut', 'unavailable'],
      ['errorInStream', 'unavailable'],
      ['endsEarly', 'bad_response'],
      ['tooLong', 'bad_response'],
    ] as const) {
      const opened = await open(name, server.env)
      server.script = [{ fault }, { fault }]
      const { pieces, completion, error } = await hear(opened.inference, asking())
      t.match(error, { kind }, fault)
      t.equal(pieces.join(''), 'The fox waits at the gate.')
      t.equal(completion, undefined)
      await failing(t, opened, 'stream', asking())
    }
  })

  t.test(`${name}: a stream has a deadline for its first piece, and its tokens so far with each`, async (t) => {
    const server = await serverOf(t)
    const opened = await open(name, server.env)
    server.script = [{ fault: 'hung' }, { fault: 'hungBody' }]
    const slow = hear(opened.inference, asking({ firstPieceMs: 5_000 }))
    await arrived(server)
    opened.clock.now += 5_000
    t.match((await slow).error, { kind: 'timeout', message: `${name} did not answer within 5000 ms` })
    const tokens: number[] = []
    const parts = opened.inference.stream(asking({ firstPieceMs: 5_000 }))
    const read = async () => {
      for await (const part of parts)
        if (part.kind === 'text') tokens.push(part.usage.inputTokens + part.usage.outputTokens)
    }
    const failed = errorOf(read())
    await until(() => tokens.length === 6, 'six pieces came')
    opened.clock.now += 5_000
    opened.clock.now += 15_000
    t.match(
      await failed,
      { kind: 'timeout', message: `${name} did not answer within 20000 ms` },
      'the first piece came',
    )
    t.strictSame(
      tokens,
      [...tokens].sort((one, two) => one - two),
    )
    t.ok((tokens[0] as number) > 20, `${tokens[0]}: the question is paid too`)
    t.equal((tokens.at(-1) as number) - (tokens[0] as number), 6)
  })

  t.test(`${name}: a time for the quota, and five failures, leave it alone`, async (t) => {
    const server = await serverOf(t)
    const opened = await open(name, server.env)
    server.script = [{ quota: 37 }]
    t.match(await failing(t, opened, 'complete', asking()), { kind: 'quota', retryAfterMs: 37_000 })
    t.match(await failing(t, opened, 'complete', asking()), { kind: 'circuit_open', retryAfterMs: 37_000 })
    t.match(await failing(t, opened, 'stream', asking()), { kind: 'circuit_open' })
    t.equal(opened.inference.state(), 'degraded')
    t.strictSame(opened.warnings, [`inference: ${name} is not called for 37 s (quota)`])
    opened.clock.now += 37_000
    t.match((await hear(opened.inference, asking())).pieces, ['The'])
    t.equal(opened.inference.state(), 'ok')
    server.script = [1, 2, 3, 4, 5].map(() => ({ status: 503 }))
    for (const _ of [1, 2, 3, 4, 5]) await failing(t, opened, 'complete', asking())
    t.equal((await failing(t, opened, 'complete', asking())).kind, 'circuit_open')
    t.equal(server.requests.length, 7, 'no request is sent')
  })

  t.test(`${name}: what is not counted is estimated, and what it may use at most is more`, async (t) => {
    const server = await serverOf(t)
    const { inference } = await open(name, server.env)
    server.script = [{ fault: 'noUsage' }, { fault: 'noUsage' }]
    const asked = Math.ceil(
      'You tell stories.\nI wait at the old gate.\nSomebody comes.\nI open the gate and call for Mira.'.length / 4,
    )
    const estimated = { inputTokens: asked, outputTokens: 7, estimated: true }
    t.match(await inference.complete(asking()), { usage: estimated })
    t.match((await hear(inference, asking())).completion, { usage: estimated })
    const counted = { usage: { inputTokens: 12, outputTokens: 34, estimated: false } }
    t.match(await inference.complete(asking()), counted, 'thoughts count as what was written')
    t.match((await hear(inference, asking())).completion, counted)
    const most = inference.mostUsage(asking())
    t.ok(most.inputTokens > asked, `${most.inputTokens}: the members and the schema are sent too`)
    t.equal(most.outputTokens, name === 'gemini' ? 1_224 : 200, 'with the thoughts of a model that thinks')
    const japanese = inference.mostUsage(asking({ messages: [{ role: 'user', content: '門'.repeat(300) }] }))
    t.ok(japanese.inputTokens >= 300, 'a character may be a token')
  })
}

t.test('gemini: a quota of the day rests for an hour, and a key it does not know is named', async (t) => {
  const server = await geminiServer(t)
  const opened = await open('gemini', server.env)
  server.script = [{ status: 400 }, { quota: 'day' }]
  await failing(t, opened, 'complete', asking())
  t.match(opened.warnings, ['gemini does not accept GEMINI_API_KEY (400)'])
  t.match(await failing(t, opened, 'complete', asking()), { kind: 'quota', retryAfterMs: 3_600_000 })
})

t.test('openai-chat: a count that cannot be is estimated, and a refusal of the model is one', async (t) => {
  const answering = (message: object, usage?: unknown) =>
    openaiChat({
      name: 'chat',
      url: new URL('http://127.0.0.1/v1'),
      model: 'asked',
      post: async () => Response.json({ choices: [{ message, finish_reason: 'stop' }], usage }),
    }).complete(asking(), new AbortController().signal)
  for (const usage of [
    {},
    null,
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 1e12, completion_tokens: 1 },
  ])
    t.match(await answering({ content: 'text' }, usage), {
      model: 'asked',
      usage: { estimated: true, outputTokens: 1 },
    })
  await t.rejects(answering({ content: null, refusal: 'I cannot' }), { kind: 'blocked' } as unknown as Error)
  await t.rejects(answering({ content: null }), { kind: 'bad_response' } as unknown as Error)
  await t.rejects(answering({ content: ' \n' }), { kind: 'bad_response' } as unknown as Error)
})

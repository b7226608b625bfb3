import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import { readEnv } from '../../src/config.ts'
import { inference } from '../../src/ports/inference/index.ts'
import { openPorts } from '../../src/ports/open.ts'
import { asking, failing, hear, open } from '../fixtures/inference.ts'
import { geminiServer, openaiServer, questJsonServer } from '../fixtures/models.ts'
import { portContext } from '../fixtures/port-context.ts'

const Schema = Type.Object({ text: Type.String() }, { $id: 'Text' })
const schema = { name: 'text', schema: Schema }

t.test('gemini: nothing is printed, and nothing taken from the environment but what the service reads', async (t) => {
  const names = ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GEMINI_BASE_URL']
  const before = names.map((it) => process.env[it])
  t.teardown(() =>
    names.forEach((it, index) => {
      if (before[index] === undefined) delete process.env[it]
      else process.env[it] = before[index]
    }),
  )
  for (const it of names) process.env[it] = 'true'
  const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((it) => t.capture(console, it))
  const server = await geminiServer(t)
  const opened = await open('gemini', server.env)
  await opened.inference.complete(asking({ schema }))
  await hear(opened.inference, asking())
  server.script = [{ status: 403 }]
  await failing(t, opened, 'complete', asking())
  t.equal(server.requests[0]?.headers['x-goog-api-key'], server.key)
  t.strictSame(
    printed.flatMap((calls) => calls()),
    [],
  )
})

t.test('gemini is asked as its API wants it', async (t) => {
  const server = await geminiServer(t)
  const { inference } = await open('gemini', server.env)
  await inference.complete(asking({ schema }))
  await hear(inference, asking())
  const [whole, pieces] = server.requests
  t.equal(whole?.path, '/v1beta/models/gemini-3.8-flash:generateContent')
  t.equal(pieces?.path, '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse')
  t.strictSame(whole?.body, {
    systemInstruction: { parts: [{ text: 'You tell stories.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'I wait at the old gate.' }] },
      { role: 'model', parts: [{ text: 'Somebody comes.' }] },
      { role: 'user', parts: [{ text: 'I open the gate and call for Mira.' }] },
    ],
    generationConfig: {
      maxOutputTokens: 200 + 1_024,
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object', $id: 'Text', required: ['text'], properties: { text: { type: 'string' } } },
      thinkingConfig: { thinkingLevel: 'LOW' },
    },
  })
  t.equal(pieces?.body.generationConfig.responseMimeType, undefined)
  const older = await open('gemini', { ...server.env, GEMINI_TEXT_MODEL: 'gemini-2.5-flash' })
  await older.inference.complete(asking())
  t.equal(server.requests[2]?.body.generationConfig.thinkingConfig, undefined, 'one before Gemini 3 refuses a level')
  const named = await open('gemini', { ...server.env, GEMINI_TEXT_MODEL: 'models/gemini-4?x' })
  await named.inference.complete(asking())
  t.equal(server.requests[3]?.path, '/v1beta/models/gemini-4%3Fx:generateContent')
  t.equal(server.requests[3]?.body.generationConfig.thinkingConfig.thinkingLevel, 'LOW')
  t.equal(inference.supports(asking({ messages: [{ role: 'system', content: 'x' }] })), false)
})

t.test('openai-chat is asked as OpenAI wants it', async (t) => {
  const server = await openaiServer(t)
  const { inference } = await open('smartinference', { ...server.env, RAINDROP_MODEL: 'a-model' })
  await inference.complete(asking({ schema }))
  await hear(inference, asking())
  const [whole, pieces] = server.requests
  t.equal(whole?.path, '/v1/chat/completions')
  t.equal(whole?.headers.authorization, `Bearer ${server.key}`)
  t.strictSame(whole?.body, {
    model: 'a-model',
    messages: asking().messages,
    max_tokens: 200,
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'text',
        strict: true,
        schema: { type: 'object', $id: 'Text', required: ['text'], properties: { text: { type: 'string' } } },
      },
    },
  })
  t.match(pieces?.body, { stream: true, stream_options: { include_usage: true } })
  t.equal(pieces?.body.response_format, undefined)
})

t.test('quest-json takes members, and nothing else', async (t) => {
  const server = await questJsonServer(t)
  const { inference } = await open('smartinference', server.env)
  t.equal(inference.supports(asking({ fields: undefined })), false)
  t.equal(inference.supports(asking()), true)
  server.say(' {"quest_name": "Open the gate", "steps": []}\n')
  const { text, usage } = await inference.complete(asking())
  t.strictSame(JSON.parse(text), { quest_name: 'Open the gate', steps: [] })
  t.equal(usage.estimated, true)
  t.match(await hear(inference, asking()), { pieces: [text], completion: { text } })
  const [received] = server.requests
  t.match(received, { method: 'POST', path: '/quest', headers: { authorization: `Bearer ${server.key}` } })
  t.strictSame(received?.body, { mission_idea: 'Open the gate' })
})

t.test('The protocol is what is set, or what the address looks like', async (t) => {
  const server = await openaiServer(t)
  const root = new URL(server.url).origin
  const pathOf = async (t: Test, path: string, settings = {}) => {
    server.script = ['{}']
    const { inference } = await open('smartinference', { ...server.env, RAINDROP_API_URL: root + path, ...settings })
    await inference.complete(asking())
    t.ok(server.requests.length > 0)
    return `${server.requests.at(-1)?.path} ${server.requests.at(-1)?.body.messages ? 'chat' : 'quest'}`
  }
  t.equal(await pathOf(t, '/api/v1/'), '/api/v1/chat/completions chat')
  t.equal(await pathOf(t, '/v1?version=2'), '/v1/chat/completions?version=2 chat')
  t.equal(await pathOf(t, '/x/chat/completions'), '/x/chat/completions chat')
  t.equal(await pathOf(t, '/x', { RAINDROP_PROTOCOL: 'openai-chat' }), '/x/chat/completions chat')
  t.equal(await pathOf(t, '/quests/v10'), '/quests/v10 quest')
  t.equal(await pathOf(t, '/v1', { RAINDROP_PROTOCOL: 'quest-json' }), '/v1 quest')
})

t.test('Providers that are configured serve, in their order', async (t) => {
  const chosen = async (settings: Record<string, string>) =>
    (await openPorts({ inference }, readEnv(settings), portContext())).capabilities()[0]
  const chat = { RAINDROP_API_URL: 'https://models.example/v1', RAINDROP_API_KEY: 'k' }
  t.match(await chosen({}), { adapter: 'built-in', embedded: true, fallbacks: [] })
  t.match(await chosen({ GEMINI_API_KEY: 'k' }), { adapter: 'gemini', fallbacks: ['built-in'] })
  t.match(await chosen({ ...chat, GEMINI_API_KEY: 'k' }), {
    adapter: 'smartinference',
    fallbacks: ['gemini', 'built-in'],
  })
})

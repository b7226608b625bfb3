import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify'
import { exampleDays } from '../../../schemas/example-days.ts'
import { compressFiles } from './compression.ts'
import { type About, asYaml } from './contract.ts'
import { emblem } from './emblem.ts'
import { redoc } from './redoc.ts'

const committed = join(import.meta.dirname, '../../../openapi.yaml')

/** Routes of Swagger UI, ReDoc and the contract, from local files: public and compressed. */
export async function docs(
  app: FastifyInstance,
  { about: { name }, state, now }: { about: About; state: Record<string, unknown> | undefined; now(): Date },
) {
  await app.register(async (pages) => {
    const served = contractOf(app, now, state)
    pages.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true }
      route.config = { ...route.config, access: 'public', page: true }
      if (route.url === '/docs/json') route.handler = served.json
      if (route.url === '/docs/yaml') route.handler = served.yaml
    })
    fitPhones(pages)
    compressFiles(pages)
    await swagger(pages, name)
    pages.get('/openapi.json', served.json)
    pages.get('/openapi.yaml', served.yaml)
    for (const address of ['/favicon.svg', '/favicon.ico'])
      pages.get(address, (_request, reply) => sendFile(reply, 'image/svg+xml', emblem))
    redoc(pages, name)
  })
}

type Handler = RouteOptions['handler']

const DAY_MS = 86_400_000

const days = new RegExp(exampleDays.join('|'), 'g')

/** The text, with the days in examples of future events moved to the days after `now`. */
const withDaysAhead = (text: string, now: Date) =>
  text.replace(days, (day) => {
    const ahead = exampleDays.indexOf(day as (typeof exampleDays)[number]) + 1
    return new Date(now.getTime() + ahead * DAY_MS).toISOString().slice(0, day.length)
  })

/**
 * The contract as it is committed, but for those days; with a state schema of the game's own, collected from the routes. Read when it is
 * first asked for.
 */
function contractOf(app: FastifyInstance, now: () => Date, state?: object): { json: Handler; yaml: Handler } {
  let texts: Promise<{ json: string; yaml: string }> | undefined
  const read = async () => {
    if (state) return { json: JSON.stringify(app.swagger()), yaml: await asYaml(app.swagger()) }
    const yaml = await readFile(committed, 'utf8')
    const { parse } = await import('yaml')
    return { json: JSON.stringify(parse(yaml)), yaml }
  }
  const send = (format: 'json' | 'yaml'): Handler =>
    async function sendContract(_request, reply) {
      texts ??= read()
      return reply.type(`application/${format}; charset=utf-8`).send(withDaysAhead((await texts)[format], now()))
    }
  return { json: send('json'), yaml: send('yaml') }
}

/** Adds a viewport to Swagger UI's page: without one, phones show it at desktop width. */
function fitPhones(pages: FastifyInstance) {
  const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
  pages.addHook('onSend', async (request, _reply, payload) =>
    /^\/docs\/?(\?|$)/.test(request.url) && typeof payload === 'string'
      ? payload.replace('<head>', `<head>\n      ${viewport}`)
      : payload,
  )
}

const followTheme = `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()
`

const narrow = `@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 10px }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; word-break: break-all }
  .swagger-ui .opblock-tag { flex-wrap: wrap }
  .swagger-ui .opblock-tag small { padding: 0 }
  .swagger-ui table.parameters, .swagger-ui .parameters-container { display: block; overflow-x: auto }
}
`

async function swagger(pages: FastifyInstance, name: string) {
  const icon = { filename: 'emblem.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: emblem }
  await pages.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: false,
    theme: {
      title: `${name} API`,
      favicon: [icon],
      css: [{ filename: 'narrow.css', content: narrow }],
      js: [{ filename: 'follow-theme.js', content: followTheme }],
    },
    uiConfig: {
      // Without the top bar, which asks for the URL of another contract.
      layout: 'BaseLayout',
      displayRequestDuration: true,
      docExpansion: 'list',
      deepLinking: true,
      persistAuthorization: true,
      defaultModelsExpandDepth: 0,
    },
  })
}

const sendFile = (reply: FastifyReply, type: string, content: string | Buffer) =>
  reply.type(type).header('cache-control', 'public, max-age=86400').send(content)

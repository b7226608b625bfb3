import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { acceptsGzip, varyByEncoding } from './compression.ts'

const theme = {
  colors: { primary: { main: '#5b3fa0' } },
  typography: { fontFamily: 'system-ui, sans-serif', headings: { fontFamily: 'system-ui, sans-serif' } },
  rightPanel: { backgroundColor: '#241a3d' },
}

/** ReDoc's one built file, as `npm run redoc` compresses it: its package would bring more than a hundred others. */
const script = join(import.meta.dirname, 'redoc/redoc.standalone.js.gz')

export function redoc(pages: FastifyInstance, name: string) {
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name} API</title>
<link rel="icon" href="/favicon.svg"><meta name="viewport" content="width=device-width"><style>body { margin: 0 }</style></head>
<body><redoc spec-url="/openapi.json" hide-loading expand-responses="200,201" theme='${JSON.stringify(theme)}'></redoc>
<script src="/redoc/redoc.js"></script></body></html>`
  pages.get('/redoc', (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
  pages.get('/redoc/redoc.js', async (request, reply) => {
    const zipped = await readFile(script)
    varyByEncoding(reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=86400'))
    if (acceptsGzip(request)) return reply.header('content-encoding', 'gzip').send(zipped)
    return reply.header('content-encoding', 'identity').send(await promisify(gunzip)(zipped))
  })
}

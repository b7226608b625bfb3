import type { Server } from 'node:http'
import Fastify, { type FastifyHttpOptions, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { componentsWith } from '../schemas/index.ts'
import type { Deps } from './deps.ts'
import { questJobs } from './domains/quests/jobs.ts'
import { quests } from './domains/quests/routes.ts'
import { saveJobs } from './domains/saves/jobs.ts'
import { saves } from './domains/saves/routes.ts'
import { system } from './domains/system/routes.ts'
import { auth } from './plugins/auth.ts'
import { boundBodyMemory } from './plugins/body-memory.ts'
import { schemaController } from './plugins/compilers.ts'
import { contract, docs } from './plugins/docs/index.ts'
import { problems } from './plugins/error-handler.ts'
import { headers } from './plugins/headers.ts'
import { bodies } from './plugins/json-body.ts'
import { limits } from './plugins/limits.ts'
import { genReqId, logController, requestLog } from './plugins/log.ts'
import { MAX_PARAM_LENGTH, methodNotAllowed } from './plugins/method-not-allowed.ts'
import { originsOf } from './plugins/origins.ts'
import { refuseWhenOverloaded } from './plugins/overload.ts'
import { clientError, frameworkErrors, httpServer } from './plugins/raw-http.ts'
import { requestChecks } from './plugins/request-checks.ts'
import { closedQueries } from './plugins/validation.ts'
import { idempotencyJobs } from './services/idempotency/jobs.ts'

/** A path under /api/ without a version means v1. */
const rewriteUrl = ({ url = '/' }: { url?: string }) =>
  url.startsWith('/api/v1/') ? url : url.replace(/^\/api\/(?!v\d+(\/|\?|$))/, '/api/v1/')

const serverOptions = (env: Deps['env']): FastifyHttpOptions<Server> => ({
  logController,
  schemaController,
  rewriteUrl,
  trustProxy: trust(env.TRUST_PROXY),
  routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  bodyLimit: 1_048_576,
  serverFactory: httpServer,
  return503OnClosing: false,
  clientErrorHandler: clientError,
  frameworkErrors,
  requestIdHeader: false,
  genReqId,
})

/** The whole service, ready to listen: what runs for every request, then the domains. */
export async function build(deps: Deps, log?: Logger): Promise<FastifyInstance> {
  const { env, about, overload } = deps
  const local = env.APP_ENV === 'local'
  const warn = (message: string) => log?.warn(message)
  const origins = originsOf({ allowed: env.ALLOWED_ORIGINS, local, warn })
  const app = Fastify(serverOptions(env))

  headers(app, { origins, local })
  requestLog(app, log, deps.clock)
  problems(app)
  auth(app, { adminToken: env.ADMIN_TOKEN, local })
  bodies(app)
  refuseWhenOverloaded(app, overload)
  await limits(app, {
    use: (caller) => deps.limits.use('requests', caller),
    refusalOf: (use) => deps.limits.refusalOf('requests', use),
  })
  requestChecks(app, {
    origins,
    onlyLocalHosts: local && isLocal(env),
    trustsProxy: env.TRUST_PROXY !== undefined,
    warn,
  })
  boundBodyMemory(app, { largestBody: env.SAVE_MAX_BYTES })
  await contract(app, about, deps.states.schema)
  methodNotAllowed(app)
  closedQueries(app)
  for (const schema of componentsWith(deps.states.schema)) app.addSchema(schema)

  await app.register(system, deps)
  await app.register(saves, deps)
  await app.register(quests, deps)
  await docs(app, about)
  return app
}

/** Deferred work: one line per domain. Called once, before jobs are started. */
export function declareJobs(deps: Deps) {
  const { jobs } = deps
  jobs.declare(deps, idempotencyJobs)
  jobs.declare(deps, saveJobs)
  jobs.declare(deps, questJobs)
}

/** Whether the service listens on this machine alone, with no proxy in front. */
const isLocal = ({ HOST, TRUST_PROXY }: Deps['env']) =>
  TRUST_PROXY === undefined && (HOST === undefined || loopback.test(HOST))

const loopback = /^(localhost|127\..*|::1)$/

/** How many proxies to believe, or which. Never all: any client can write X-Forwarded-For. */
const trust = (setting: string | undefined) => {
  if (setting === undefined) return false
  const hops = Number(setting)
  return Number.isInteger(hops) ? (_address: string, hop: number) => hop < hops : setting
}

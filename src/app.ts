import type { Server } from 'node:http'
import type { TSchema } from '@sinclair/typebox'
import Fastify, { type FastifyHttpOptions, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Contract, componentsOf } from '../schemas/index.ts'
import type { Deps } from './deps.ts'
import * as domains from './domains/index.ts'
import type { Routes } from './http/route.ts'
import { auth } from './plugins/auth.ts'
import { bodyMemory } from './plugins/body-memory.ts'
import { schemaController } from './plugins/compilers.ts'
import { contract } from './plugins/docs/contract.ts'
import { docs } from './plugins/docs/index.ts'
import { errorHandler } from './plugins/error-handler.ts'
import { headers } from './plugins/headers.ts'
import { jsonBody } from './plugins/json-body.ts'
import { limits } from './plugins/limits.ts'
import { genReqId, logController, requestLog } from './plugins/log.ts'
import { MAX_PARAM_LENGTH, methodNotAllowed } from './plugins/method-not-allowed.ts'
import { metrics } from './plugins/metrics.ts'
import { originsOf } from './plugins/origins.ts'
import { refuseWhenOverloaded } from './plugins/overload.ts'
import { clientError, frameworkErrors, httpServer } from './plugins/raw-http.ts'
import { requestChecks } from './plugins/request-checks.ts'
import { requestValues } from './plugins/request-values.ts'
import { tracing } from './plugins/tracing.ts'
import { upgrades } from './plugins/upgrades.ts'
import * as backups from './services/backups/jobs.ts'
import * as blobs from './services/blobs/jobs.ts'
import * as idempotency from './services/idempotency/jobs.ts'
import type { Job } from './services/jobs/job.ts'
import * as lease from './services/lease/jobs.ts'
import * as ledger from './services/ledger/jobs.ts'
import type { Seed } from './services/seed.ts'
import * as spending from './services/spending/jobs.ts'
import { seed as seedPrices } from './services/spending/seed.ts'
import { transaction } from './services/transaction.ts'

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

/** One domain: its part of the contract, its routes, its jobs, and the rows that come with the service. */
interface Domain {
  contract: Contract
  routes: Routes<Deps>
  jobs?: readonly Job<TSchema, Deps>[]
  seed?: Seed
}

/** Order of the domains in the contract: these first, system last, the others between them by name. */
const first = ['saves', 'quests', 'images', 'scenes', 'auth', 'personas', 'scenarios', 'credits', 'budget']
const place = (name: string) => (name === 'system' ? 2 : first.includes(name) ? first.indexOf(name) - first.length : 1)
const all = Object.values<Domain>(domains).sort(
  (one, other) => place(one.contract.tag.name) - place(other.contract.tag.name),
)

/** The whole service, ready to listen or for `inject`: plugins that handle every request, then the domains. */
export async function build(deps: Deps, log?: Logger): Promise<FastifyInstance> {
  const { env, about, overload } = deps
  const local = env.APP_ENV === 'local'
  const warn = (message: string) => log?.warn(message)
  const origins = originsOf({ allowed: env.ALLOWED_ORIGINS, local, warn })
  const app = Fastify(serverOptions(env))

  tracing(app)
  headers(app, { origins, local })
  requestLog(app, log, deps.clock)
  metrics(app)
  errorHandler(app)
  refuseWhenOverloaded(app, overload)
  auth(app, { adminToken: deps.operatorToken, verifyToken: deps.tokens.verify })
  jsonBody(app)
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
  bodyMemory(app, { largestBody: env.SAVE_MAX_BYTES })
  const contracts = all.map((domain) => domain.contract)
  await contract(app, about, { tags: contracts.map(({ tag }) => tag), state: deps.states.schema })
  methodNotAllowed(app)
  requestValues(app)
  upgrades(app)
  for (const schema of componentsOf(contracts, deps.states.schema)) app.addSchema(schema)

  for (const { routes } of all) await app.register(routes, deps)
  await docs(app, { about, state: deps.states.schema, now: deps.clock.now })
  return app
}

/** Declares the jobs of all domains. To be called once, before jobs are started. */
export function declareJobs(deps: Deps) {
  deps.jobs.declare(deps, idempotency.jobs)
  deps.jobs.declare(deps, lease.jobs)
  deps.jobs.declare(deps, backups.jobs)
  deps.jobs.declare(deps, blobs.jobs)
  deps.jobs.declare(deps, ledger.jobs)
  deps.jobs.declare(deps, spending.jobs)
  for (const { jobs } of all) if (jobs) deps.jobs.declare(deps, jobs)
}

/**
 * Writes the rows that come with the service: what `content/` says of personas, scenarios and prices. Changes nothing
 * that is there already and was changed by the operator. To be called after each migration.
 */
export async function seedContent({ db, clock }: Pick<Deps, 'db' | 'clock'>) {
  const now = clock.now().toISOString()
  await transaction(db, (trx) => seedPrices(trx, now))
  for (const { seed } of all) if (seed) await transaction(db, (trx) => seed(trx, now))
}

/** Whether the service listens on this machine alone, with no proxy in front. */
const isLocal = ({ HOST, TRUST_PROXY }: Deps['env']) =>
  TRUST_PROXY === undefined && (HOST === undefined || loopback.test(HOST))

const loopback = /^(localhost|127\..*|::1)$/

/** Fastify's trustProxy: a number of proxies, or their addresses. Never all: any client can send X-Forwarded-For. */
const trust = (setting: string | undefined) => {
  if (setting === undefined) return false
  const hops = Number(setting)
  return Number.isInteger(hops) ? (_address: string, hop: number) => hop < hops : setting
}

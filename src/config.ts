import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { join } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { Env, type Variable } from '../schemas/env/index.ts'

type Source = Record<string, string | undefined>
export type ConfigProblem = { variable: string; message: string }

/** Every problem of the configuration at once. Names variables, never their values. */
export class BadConfiguration extends Error {
  readonly problems: ConfigProblem[]

  constructor(problems: ConfigProblem[]) {
    super(`The configuration is not usable:\n${problems.map((it) => `  ${it.variable}: ${it.message}`).join('\n')}`)
    this.problems = problems
  }
}

const properties: Record<Variable, TSchema> = Env.properties
const variables = Object.keys(properties) as Variable[]

/** Other names by which platforms say which environment this is. */
const environments: Record<string, string> = {
  prod: 'production',
  production: 'production',
  local: 'local',
  development: 'local',
  dev: 'local',
  test: 'local',
}

/** ENV is also the name of a shell's start file, so that only what it is known to say counts. */
function appEnv({ APP_ENV, NODE_ENV, ENVIRONMENT, ENV }: Source): string | undefined {
  if (APP_ENV) return APP_ENV
  const named = (NODE_ENV || ENVIRONMENT)?.trim().toLowerCase()
  // A staging machine is open to the world as production is, and held to the same.
  if (named) return environments[named] ?? 'production'
  return environments[ENV?.trim().toLowerCase() ?? '']
}

/** What is set, as text. An empty variable is an unset one. */
function given(source: Source): Partial<Record<Variable, string>> {
  const entries = variables.flatMap((name) => {
    const text = (name === 'APP_ENV' ? appEnv(source) : source[name])?.trim()
    return text ? [[name, text]] : []
  })
  return Object.fromEntries(entries)
}

/** The values as the schema types them. */
function decode(texts: Partial<Record<Variable, string>>) {
  const values = Object.entries(texts).map(([name, text]) => {
    // A certificate often arrives on one line.
    const value = name === 'DATABASE_CA_CERT' ? text.replaceAll('\\n', '\n') : text
    const schema = properties[name as Variable]
    // `Convert` would take 8000.5 and 0x50 for a port.
    if (schema.type === 'integer' && !/^-?\d+$/.test(value)) return [name, value]
    return [name, Value.Convert(schema, value)]
  })
  return Value.Default(Env, Object.fromEntries(values)) as Env
}

const compiled = TypeCompiler.Compile(Env)

function schemaProblems(env: Env): ConfigProblem[] {
  const names = new Set([...compiled.Errors(env)].map((error) => error.path.slice(1) as Variable))
  return [...names].map((variable) => {
    const { description, minimum, maximum } = properties[variable]
    const range = minimum === undefined ? '' : ` (${minimum} to ${maximum})`
    return { variable, message: `should be: ${description}${range}` }
  })
}

/** A platform that cannot resolve a binding hands on its text, which would else be a password or a token. */
const placeholder = /\$\{[^}]*\}/

const isNetwork = (text: string) => {
  const [address = '', bits, ...more] = text.split('/')
  if (more.length > 0 || !(isIPv4(address) || isIPv6(address))) return false
  try {
    if (bits !== undefined) new BlockList().addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
    return true
  } catch {
    return false
  }
}

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text

/** What a pattern cannot say. */
const checks: Partial<Record<Variable, (text: string) => string | undefined>> = {
  DATABASE_URL: urlProblem,
  REDIS_URL: urlProblem,
  RAINDROP_API_URL: serviceProblem,
  GEMINI_BASE_URL: serviceProblem,
  TRUST_PROXY: (text) =>
    /^\d+$/.test(text) || text.split(/\s*,\s*/).every(isNetwork)
      ? undefined
      : 'should be a number of proxies, or addresses like 10.0.0.0/8',
  ALLOWED_ORIGINS: (text) =>
    text.split(/\s*,\s*/).every(isOrigin)
      ? undefined
      : 'should be origins as a browser sends them: https://game.example, lower case, without a path',
}

function urlProblem(text: string) {
  if (/^(sqlite|file):/.test(text) || URL.canParse(text)) return undefined
  return 'is not a URL; a special character in its password must be percent-encoded'
}

/** An address that fetch takes. */
function serviceProblem(text: string) {
  const problem = urlProblem(text)
  if (problem) return problem
  const { username, password } = new URL(text)
  return username || password
    ? 'must not contain a user name or a password: the key is a variable of its own'
    : undefined
}

const examples = /example|change[-_ ]?me|secret[-_ ]?here|your[-_ ]|placeholder|^(.{1,8})\1+$/i

function valueProblems(texts: Partial<Record<Variable, string>>): ConfigProblem[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const variable = name as Variable
    const message = placeholder.test(text)
      ? 'is still a placeholder: the platform did not fill it in'
      : checks[variable]?.(text)
    return message ? [{ variable, message }] : []
  })
}

/** Names and addresses of one's own network; what travels beyond it has to be encrypted. */
const near =
  /^(localhost|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|\[::1\]|[^.]+|.+\.(internal|local))$/

const isOpenRoad = (url = '') => URL.canParse(url) && /^http:/.test(url) && !near.test(new URL(url).hostname)

function productionProblems(env: Env, texts: Partial<Record<Variable, string>>): ConfigProblem[] {
  if (env.APP_ENV !== 'production') return []
  const need = (variable: Variable, why: string) =>
    texts[variable] ? [] : [{ variable, message: `is required in production: ${why}` }]
  const model =
    texts.RAINDROP_API_URL || texts.RAINDROP_API_KEY || !texts.GEMINI_API_KEY
      ? (['RAINDROP_API_URL', 'RAINDROP_API_KEY'] as const).flatMap((it) =>
          need(it, 'SmartInference, or GEMINI_API_KEY instead'),
        )
      : []
  const open = (['RAINDROP_API_URL', 'GEMINI_BASE_URL'] as const).filter((it) => isOpenRoad(texts[it]))
  const secrets = variables.filter((it) => properties[it].secret && examples.test(texts[it] ?? ''))
  const local = /^(sqlite|file):/.test(texts.DATABASE_URL ?? '')
  return [
    ...need('DATABASE_URL', 'a Postgres database that every instance shares'),
    ...need('ALLOWED_ORIGINS', 'the origins of your frontends'),
    ...need('ADMIN_TOKEN', "the operator's token"),
    ...model,
    ...open.map((variable) => ({ variable, message: 'must be https in production: a key travels with each request' })),
    ...secrets.map((variable) => ({ variable, message: 'is an example value; make one of your own' })),
    ...(local ? [{ variable: 'DATABASE_URL', message: 'must be a Postgres URL in production' }] : []),
  ]
}

/**
 * Reads the variables, or throws `BadConfiguration` with every problem. `more` finds those that only others can see:
 * an outside service whose variables are set in part.
 */
export function readEnv(source: Source, more: (env: Env) => ConfigProblem[] = () => []): Env {
  const texts = given(source)
  const env = decode(texts)
  const found = [...valueProblems(texts), ...schemaProblems(env), ...productionProblems(env, texts), ...more(env)]
  // One sentence a variable, the most telling first.
  const problems = found.filter((it, index) => found.findIndex(({ variable }) => variable === it.variable) === index)
  if (problems.length > 0) throw new BadConfiguration(problems)
  // One folder holds everything that is kept on this machine.
  const file = texts.DATA_DIR && !texts.DATABASE_URL && join(texts.DATA_DIR.replaceAll('%', '%25'), 'lorekeep.db')
  if (file) env.DATABASE_URL = `sqlite:${file}`
  return { ...env, HOST: env.HOST ?? (env.APP_ENV === 'production' ? '0.0.0.0' : '127.0.0.1') }
}

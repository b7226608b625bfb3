import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { engineOf } from '../db/connect.ts'
import { Env, type Variable } from '../schemas/env.ts'

type Source = Record<string, string | undefined>
type Problem = { variable: string; message: string }

/** Every problem of the configuration at once. Names variables, never their values. */
export class BadConfiguration extends Error {
  readonly problems: Problem[]

  constructor(problems: Problem[]) {
    super(`The configuration is not usable:\n${problems.map((it) => `  ${it.variable}: ${it.message}`).join('\n')}`)
    this.problems = problems
  }
}

const properties: Record<Variable, TSchema> = Env.properties
export const variables = Object.keys(properties) as Variable[]

/** Other names by which platforms say production. */
const environments: Record<string, string> = {
  prod: 'production',
  production: 'production',
  local: 'local',
  development: 'local',
  dev: 'local',
  test: 'local',
}

function appEnv(source: Source): string | undefined {
  if (source.APP_ENV) return source.APP_ENV
  const named = source.NODE_ENV ?? source.ENVIRONMENT ?? source.ENV
  return named === undefined ? undefined : (environments[named.toLowerCase()] ?? 'local')
}

/** The values as the schema types them. An empty variable is an unset one. */
function decode(source: Source) {
  const given = variables.flatMap((name) => {
    const text = (name === 'APP_ENV' ? appEnv(source) : source[name])?.trim()
    if (text === undefined || text === '') return []
    // A certificate often arrives on one line.
    const value = name === 'DATABASE_CA_CERT' ? text.replaceAll('\\n', '\n') : text
    return [[name, Value.Convert(properties[name], value)]]
  })
  return Value.Default(Env, Object.fromEntries(given)) as Env
}

function schemaProblems(env: Env, source: Source): Problem[] {
  const compiled = TypeCompiler.Compile(Env)
  const names = new Set([...compiled.Errors(env)].map((error) => error.path.slice(1)))
  return [...names].map((variable) => ({ variable, message: hint(variable as Variable, source) }))
}

function hint(variable: Variable, source: Source) {
  if (/^\$\{.*\}$/.test(source[variable] ?? '')) return 'is still a placeholder: the platform did not fill it in'
  const { description, minimum, maximum } = properties[variable]
  const range = minimum === undefined ? '' : ` (${minimum} to ${maximum})`
  return `should be: ${description}${range}`
}

const examples = /example|change[-_ ]?me|secret[-_ ]?here|your[-_ ]|^(.)\1+$/i

function productionProblems(env: Env, source: Source): Problem[] {
  if (env.APP_ENV !== 'production') return []
  const problems: Problem[] = []
  const need = (variable: Variable, why: string) => {
    if (!source[variable]) problems.push({ variable, message: `is required in production: ${why}` })
  }
  need('DATABASE_URL', 'a Postgres database that every instance shares')
  need('ALLOWED_ORIGINS', 'the origins of your frontends')
  need('ADMIN_TOKEN', "the operator's token")
  if (source.DATABASE_URL && engineOf(env.DATABASE_URL) !== 'postgres') {
    problems.push({ variable: 'DATABASE_URL', message: 'must be a Postgres URL in production' })
  }
  if (env.ADMIN_TOKEN && examples.test(env.ADMIN_TOKEN)) {
    problems.push({ variable: 'ADMIN_TOKEN', message: 'is an example value; make one of your own' })
  }
  return problems
}

/** Reads the variables, or throws `BadConfiguration` with every problem. */
export function readEnv(source: Source): Env {
  const env = decode(source)
  const problems = schemaProblems(env, source)
  if (problems.length === 0) problems.push(...productionProblems(env, source))
  if (problems.length > 0) throw new BadConfiguration(problems)
  return { ...env, HOST: env.HOST ?? (env.APP_ENV === 'production' ? '0.0.0.0' : '127.0.0.1') }
}

import { join } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { Env, type Variable } from '../schemas/env/index.ts'
import { embeddedOk } from '../schemas/env/server.ts'
import type { Keywords, Situation } from '../schemas/env/variable.ts'

type Source = Record<string, string | undefined>
type Texts = Partial<Record<Variable, string>>
export type ConfigProblem = { variable: string; message: string }

/** Every problem of the configuration at once. Names variables, never their values. */
export class BadConfiguration extends Error {
  readonly problems: ConfigProblem[]

  constructor(problems: ConfigProblem[], mode: string) {
    const lines = problems.map((it) => `  ${it.variable}: ${it.message}`)
    super([`The configuration is not usable${mode}:`, ...lines].join('\n'))
    this.problems = problems
  }
}

const properties: Record<Variable, TSchema & Keywords> = Env.properties
const variables = Object.keys(properties) as Variable[]

/** Names that platforms use for the two modes. */
const modes: Record<string, string> = {
  prod: 'production',
  production: 'production',
  local: 'local',
  development: 'local',
  dev: 'local',
  test: 'local',
}

/** The mode, and the variable that decided it. */
export function modeOf({ APP_ENV, NODE_ENV, ENVIRONMENT, ENV }: Source) {
  if (APP_ENV?.trim()) return { mode: APP_ENV.trim(), variable: 'APP_ENV' }
  for (const [variable, value] of Object.entries({ NODE_ENV, ENVIRONMENT })) {
    const name = value?.trim().toLowerCase()
    // Unknown names, such as staging, count as production: those servers are as exposed.
    if (name) return { mode: modes[name] ?? 'production', variable }
  }
  // ENV may also hold the path of a shell's start file: other values are ignored.
  return { mode: modes[ENV?.trim().toLowerCase() ?? ''], variable: 'ENV' }
}

/** Texts of the variables that are set. An empty variable counts as not set. */
function textsOf(source: Source): Texts {
  const entries = variables.flatMap((name) => {
    const text = (name === 'APP_ENV' ? modeOf(source).mode : source[name])?.trim()
    return text ? [[name, properties[name].decode?.(text) ?? text]] : []
  })
  return Object.fromEntries(entries)
}

/** The texts converted to the types of the schema, with defaults. */
function decode(texts: Texts) {
  const values = Object.entries(texts).map(([name, text]) => {
    const schema = properties[name as Variable]
    // `Convert` would take 8000.5 and 0x50 for a port.
    if (schema.type === 'integer' && !/^-?\d+$/.test(text)) return [name, text]
    return [name, Value.Convert(schema, text)]
  })
  return Value.Default(Env, Object.fromEntries(values)) as Env
}

const compiled = TypeCompiler.Compile(Env)

function schemaProblems(env: Env): ConfigProblem[] {
  const names = new Set([...compiled.Errors(env)].map((error) => error.path.slice(1) as Variable))
  return [...names].map((variable) => ({ variable, message: `must be ${kindOf(properties[variable])}` }))
}

function kindOf({ type, minimum, maximum, minLength, anyOf, const: only }: TSchema): string {
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`
  if (type === 'boolean') return 'true or false'
  if (anyOf)
    return (anyOf as TSchema[])
      .map((it) => it.const)
      .join(', ')
      .replace(/, ([^,]+)$/, ' or $1')
  return only ?? `at least ${minLength} characters long`
}

/** Unresolved binding: some platforms pass its text on, which would otherwise be used as a password or a token. */
const placeholder = /\$\{[^}]*\}/

function ruleProblems(texts: Texts, situation: Situation): ConfigProblem[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const variable = name as Variable
    if (placeholder.test(text))
      return [{ variable, message: 'is still a placeholder: the platform did not fill it in' }]
    for (const rule of properties[variable].rules ?? []) {
      const message = rule(text, situation)
      if (message) return [{ variable, message }]
    }
    return []
  })
}

function missingProblems(texts: Texts, { isProduction, isEmbeddedOk }: Situation): ConfigProblem[] {
  if (!isProduction) return []
  return variables.flatMap((variable) => {
    const { requiredInProduction: why, embeddedInstead: capability } = properties[variable]
    if (!why || texts[variable] || (capability && isEmbeddedOk(capability))) return []
    const otherwise = capability ? `, or EMBEDDED_OK=${capability}` : ''
    return [{ variable, message: `is required in production: ${why}${otherwise}` }]
  })
}

/**
 * Reads the variables, or throws `BadConfiguration` with every problem. `portProblems` finds those of outside services:
 * one whose variables are set in part, one that production requires.
 */
export function readEnv(source: Source, portProblems: (env: Env) => ConfigProblem[] = () => []): Env {
  const texts = textsOf(source)
  const env = decode(texts)
  const accepted = embeddedOk(env.EMBEDDED_OK)
  const situation: Situation = {
    isProduction: env.APP_ENV === 'production',
    isEmbeddedOk: (capability) => accepted.includes(capability),
  }
  const found = [
    ...ruleProblems(texts, situation),
    ...schemaProblems(env),
    ...missingProblems(texts, situation),
    ...portProblems(env),
  ]
  // One sentence per variable, the most telling first.
  const problems = found.filter((it, index) => found.findIndex(({ variable }) => variable === it.variable) === index)
  if (problems.length > 0)
    throw new BadConfiguration(
      problems,
      situation.isProduction ? ` in production mode, set by ${modeOf(source).variable}` : '',
    )
  // DATA_DIR alone moves the database file as well.
  const file = texts.DATA_DIR && !texts.DATABASE_URL && join(texts.DATA_DIR.replaceAll('%', '%25'), 'lorekeep.db')
  if (file) env.DATABASE_URL = `sqlite:${file}`
  return { ...env, HOST: env.HOST ?? (situation.isProduction ? '0.0.0.0' : '127.0.0.1') }
}

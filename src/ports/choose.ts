import type { Env, Variable } from '../../schemas/env.ts'

/** What a port's adapter says of itself, and how it opens. */
export interface Adapter<P, Context> {
  name: string
  /** The variables that switch to it; none for the embedded one. */
  needs: readonly Variable[]
  open(env: Env, context: Context): P | Promise<P>
}

/** One line of the capabilities table. */
export interface Capability {
  capability: string
  adapter: string
  embedded: boolean
  upgrades: { adapter: string; variables: string[] }[]
}

/** A port that was opened, and what is known of it. */
export interface Chosen<P> extends Capability {
  port: P
}

export class HalfConfigured extends Error {}

const isSet = (env: Env, variable: Variable) => env[variable] !== undefined

/** The variables that are missing because others of the same adapter are set, and what they belong to. */
export function halfConfigured(
  capability: string,
  env: Env,
  adapters: readonly Pick<Adapter<unknown, never>, 'name' | 'needs'>[],
) {
  return adapters.flatMap(({ name, needs }) => {
    const missing = needs.filter((variable) => !isSet(env, variable))
    if (missing.length === 0 || missing.length === needs.length) return []
    const message = `is missing: ${capability} by ${name} needs ${needs.join(', ')} together`
    return missing.map((variable) => ({ variable: variable as string, message }))
  })
}

/**
 * Picks the first adapter whose variables are all set; the embedded one, which needs none, stands last and always can.
 * Throws `HalfConfigured`, naming the missing variables, when only some are set.
 */
export function pick<P, Context>(capability: string, env: Env, adapters: readonly Adapter<P, Context>[]) {
  const problems = halfConfigured(capability, env, adapters)
  if (problems.length > 0) throw new HalfConfigured(problems.map((it) => `${it.variable} ${it.message}`).join('\n'))
  const chosen = adapters.find(({ needs }) => needs.every((variable) => isSet(env, variable)))
  if (!chosen) throw new Error(`${capability} has no embedded adapter`)
  return chosen
}

export async function choose<P, Context>(
  capability: string,
  env: Env,
  adapters: readonly Adapter<P, Context>[],
  context: Context,
): Promise<Chosen<P>> {
  const chosen = pick(capability, env, adapters)
  const upgrades = adapters
    .filter(({ name, needs }) => needs.length > 0 && name !== chosen.name)
    .map(({ name, needs }) => ({ adapter: name, variables: [...needs] }))
  const port = await chosen.open(env, context)
  return { capability, adapter: chosen.name, embedded: chosen.needs.length === 0, upgrades, port }
}

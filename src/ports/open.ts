import type { Env, Variable } from '../../schemas/env/index.ts'
import type { PortContext } from './port.ts'

/** What a port's adapter says of itself, and how it opens. */
export interface Adapter<P> {
  name: string
  /** The variables that switch to it; none for the embedded one. */
  needs: readonly Variable[]
  open(env: Env, context: PortContext): P | Promise<P>
}

/** One line of the capabilities table. */
export interface Capability {
  capability: string
  adapter: string
  embedded: boolean
  /** Who stands behind it, in order. */
  backups: string[]
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
  adapters: readonly Pick<Adapter<unknown>, 'name' | 'needs'>[],
) {
  return adapters.flatMap(({ name, needs }) => {
    const missing = needs.filter((variable) => !isSet(env, variable))
    if (missing.length === 0 || missing.length === needs.length) return []
    const message = `is missing: ${capability} by ${name} needs ${needs.join(', ')} together`
    return missing.map((variable) => ({ variable: variable as string, message }))
  })
}

/**
 * Picks every adapter whose variables are all set, best first; the embedded one, which needs none, stands last and
 * always can. Throws `HalfConfigured`, naming the missing variables, when only some are set.
 */
export function pick<P>(capability: string, env: Env, adapters: readonly Adapter<P>[]) {
  const problems = halfConfigured(capability, env, adapters)
  if (problems.length > 0) throw new HalfConfigured(problems.map((it) => `${it.variable} ${it.message}`).join('\n'))
  const able = adapters.filter(({ needs }) => needs.every((variable) => isSet(env, variable)))
  if (able.at(-1)?.needs.length !== 0) throw new Error(`${capability} has no embedded adapter`)
  return able
}

const capabilityOf = (
  capability: string,
  adapters: readonly Pick<Adapter<unknown>, 'name' | 'needs'>[],
  [chosen, ...others]: readonly Pick<Adapter<unknown>, 'name' | 'needs'>[],
): Capability => ({
  capability,
  adapter: chosen?.name as string,
  embedded: chosen?.needs.length === 0,
  backups: others.map(({ name }) => name),
  upgrades: adapters
    .filter((it) => it.needs.length > 0 && it !== chosen && !others.includes(it))
    .map(({ name, needs }) => ({ adapter: name, variables: [...needs] })),
})

/** Opens the best adapter that can serve. */
export async function choose<P>(
  capability: string,
  env: Env,
  adapters: readonly Adapter<P>[],
  context: PortContext,
): Promise<Chosen<P>> {
  const able = pick(capability, env, adapters)
  const port = await (able[0] as Adapter<P>).open(env, context)
  return { ...capabilityOf(capability, adapters, able), port }
}

/** One of several adapters that serve the same port, each when those before it cannot. */
export interface Serving<P> {
  name: string
  embedded: boolean
  port: P
}

/** Opens every adapter that can serve, best first, the embedded one last. */
export async function chooseAll<P>(
  capability: string,
  env: Env,
  adapters: readonly Adapter<P>[],
  context: PortContext,
): Promise<Chosen<Serving<P>[]>> {
  const able = pick(capability, env, adapters)
  const port = await Promise.all(
    able.map(async ({ name, needs, open }) => ({ name, embedded: needs.length === 0, port: await open(env, context) })),
  )
  return { ...capabilityOf(capability, adapters, able), port }
}

import type { Env } from '../../schemas/env/index.ts'
import { embeddedOk } from '../../schemas/env/server.ts'
import type { Adapter, Definition, Port, PortContext, PortState, Serving } from './port.ts'

/** One line of the capabilities table. */
export interface Capability {
  capability: string
  adapter: string
  embedded: boolean
  /** Embedded in production because EMBEDDED_OK names it. */
  embedded_ok: boolean
  state: PortState
  /** Adapters that step in when the first one cannot serve, in order. */
  fallbacks: string[]
  upgrades: { adapter: string; variables: string[] }[]
}

export type Definitions = Record<string, Definition<Port, unknown>>
/** Ports as members of `deps`. */
export type Given<D extends Definitions> = { [Name in keyof D]: ReturnType<D[Name]['give']> }

export interface OpenedPorts<D extends Definitions> {
  given: Given<D>
  capabilities(): Capability[]
  close(): Promise<void>
}

type Described = Pick<Adapter<unknown>, 'name' | 'needs'>

const isConfigured = (env: Env, { needs }: Described) => needs.every((variable) => env[variable] !== undefined)
const isEmbedded = ({ needs }: Described) => needs.length === 0

export const isEmbeddedOk = (env: Env, capability: string) =>
  env.APP_ENV === 'production' && embeddedOk(env.EMBEDDED_OK).includes(capability)

/** Opens every port: the adapters whose variables are all set, or the embedded one. */
export async function openPorts<D extends Definitions>(
  definitions: D,
  env: Env,
  context: PortContext,
): Promise<OpenedPorts<D>> {
  const opened = await Promise.all(
    Object.entries(definitions).map(async ([name, definition]) => {
      const able = ableOf(name, definition, env)
      const serving = await Promise.all(
        (definition.opensAll ? able : able.slice(0, 1)).map(async (adapter) => ({
          name: adapter.name,
          embedded: isEmbedded(adapter),
          port: await adapter.open(env, context),
        })),
      )
      return { name, definition, able, serving }
    }),
  )
  return {
    given: Object.fromEntries(
      opened.map(({ name, definition, serving }) => [name, definition.give(serving)]),
    ) as Given<D>,
    capabilities: () => opened.map((it) => capabilityOf(it, env)),
    close: async () => {
      for (const { port } of opened.flatMap(({ serving }) => serving)) await port.close?.()
    },
  }
}

function ableOf(name: string, { adapters }: Definitions[string], env: Env) {
  const able = adapters.filter((adapter) => isConfigured(env, adapter))
  if (!able.at(-1) || !isEmbedded(able.at(-1) as Described)) throw new Error(`${name} has no embedded adapter`)
  return able
}

interface OpenedPort {
  name: string
  definition: Definitions[string]
  able: Adapter<Port>[]
  serving: Serving<Port>[]
}

function capabilityOf({ name, definition, able, serving }: OpenedPort, env: Env): Capability {
  const [{ name: adapter, embedded, port }] = serving as [Serving<Port>]
  return {
    capability: name,
    adapter,
    embedded,
    embedded_ok: embedded && isEmbeddedOk(env, name),
    state: port.state(),
    fallbacks: definition.opensAll ? able.slice(1).map((it) => it.name) : [],
    upgrades: definition.adapters
      .filter((it) => !able.includes(it))
      .map((it) => ({ adapter: it.name, variables: [...it.needs] })),
  }
}

type Problem = { variable: string; message: string }

/** Problems of the variables of the ports. `others` are capabilities without a port. */
export const portProblemsOf = (definitions: Definitions, others: string[], env: Env): Problem[] => [
  ...Object.entries(definitions).flatMap(([name, definition]) => [
    ...requiredProblems(name, definition, env),
    ...partProblems(name, definition, env),
  ]),
  ...unknownNames([...others, ...Object.keys(definitions)], env),
]

/** Variables that are missing because others of the same adapter are set. */
const partProblems = (capability: string, { adapters }: Definitions[string], env: Env): Problem[] =>
  adapters.flatMap(({ name, needs, shared = [] }) => {
    const missing = needs.filter((variable) => env[variable] === undefined)
    if (needs.every((variable) => missing.includes(variable) || shared.includes(variable))) return []
    const message = `is missing: ${capability} by ${name} needs ${needs.join(', ')} together`
    return missing.map((variable) => ({ variable, message }))
  })

/** The variables of the best adapter, when production requires an outside service and none is configured. */
function requiredProblems(name: string, { adapters, requiredInProduction }: Definitions[string], env: Env): Problem[] {
  if (!requiredInProduction || env.APP_ENV !== 'production' || isEmbeddedOk(env, name)) return []
  const [best, ...others] = adapters.filter((it) => !isEmbedded(it))
  if (!best || [best, ...others].some((it) => isConfigured(env, it))) return []
  const instead = others.map(({ needs }) => `${needs.join(' and ')} instead`)
  const message = [`${name} by ${best.name}`, ...instead, `EMBEDDED_OK=${name}`].join(', or ')
  return best.needs
    .filter((variable) => env[variable] === undefined)
    .map((variable) => ({ variable, message: `is required in production: ${message}` }))
}

const unknownNames = (names: string[], env: Env): Problem[] =>
  embeddedOk(env.EMBEDDED_OK).every((it) => names.includes(it))
    ? []
    : [{ variable: 'EMBEDDED_OK', message: `contains an unknown capability; known are ${names.join(', ')}` }]

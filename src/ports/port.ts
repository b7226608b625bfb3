import type { Env, Variable } from '../../schemas/env/index.ts'

/** Time as a dependency, so that tests can turn it. */
export interface Clock {
  /** The time of day, for what is stored and shown. It may be set, also backwards. */
  now(): Date
  /** Milliseconds that only ever grow, for durations, deadlines and limits. */
  elapsed(): number
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** What every adapter of a port is given. */
export interface PortContext {
  clock: Clock
  log: { warn(message: string): void }
}

export type PortState = 'ok' | 'degraded' | 'down'

/** What every port has, whatever it does. */
export interface Port {
  /** Known without asking anybody. */
  state(): PortState
  /** Absent when there is nothing to close. */
  close?(): Promise<void>
}

/** One provider of a port, or the embedded implementation, and how it opens. */
export interface Adapter<P> {
  name: string
  /** The variables that choose it, all together; none for the embedded one. */
  needs: readonly Variable[]
  open(env: Env, context: PortContext): P | Promise<P>
}

/** An adapter that was opened. */
export interface Serving<P> {
  name: string
  embedded: boolean
  port: P
}

/** A port as `deps.ts` lists it: its adapters, the best first and the embedded one last, and what a domain is given. */
export interface Definition<P extends Port, Given> {
  adapters: readonly Adapter<P>[]
  /** Opens every adapter that is configured, rather than the best one. */
  opensAll: boolean
  /** Production does not start with the embedded adapter, unless EMBEDDED_OK names the port. */
  requiredInProduction: boolean
  give(serving: Serving<P>[]): Given
}

type Options = { requiredInProduction?: boolean }

/** A port that the best of its adapters serves. */
export const servedByOne = <P extends Port>(adapters: readonly Adapter<P>[], options?: Options): Definition<P, P> => ({
  adapters,
  opensAll: false,
  requiredInProduction: false,
  ...options,
  give: ([best]) => (best as Serving<P>).port,
})

/** A port whose adapters stand in for each other: a domain is given all of them, in order. */
export const servedInOrder = <P extends Port>(
  adapters: readonly Adapter<P>[],
  options?: Options,
): Definition<P, Serving<P>[]> => ({
  adapters,
  opensAll: true,
  requiredInProduction: false,
  ...options,
  give: (serving) => serving,
})

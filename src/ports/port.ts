import type { Env, Variable } from '../../schemas/env/index.ts'

/** Time as a dependency, so that tests can control it. */
export interface Clock {
  /** Wall clock, for stored and shown times. It may jump, also backwards. */
  now(): Date
  /** Milliseconds of a monotonic clock, for durations, deadlines and limits. */
  elapsed(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts earlier. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Argument of every adapter's `open`. */
export interface PortContext {
  clock: Clock
  log: { warn(message: string): void }
}

export type PortState = 'ok' | 'degraded' | 'down'

/** Interface common to all ports. */
export interface Port {
  /** From memory, without a request. */
  state(): PortState
  /** Absent when there is nothing to close. */
  close?(): Promise<void>
}

/** One provider of a port, or the embedded implementation, and how it opens. */
export interface Adapter<P> {
  name: string
  /** Variables that must all be set to select it; none for the embedded one. */
  needs: readonly Variable[]
  /** Those of `needs` that mean something without this adapter too: set alone, they ask for none of the others. */
  shared?: readonly Variable[]
  open(env: Env, context: PortContext): P | Promise<P>
}

/** An adapter that was opened. */
export interface Serving<P> {
  name: string
  embedded: boolean
  port: P
}

/** Definition of a port: its adapters, best first and embedded last, and the member of `deps` made from them. */
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

import { Counter, collectDefaultMetrics, Histogram, register } from 'prom-client'

/*
 * What this process counts, for Prometheus. Labels have few values, all of them ours: no user, no session, no number and no
 * text of a request is ever one.
 */

/** Seconds that answers took, and with that how many there were. */
export const requests = new Histogram({
  name: 'lorekeep_http_request_duration_seconds',
  help: 'Answers by operation and status',
  labelNames: ['operation', 'status'],
  buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
})

export const providerCalls = new Counter({
  name: 'lorekeep_provider_calls_total',
  help: 'Calls of outside services: works, the kind of the failure, or refused while the circuit is open',
  labelNames: ['provider', 'result'],
})

export const generated = new Counter({
  name: 'lorekeep_generated_total',
  help: 'Texts and pictures by who made them, and why not by the preferred provider',
  labelNames: ['provider', 'fallback_reason'],
})

export const cacheLookups = new Counter({
  name: 'lorekeep_cache_lookups_total',
  help: 'Lookups by outcome: hit, miss, join (waited for the same) and stale',
  labelNames: ['cache', 'outcome'],
})

export const credits = new Counter({
  name: 'lorekeep_credits_total',
  help: 'Credits that were reserved, settled, released or expired',
  labelNames: ['event'],
})

export const callMinutes = new Counter({
  name: 'lorekeep_call_minutes_total',
  help: 'Begun minutes of calls that have ended',
  labelNames: ['carrier', 'status'],
})

export const jobLag = new Histogram({
  name: 'lorekeep_job_lag_seconds',
  help: 'From when a job was due to when it began',
  labelNames: ['job'],
  buckets: [0.1, 1, 5, 30, 120, 600, 3_600],
})

export const jobRuns = new Counter({
  name: 'lorekeep_job_runs_total',
  help: 'Runs of jobs',
  labelNames: ['job', 'result'],
})

let measuresProcess = false

/** Begins to measure the process itself: memory, CPU, and how late the event loop is. */
export function measureProcess() {
  if (measuresProcess) return
  measuresProcess = true
  collectDefaultMetrics()
}

/** All of it in the text format of Prometheus. */
export const metricsText = (): Promise<string> => register.metrics()

export const METRICS_TYPE = register.contentType

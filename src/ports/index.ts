// Every port of the service, one line each. What it is given to the domains as follows from its definition.
export { cache } from './cache/index.ts'
export { inference } from './inference/index.ts'

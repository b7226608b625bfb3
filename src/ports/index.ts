// Ports of the service, one line each; `deps` has a member of the same name for each.
export { blobs } from './blobs/index.ts'
export { cache } from './cache/index.ts'
export { imaging } from './imaging/index.ts'
export { inference } from './inference/index.ts'
export { listening } from './listening/index.ts'
export { speaking } from './speaking/index.ts'
export { telephony } from './telephony/index.ts'

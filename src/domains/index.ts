// The domains of the service, one line each.
export { quests } from './quests/index.ts'
export { saves } from './saves/index.ts'
export { system } from './system/index.ts'

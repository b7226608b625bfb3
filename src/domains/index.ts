// The domains of the service, one line each.
export { images } from './images/index.ts'
export { imports } from './imports/index.ts'
export { maintenance } from './maintenance/index.ts'
export { quests } from './quests/index.ts'
export { saves } from './saves/index.ts'
export { scenes } from './scenes/index.ts'
export { spending } from './spending/index.ts'
export { system } from './system/index.ts'

export { createClient, createConfig } from './generated/client/index.ts'
export { client } from './generated/client.ts'
export * from './generated/index.ts'

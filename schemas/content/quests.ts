export * from './languages.ts'
export * from './plans.ts'
export * from './sentences.ts'
export * from './words.ts'

import * as contract from '../../../schemas/personas/index.ts'
import { routes } from './routes.ts'
import { seed } from './seed.ts'

export const personas = { contract, routes, seed }

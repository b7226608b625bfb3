import * as contract from '../../../schemas/scenarios.ts'
import { routes } from './routes.ts'
import { seed } from './seed.ts'

export const scenarios = { contract, routes, seed }

import * as contract from '../../../schemas/saves/index.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const saves = { contract, routes, jobs }

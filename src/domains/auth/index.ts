import * as contract from '../../../schemas/auth/index.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const auth = { contract, routes, jobs }

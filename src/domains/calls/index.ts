import * as contract from '../../../schemas/calls/index.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const calls = { contract, routes, jobs }

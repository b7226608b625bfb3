import * as contract from '../../../schemas/images/index.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const images = { contract, routes, jobs }

import * as contract from '../../../schemas/phone.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const phone = { contract, routes, jobs }

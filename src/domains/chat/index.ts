import * as contract from '../../../schemas/chat/index.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const chat = { contract, routes, jobs }

import * as contract from '../../../schemas/quests/index.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const quests = { contract, routes, jobs }

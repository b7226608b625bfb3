import * as contract from '../../../schemas/imports.ts'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const imports = { contract, routes, jobs }

import * as contract from '../../../schemas/maintenance/index.ts'
import { routes } from './routes.ts'

export const maintenance = { contract, routes }

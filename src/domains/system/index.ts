import * as contract from '../../../schemas/system.ts'
import { routes } from './routes.ts'

export const system = { contract, routes }

import * as contract from '../../../schemas/credits.ts'
import { routes } from './routes.ts'

export const credits = { contract, routes }

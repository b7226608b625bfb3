import * as contract from '../../../schemas/spending.ts'
import { routes } from './routes.ts'

export const spending = { contract, routes }

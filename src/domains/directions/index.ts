import * as contract from '../../../schemas/directions.ts'
import { routes } from './routes.ts'

export const directions = { contract, routes }

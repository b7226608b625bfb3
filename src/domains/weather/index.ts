import * as contract from '../../../schemas/weather.ts'
import { routes } from './routes.ts'

export const weather = { contract, routes }

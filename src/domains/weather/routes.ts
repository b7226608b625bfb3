import * as contract from '../../../schemas/weather.ts'
import { rateLimitKey } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  app.get('/api/v1/weather', { schema: contract.readWeather, config: { access: 'public' } }, async (request) =>
    actions.readWeather(deps, rateLimitKey(request), request.query),
  )

  app.get(
    '/api/v1/weather/forecast',
    { schema: contract.readForecast, config: { access: 'public' } },
    async (request) => actions.readForecast(deps, rateLimitKey(request), request.query),
  )
}

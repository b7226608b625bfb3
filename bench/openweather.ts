import { createServer } from 'node:http'

/** Stands in for OpenWeather on this machine: one weather, after as long as a call over a network takes. */
const LATENCY_MS = 50
const weather = {
  weather: [{ id: 500, main: 'Rain', description: 'light rain', icon: '10d' }],
  main: { temp: 8.37, humidity: 84 },
  wind: { speed: 4.12 },
  dt: Math.floor(Date.now() / 1_000),
}
let asked = 0

createServer((request, response) => {
  if (request.url === '/asked') return response.end(String(asked))
  if (!request.url?.startsWith('/data/2.5/weather')) return response.writeHead(200).end()
  asked++
  setTimeout(
    () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(weather)),
    LATENCY_MS,
  )
}).listen(Number(process.env.PORT), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))

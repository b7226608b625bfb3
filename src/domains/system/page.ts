import type { Capability, Root } from '../../../schemas/system.ts'

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const row = ({ capability, adapter, embedded, state, upgrades }: Capability) => `<tr>
<td>${escaped(capability)}</td>
<td>${escaped(adapter)}${embedded ? ' <small>embedded</small>' : ''}</td>
<td class="${state}">${state}</td>
<td>${upgrades.map((it) => `${escaped(it.adapter)}: <code>${it.variables.map(escaped).join(' ')}</code>`).join('<br>') || '–'}</td>
</tr>`

/** The front door, for a browser. */
export const page = (root: Root, capabilities: Capability[]) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(root.name)} ${escaped(root.version)}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 4rem auto; padding: 0 1rem }
h1 { font-weight: 600; margin-bottom: 0 } table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top }
.ok { color: #2a8a4a } .degraded { color: #b07000 } .down { color: #c03030 } nav a { margin-right: 1.2rem }
</style></head><body>
<h1>${escaped(root.name)}</h1><p>The backend for stories people step into. Version ${escaped(root.version)}, ${root.status}.</p>
<nav><a href="/docs">Try the API</a><a href="/redoc">Read the API</a><a href="/openapi.yaml">openapi.yaml</a><a href="/health">Health</a></nav>
<h2>Who serves what</h2>
<table><tr><th>Capability</th><th>Served by</th><th>State</th><th>Upgrade by setting</th></tr>
${capabilities.map(row).join('\n')}</table>
</body></html>
`

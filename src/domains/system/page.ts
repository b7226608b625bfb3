import type { Capability, Root } from '../../../schemas/system.ts'

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const upgrade = ({ adapter, variables }: Capability['upgrades'][number]) =>
  `<div>${escaped(adapter)} with ${variables.map((name) => `<code>${escaped(name)}</code>`).join(' ')}</div>`

const standIns = ({ embedded, fallbacks }: Capability) =>
  [embedded ? 'on this machine' : 'outside service', ...fallbacks.map((name) => `then ${escaped(name)}`)].join(', ')

const row = (it: Capability) => `<tr>
<th scope="row">${escaped(it.capability)}</th>
<td>${escaped(it.adapter)}<small>${standIns(it)}</small></td>
<td><span class="state ${it.state}">${it.state}</span></td>
<td>${it.upgrades.map(upgrade).join('') || '–'}</td>
</tr>`

const links = [
  ['/docs', 'Try the API', 'Send requests from the page, with examples that work.'],
  ['/redoc', 'Read the API', 'Every operation, answer and refusal, side by side.'],
  ['/openapi.yaml', 'openapi.yaml', 'The contract, to generate a client from.'],
  ['/health', 'Health', 'How the service and what it stands on are doing.'],
]
const card = ([address, title, text]: string[]) => `<a href="${address}"><b>${title}</b><span>${text}</span></a>`

const style = `
:root { color-scheme: light dark; --ink: #241a3d; --dim: #6d6583; --page: #faf8f3; --card: #fff; --line: #e5dfd2; --mark: #5b3fa0 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece6f7; --dim: #a79fbd; --page: #17122a; --card: #211a38; --line: #382e58; --mark: #c3adf5 }
}
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: var(--ink); background: var(--page) }
main { max-width: 56rem; margin: 0 auto; padding: 4rem 1.5rem }
header { display: flex; gap: 1.25rem; align-items: center }
header img { width: 4.5rem; height: 4.5rem }
h1 { margin: 0; font-size: 2.25rem; line-height: 1.1 }
h1 small { font-size: .9rem; font-weight: 400; color: var(--dim); margin-left: .5rem }
header p { margin: .3rem 0 0; color: var(--dim) }
h2 { font-size: 1.15rem; margin: 3rem 0 .25rem }
h2 + p { margin: 0 0 1rem; color: var(--dim) }
nav { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem; margin-top: 2.5rem }
nav a { display: block; padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: .7rem; background: var(--card); color: inherit; text-decoration: none }
nav a:hover, nav a:focus-visible { border-color: var(--mark) }
nav b { color: var(--mark) }
nav span { display: block; margin-top: .25rem; font-size: .875rem; color: var(--dim) }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: .7rem; overflow: hidden }
th, td { text-align: left; padding: .7rem 1.1rem; border-top: 1px solid var(--line); vertical-align: top }
thead th { border: 0; font-size: .8rem; color: var(--dim); font-weight: 500 }
td small { display: block; color: var(--dim); white-space: nowrap }
code { font-size: .85em; padding: .1em .35em; border-radius: .3em; background: var(--page); border: 1px solid var(--line) }
pre { margin: 0; padding: 1rem 1.1rem; overflow-x: auto; font-size: .875rem; background: var(--card); border: 1px solid var(--line); border-radius: .7rem }
@media (max-width: 40rem) {
  main { padding: 2rem 1rem }
  thead { display: none }
  tr { display: block; padding: .7rem 0; border-top: 1px solid var(--line) }
  tr:first-child { border: 0 }
  th, td { display: block; border: 0; padding: .1rem 1.1rem }
}
.state { padding: .1rem .6rem; border-radius: 1rem; font-size: .875rem; color: #fff; background: #2a7d49 }
.degraded { background: #9a6400 }
.down { background: #b3261e }`

/** A state that any scene game could send. */
const someState = { scene_index: 1, party_name: 'Us', heroes: [] }

export interface Example {
  /** Address at which the page was asked for. */
  origin: string
  /** State that the service takes, where its schema is not the built-in one. */
  state: unknown
}

const firstRequest = ({
  origin,
  state = someState,
}: Example) => `curl -s ${origin}/api/v1/save --json '{ "session_id": "my-first",
  "state": ${JSON.stringify(state).replaceAll("'", "'\\''")} }'

curl -s ${origin}/api/v1/load/my-first`

/** The front page, for a browser. */
export const page = (root: Root, capabilities: Capability[], example: Example) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(root.name)}</title><link rel="icon" href="/favicon.svg">
<style>${style}</style></head><body><main>
<header><img src="/favicon.svg" alt=""><div>
<h1>${escaped(root.name)}<small>${escaped(root.version)}, ${root.status}</small></h1>
<p>The backend for AI-told games and stories. It keeps the player's place in a story, turns a player's idea of doing good
into a quest with steps that earn experience, and paints the story's places, items and characters once. Its
characters chat, and ring the player up.</p>
</div></header>
<nav>${links.map(card).join('\n')}</nav>
<h2>A first request</h2>
<p>Save a place in a story, and load it back.</p>
<pre>${escaped(firstRequest(example))}</pre>
<h2>What is served by what</h2>
<p>Set the variables of an outside service and it takes over; the API does not change.</p>
<table><thead><tr><th>Capability</th><th>Served by</th><th>State</th><th>Can be served by</th></tr></thead>
<tbody>${capabilities.map(row).join('\n')}</tbody></table>
</main></body></html>
`

/** The demo's save: what every measurement loads and saves. */
export const demo = {
  session_id: 'shard-472-demo',
  state: {
    scene_index: 6,
    party_name: "Aether's Chosen",
    heroes: [
      { name: 'Aether', class: 'scribe', hp: 70 },
      { name: 'Kael', class: 'fighter', hp: 120 },
    ],
    symbol_choice: 'chaos',
    choices: { scene8: 'fight' },
  },
}

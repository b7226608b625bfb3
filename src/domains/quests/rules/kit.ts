/** What a quest knows about its topic, ready to stand in the sentences of every mode. */
export type Kit = {
  /** For the first question: who might be glad. */
  whom: string
  /** Who is helped, after "for": "the cats at the shelter". */
  served: string
  /** How many of whom, where a number makes sense: [10, "shelter cats"]. */
  count?: [number, string]
  /** What to collect: how much of what. */
  goods: [number, string][]
  /** Where not everybody should hear of it: how people are asked, and with whom one looks back. */
  quietly?: { ask: string; share: string }
  /** What to bring together where there is no list, after "Your mission:". */
  gift?: string
  /** What an ally is asked for. */
  ally: string
  needs: [title: string, text: string]
  /** A headline for a flyer. */
  plea: string
  /** Where a box can stand. */
  spot: string
  sort: string
  deliver: [title: string, text: string]

  /** Questions to look into. */
  facts: string
  /** Who knows the answers. */
  experts: string
  headline: string
  /** The one thing that people can do, after "to". */
  act: string
  material: [title: string, text: string]
  audience: string

  /** Jobs of an hour. */
  jobs: string[]
  /** What the crew is for: "for the garden". */
  crew: string
  helpersFrom: string
  bring: string
  day: [title: string, text: string]

  goal: string
  ways: string[]
  doing: string
  proof: string

  notes: string[]
  prompts: string[]
}

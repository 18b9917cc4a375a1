/**
 * Two persons for one decision: the first one proposes it, another one confirms it. Both are read
 * from the events, which are never changed.
 */
import { Effect } from "effect"
import { type Detail, Events } from "../events/Events.ts"
import { isSamePerson } from "./person.ts"

export interface Proposal {
  readonly person: string
  readonly at: number
  readonly because: string | undefined
}

/**
 * The proposal that waits for a second person, if it is for the same decision on the same facts.
 * Any later event of these actions ends it.
 */
export const proposalFor = Effect.fnUntraced(function*(
  { decided, facts, key, proposed }: {
    readonly key: string
    readonly proposed: string
    readonly decided: string
    readonly facts: Detail
  }
) {
  const events = yield* (yield* Events).read({ key, first: "newest", most: 200 })
  const last = events.find(({ action }) => action === proposed || action === decided)
  if (last === undefined || last.action === decided || last.person === undefined) return undefined
  const isSame = Object.entries(facts).every(([name, value]) => last.detail[name] === value)
  return isSame ? { person: last.person, at: last.at, because: last.because } satisfies Proposal : undefined
})

/** Whether this person may confirm it. */
export const mayConfirm = (proposal: Proposal | undefined, person: string): boolean =>
  proposal !== undefined && !isSamePerson(proposal.person, person)

/**
 * Steps that must never be, and that the checks of production let pass. Handmade: no step of today
 * makes them.
 */
import { assert, describe, it } from "@effect/vitest"
import { broken } from "../src/protocol/invariants.ts"
import { cautious } from "../src/protocol/profile.ts"
import type { Event, State, Step } from "../src/protocol/state.ts"
import { after, answered, entry, OTHER_TAG, read } from "./protocol.ts"

const sent = after({ earlier: "in-ledger" }, read(), answered({ _tag: "Ambiguous" })).state
const ends = (state: State, outcome: NonNullable<State["outcome"]>): Step => ({
  state: { ...state, phase: "done", outcome },
  command: { _tag: "Finish", outcome }
})
const finds = (name: string, before: State, event: Event, step: Step) =>
  it(name, () => assert.isString(broken(before, event, step)))

describe("production notices", () => {
  finds(
    "a success at an entry of another amount under another tag",
    sent,
    read(entry(500, OTHER_TAG)),
    ends(sent, { _tag: "Succeeded", certain: "tag", entry: "3000AAAAAAAAAAAA", amount: 3000 })
  )
  finds(
    "a success at an entry that another refund has claimed",
    { ...sent, claimed: ["3000"] },
    read(entry(3000)),
    ends({ ...sent, claimed: ["3000"] }, { _tag: "Succeeded", certain: "new-entry", entry: "3000", amount: 3000 })
  )
  finds(
    "less is left than asked for, while a send is open whose entry may be hidden",
    sent,
    read(entry(8000)),
    ends(sent, { _tag: "NotRefunded", proof: "InsufficientBalance", rejection: undefined, passes: false })
  )
  finds(
    "less is left than asked for, when enough is left",
    after({}).state,
    read(),
    ends(after({}).state, { _tag: "NotRefunded", proof: "InsufficientBalance", rejection: undefined, passes: false })
  )
  finds(
    "a send on a look-up older than the watermark",
    { ...after({}).state, watermark: { entries: 1, balance: 9000 } },
    read(),
    after({}, read())
  )
  const ignored = { ...sent, ask: { ...sent.ask, profile: { ...cautious, checksumHolds: false } } }
  finds("a second send where the checksum is not compared and two fit", ignored, read(), {
    state: { ...ignored, phase: "sending", sent: 2, sentHere: 2, open: 2 },
    command: { _tag: "Send", plan: { amount: 3000, checksum: 10000, known: [] } }
  })
})

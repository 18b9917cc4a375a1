/**
 * Every question for one payment, in the order in which their answers matter. What takes much comes late, what may take all comes last.
 */
import { Effect } from "effect"
import { oddNumbers, zeroMeansAll } from "./amounts.ts"
import { badToken, hangUp } from "./answers.ts"
import { manyAtOnce, twoThatDoNotFit, wrongChecksum } from "./checksum.ts"
import type { Finding } from "./Finding.ts"
import type { Ground, Needs } from "./Ground.ts"
import { history, readYourWrite, underLoad } from "./looks.ts"
import { byHand } from "./probe.ts"
import { echo } from "./reason.ts"

const asked: Readonly<Record<string, (ground: Ground) => Effect.Effect<Finding, never, Needs>>> = {
  P2: manyAtOnce,
  P3: wrongChecksum,
  P14: badToken,
  P1: echo,
  P5: readYourWrite,
  P11: underLoad,
  P9: hangUp,
  P8: oddNumbers,
  P13: twoThatDoNotFit,
  P10: history,
  "P8-zero": zeroMeansAll
}

/** The names that a run can be held to. */
export const names: ReadonlyArray<string> = Object.keys(asked)

export const probes = (
  ground: Ground,
  only: ReadonlyArray<string>,
  onFinding: (finding: Finding) => Effect.Effect<void>
): Effect.Effect<ReadonlyArray<Finding>, never, Needs> =>
  Effect.gen(function*() {
    const found: Array<Finding> = []
    for (const name of only.length === 0 ? names : names.filter((name) => only.includes(name))) {
      const finding = yield* asked[name]!(ground)
      found.push(finding)
      yield* onFinding(finding)
    }
    return [...found, ...unanswered]
  })

/** What no program can find out from here, and how a person can. */
export const unanswered: ReadonlyArray<Finding> = [
  byHand(
    {
      probe: "P4",
      question: "What is the checksum of a payment with a promotion?",
      asked: "nothing",
      about: []
    },
    "make a test payment with a promotion and give its imp_uid: P2 and P3 then show whether amount − cancel_amount is its checksum"
  ),
  byHand({
    probe: "P6",
    question: "Is the cancel of a virtual account in the history at once, and does it stay there?",
    asked: "nothing",
    about: ["A2"]
  }, "it needs a refund account of your own: cancel one with the demo, look at once, and again for seven days"),
  byHand(
    { probe: "P7", question: "When does PortOne answer 429, and with what?", asked: "nothing", about: [] },
    "it would have to flood PortOne; a 429 counts as unknown, so nothing rests on it"
  ),
  byHand({
    probe: "A5",
    question: "Is there a cancel at the PG that PortOne does not show?",
    asked: "nothing",
    about: ["A5"]
  }, "compare with the PG's console, and with its reconciliation of the next day"),
  byHand({
    probe: "A6",
    question: "Is one send one request on the wire?",
    asked: "nothing",
    about: ["A6"]
  }, "not PortOne's to keep: the tests of NodeTransport count requests on a socket")
]

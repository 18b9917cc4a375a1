/**
 * All probes of one payment. The most important ones come first, and those that cancel most come
 * last.
 */
import { Effect } from "effect"
import { unusualNumbers, zeroMeansAll } from "./amounts.ts"
import { badToken, hangUp } from "./answers.ts"
import { manyAtOnce, twoOverBalance, wrongChecksum } from "./checksum.ts"
import type { Finding } from "./Finding.ts"
import { history, readYourWrite, underLoad } from "./lookUps.ts"
import { manual } from "./probe.ts"
import { echo } from "./reason.ts"
import type { Services, TestPayment } from "./TestPayment.ts"

const byName: Readonly<Record<string, (payment: TestPayment) => Effect.Effect<Finding, never, Services>>> = {
  P2: manyAtOnce,
  P3: wrongChecksum,
  P14: badToken,
  P1: echo,
  P5: readYourWrite,
  P11: underLoad,
  P9: hangUp,
  P8: unusualNumbers,
  P13: twoOverBalance,
  P10: history,
  "P8-zero": zeroMeansAll
}

/** The names that `--only` accepts. */
export const names: ReadonlyArray<string> = Object.keys(byName)

export const probes = (
  payment: TestPayment,
  only: ReadonlyArray<string>,
  onFinding: (finding: Finding) => Effect.Effect<void>
): Effect.Effect<ReadonlyArray<Finding>, never, Services> =>
  Effect.gen(function*() {
    const found: Array<Finding> = []
    for (const name of only.length === 0 ? names : names.filter((name) => only.includes(name))) {
      const finding = yield* byName[name]!(payment)
      found.push(finding)
      yield* onFinding(finding)
    }
    return [...found, ...unanswered]
  })

/** Questions that a program cannot answer, with the way a person can. */
export const unanswered: ReadonlyArray<Finding> = [
  manual(
    {
      probe: "P4",
      question: "What is the checksum of a payment with a promotion?",
      sent: "nothing",
      assumptions: []
    },
    "make a test payment with a promotion and pass its imp_uid: P2 and P3 then show whether amount − cancel_amount is its checksum"
  ),
  manual(
    {
      probe: "P6",
      question: "Does the payment history show the cancel of a virtual account at once, and for good?",
      sent: "nothing",
      assumptions: ["A2"]
    },
    "it needs your own refund account: cancel such a payment with the demo, then look it up at once and for seven days"
  ),
  manual(
    {
      probe: "P7",
      question: "When does PortOne respond with 429, and with which body?",
      sent: "nothing",
      assumptions: []
    },
    "it needs very many requests; the library treats 429 as unknown, so no guarantee depends on it"
  ),
  manual({
    probe: "A5",
    question: "Are there cancels at the PG that PortOne does not show?",
    sent: "nothing",
    assumptions: ["A5"]
  }, "compare with the PG's console, and with its reconciliation data of the next day"),
  manual({
    probe: "A6",
    question: "Is one send one request on the wire?",
    sent: "nothing",
    assumptions: ["A6"]
  }, "it does not depend on PortOne: the tests of NodeTransport count requests on a socket")
]

/**
 * A whole run: checks every payment first, then sends the first cancel.
 */
import type { AccessToken, Transport } from "@effect-portone/core"
import { DateTime, Effect, Option } from "effect"
import type { Finding } from "./Finding.ts"
import { admit, checkHost, ProbeNotStarted } from "./gate.ts"
import { names, probes } from "./probes.ts"
import { type Report, report } from "./report.ts"
import * as TestPayment from "./TestPayment.ts"

export interface Run {
  readonly baseUrl: string
  readonly impUids: ReadonlyArray<string>
  readonly yesCancelThesePayments: boolean
  /** Names of probes. Empty or unset: all. */
  readonly only?: ReadonlyArray<string>
  readonly options?: Partial<TestPayment.Options>
  /** Called with each finding at once, because a run takes minutes. */
  readonly onFinding?: (finding: Finding) => Effect.Effect<void>
}

export const run = Effect.fn(function*(
  { baseUrl, impUids, only = [], onFinding = () => Effect.void, options, yesCancelThesePayments }: Run
): Effect.fn.Return<Report, ProbeNotStarted, AccessToken.AccessToken | Transport.Transport> {
  const url = yield* checkHost(baseUrl)
  if (impUids.length === 0) {
    return yield* new ProbeNotStarted({
      problem: "--imp-uid is missing; make a payment in the test channel and pass its imp_uid"
    })
  }
  if (new Set(impUids).size < impUids.length) {
    return yield* new ProbeNotStarted({ problem: "a payment is listed twice" })
  }
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    return yield* new ProbeNotStarted({ problem: `unknown probe ${unknown.join(", ")}; known are ${names.join(", ")}` })
  }
  const settings = { ...TestPayment.usual, ...options }
  if (!Number.isSafeInteger(settings.amount) || settings.amount < 1) {
    return yield* new ProbeNotStarted({ problem: "the amount must be a whole number of won, at least 1" })
  }
  const admitted = yield* Effect.forEach(impUids, (impUid) => admit(impUid))
  if (!yesCancelThesePayments) {
    return yield* new ProbeNotStarted({
      problem: `the probe cancels parts of ${impUids.join(", ")}, and at the end everything that is left. ` +
        "Confirm with --yes-cancel-these-payments"
    })
  }
  const probed = yield* Effect.forEach(
    admitted,
    ({ evidence, payment }) =>
      Effect.map(probes(TestPayment.make(payment.impUid, settings), only, onFinding), (findings) => ({
        impUid: payment.impUid,
        pg: Option.getOrElse(payment.pgProvider, () => "unknown PG"),
        method: Option.getOrElse(payment.payMethod, () => "unknown method"),
        amount: payment.amount,
        evidence,
        findings
      }))
  )
  return report(url.origin, DateTime.formatIso(yield* DateTime.now), probed)
})

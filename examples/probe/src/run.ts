/**
 * The whole run: every gate first, for every payment, and only then the first cancel.
 */
import type { AccessToken, Transport } from "@effect-portone/core"
import { DateTime, Effect, Option } from "effect"
import type { Finding } from "./Finding.ts"
import { admit, checkHost, Refused } from "./gate.ts"
import * as Ground from "./Ground.ts"
import { names, probes } from "./probes.ts"
import { type Report, report } from "./report.ts"

export interface Run {
  readonly baseUrl: string
  readonly impUids: ReadonlyArray<string>
  readonly yesCancelThesePayments: boolean
  /** Names of probes; all of them where there is none. */
  readonly only?: ReadonlyArray<string>
  readonly options?: Partial<Ground.Options>
  /** Hears of each finding as it comes; a whole run takes minutes. */
  readonly onFinding?: (finding: Finding) => Effect.Effect<void>
}

export const run = Effect.fn(function*(
  { baseUrl, impUids, only = [], onFinding = () => Effect.void, options, yesCancelThesePayments }: Run
): Effect.fn.Return<Report, Refused, AccessToken.AccessToken | Transport.Transport> {
  const url = yield* checkHost(baseUrl)
  if (impUids.length === 0) {
    return yield* new Refused({ problem: "no payment was named; make one in the test channel and give its imp_uid" })
  }
  if (new Set(impUids).size < impUids.length) return yield* new Refused({ problem: "a payment is named twice" })
  const strange = only.filter((name) => !names.includes(name))
  if (strange.length > 0) {
    return yield* new Refused({ problem: `there is no probe ${strange.join(", ")}; there are ${names.join(", ")}` })
  }
  const settings = { ...Ground.usual, ...options }
  if (!Number.isSafeInteger(settings.amount) || settings.amount < 1) {
    return yield* new Refused({ problem: "the amount of a probe is a whole number of won, at least 1" })
  }
  const admitted = yield* Effect.forEach(impUids, (impUid) => admit(impUid))
  if (!yesCancelThesePayments) {
    return yield* new Refused({
      problem: `the probe cancels parts of ${
        impUids.join(", ")
      } and in the end all that is left; say --yes-cancel-these-payments`
    })
  }
  const probed = yield* Effect.forEach(
    admitted,
    ({ evidence, payment }) =>
      Effect.map(probes(Ground.make(payment.impUid, settings), only, onFinding), (findings) => ({
        impUid: payment.impUid,
        pg: Option.getOrElse(payment.pgProvider, () => "unknown PG"),
        method: Option.getOrElse(payment.payMethod, () => "unknown method"),
        amount: payment.amount,
        isTestChannel: evidence,
        findings
      }))
  )
  return report(url.origin, DateTime.formatIso(yield* DateTime.now), probed)
})

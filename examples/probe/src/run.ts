/**
 * A whole run: checks every payment first, then sends the first cancel.
 */
import type { AccessToken, Transport } from "@effect-portone/core"
import { DateTime, Effect, Option } from "effect"
import type { Finding } from "./Finding.ts"
import { admit, checkHost, notStarted, type ProbeNotStarted } from "./gate.ts"
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
    return yield* notStarted(
      "--imp-uid is missing; make a payment in the test channel and pass its imp_uid",
      "--imp-uid가 없습니다. 테스트 채널에서 결제한 뒤 그 imp_uid를 넘기세요"
    )
  }
  if (new Set(impUids).size < impUids.length) {
    return yield* notStarted("a payment is listed twice", "같은 결제가 두 번 있습니다")
  }
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    return yield* notStarted(
      `unknown probe ${unknown.join(", ")}; known are ${names.join(", ")}`,
      `알 수 없는 항목 ${unknown.join(", ")}. 사용할 수 있는 항목: ${names.join(", ")}`
    )
  }
  const settings = { ...TestPayment.usual, ...options }
  if (!Number.isSafeInteger(settings.amount) || settings.amount < 1) {
    return yield* notStarted(
      "the amount must be a whole number of won, at least 1",
      "금액은 1원 이상의 정수여야 합니다"
    )
  }
  const admitted = yield* Effect.forEach(impUids, (impUid) => admit(impUid))
  if (!yesCancelThesePayments) {
    return yield* notStarted(
      `the probe cancels parts of ${impUids.join(", ")}, and at the end everything that is left. ` +
        "Confirm with --yes-cancel-these-payments",
      `${impUids.join(", ")} 결제를 조금씩 취소하고, 마지막에 남은 금액을 모두 취소합니다. ` +
        "진행하려면 --yes-cancel-these-payments를 지정하세요"
    )
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

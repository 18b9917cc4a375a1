/**
 * What would go wrong with a cancel, told before it is sent. Looks at a payment you already hold; asks nobody.
 */
import { InvalidRequest, MissingRefundAccount } from "@effect-portone/core/CancelError"
import { CancelRequest } from "@effect-portone/core/CancelRequest"
import { emit } from "@effect-portone/core/LogEvent"
import type { Payment } from "@effect-portone/core/Payment"
import { label } from "@effect-portone/core/PaymentKey"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Facts, factsOf } from "./internal/cancelFacts.ts"
import type { Rule } from "./internal/cancelRule.ts"
import { rulesOfAccount } from "./internal/rulesOfAccount.ts"
import { rulesOfAmount } from "./internal/rulesOfAmount.ts"
import { rulesOfPart } from "./internal/rulesOfPart.ts"
import { rulesOfState } from "./internal/rulesOfState.ts"
import { rulesOfTime } from "./internal/rulesOfTime.ts"

/**
 * One thing that would, or may, go wrong.
 *
 * `refuse`: PortOne documents that it cannot work; sending it is pointless. `warn`: it may fail, or a source says so that another denies. A warning is
 * never a reason to keep a customer's money.
 */
export interface Finding {
  /** Stable; may be used to mute a warning that does not concern your shop. */
  readonly code: string
  readonly severity: "refuse" | "warn"
  /** The field of the request to change, or `payment`. */
  readonly field: string
  /** Follows the field's name: `amount 8000 is above the 7000 that is left of the payment`. */
  readonly problem: string
  readonly todo: string
  readonly korean: { readonly problem: string; readonly todo: string }
  /** Which document says so, and how sure it is: `doc` documented, `obs` seen, `inf` inferred, `dis` disputed. */
  readonly source: string
  readonly evidence: "doc" | "obs" | "inf" | "dis"
}

/**
 * A rule as the documentation lists it: when it applies, rather than what it found.
 */
export interface RuleText extends Finding {
  /** `pg_provider`; empty for every PG. */
  readonly pg: string
  /** `pay_method`; empty for every method. */
  readonly method: string
}

/**
 * Checks a request against the payment it would cancel. Worst findings first; empty when nothing is known against it, which is no promise.
 *
 * The time matters for mobile phones (their own calendar month) and for KSNET (six months, not at night), both as the clock in Seoul shows it.
 *
 * ```ts
 * import { CancelRequest, PaymentJson } from "@effect-portone/core"
 * import { CancelCheck } from "@effect-portone/gateways"
 * import { DateTime, Result } from "effect"
 *
 * const payment = Result.getOrThrow(PaymentJson.decode({
 *   imp_uid: "imp_1", merchant_uid: "order-1", status: "paid", amount: 10000, cancel_amount: 0, pg_provider: "html5_inicis", pay_method: "vbank"
 * }))
 * const request = CancelRequest.full({ impUid: "imp_1", checksum: 10000 })
 * const [first] = CancelCheck.check(payment, request, DateTime.makeUnsafe("2026-11-23T03:00:00Z"))
 * first?.severity // => "refuse"
 * first?.code // => "refund-account-vbank"
 * first?.korean.problem // => "환불계좌가 없습니다. 가상계좌 결제의 취소에는 환불계좌가 필요합니다"
 * ```
 */
export const check = (payment: Payment, request: CancelRequest, at: DateTime.Utc): ReadonlyArray<Finding> => {
  const facts = factsOf(payment, request, at)
  // Whatever else might be found would be about a payment nobody asked to cancel.
  if (anotherPayment.applies(facts)) return [finding(anotherPayment, facts)]
  return all.filter((rule) => rule.applies(facts)).map((rule) => finding(rule, facts))
}

/**
 * Checks a request against the payment it would cancel, and returns the request if nothing is known to forbid it. Warnings are logged as
 * `portone.check.warnings`, an error as `portone.cancel.failed`, which is how `cancel` logs the failures that it finds itself.
 *
 * A request that is no valid `CancelRequest` is returned unchecked: `cancel` rejects it and names the field.
 *
 * Fails with:
 * - `InvalidRequest`: PortOne documents that this cancel cannot work.
 * - `MissingRefundAccount`: the refund account, or a part of it, is missing.
 */
export const guard = (payment: Payment) =>
  Effect.fn("portone.check")(function*(
    request: CancelRequest
  ): Effect.fn.Return<CancelRequest, InvalidRequest | MissingRefundAccount> {
    if (!isRequest(request)) return request
    const findings = check(payment, request, yield* DateTime.now)
    const name = label(request)
    const refused = findings.find(({ severity }) => severity === "refuse")
    if (refused !== undefined) {
      const error = refusal(name, refused)
      yield* emit({
        event: "portone.cancel.failed",
        payment: name,
        error: error._tag,
        code: undefined,
        status: undefined,
        reason: error._tag === "InvalidRequest" ? `${error.field} ${error.problem}` : error.rule,
        moneyMoved: error.moneyMoved,
        resend: error.resend
      })
      return yield* error
    }
    if (findings.length > 0) {
      yield* emit({
        event: "portone.check.warnings",
        payment: name,
        warnings: findings.map(({ code }) => code).join(", ")
      })
    }
    return request
  })

/**
 * The error a finding becomes when `cancel` is told to look at the payment first.
 */
export const refusal = (
  payment: string,
  { code, field, problem, todo }: Finding
): InvalidRequest | MissingRefundAccount =>
  missing.has(code)
    ? new MissingRefundAccount({ payment, evidence: "rule", rule: code, problem: `${field} ${problem}` })
    : new InvalidRequest({ field, problem, rule: code, todo })

/**
 * All rules, for tables and for tests.
 */
export const rules = (): ReadonlyArray<RuleText> =>
  [anotherPayment, ...all].map((rule) => Object.assign(finding(rule, undefined), { pg: rule.pg, method: rule.method }))

// internal

const isRequest = Schema.is(CancelRequest)

const anotherPayment: Rule = {
  code: "another-payment",
  severity: "refuse",
  evidence: "doc",
  source: "the page: with both ids PortOne looks at imp_uid",
  pg: "",
  method: "",
  field: "payment",
  problem: ["is not the one the request names", "요청한 결제와 다른 결제 정보입니다"],
  todo: ["hand over the payment that is to be cancelled", "취소할 결제의 정보를 넘기세요"],
  applies: ({ payment, request }) =>
    request.impUid === undefined ? request.merchantUid !== payment.merchantUid : request.impUid !== payment.impUid
}

// What cannot be helped by changing the request comes before what can.
const inOrder = [...rulesOfState, ...rulesOfAmount, ...rulesOfTime, ...rulesOfPart, ...rulesOfAccount]
const all = [
  ...inOrder.filter(({ severity }) => severity === "refuse"),
  ...inOrder.filter(({ severity }) => severity === "warn")
]
const missing = new Set(all.flatMap(({ code, isMissingAccount }) => isMissingAccount ? [code] : []))

const finding = (rule: Rule, facts: Facts | undefined): Finding => {
  const problem = facts === undefined || rule.says === undefined ? rule.problem : rule.says(facts)
  return {
    code: rule.code,
    severity: rule.severity,
    field: rule.field,
    problem: problem[0],
    todo: rule.todo[0],
    korean: { problem: problem[1], todo: rule.todo[1] },
    source: rule.source,
    evidence: rule.evidence
  }
}

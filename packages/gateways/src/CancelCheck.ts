/**
 * Finds what would go wrong with a cancel before it is sent, from a payment that was looked up
 * already. It makes no network call.
 */
import { InvalidRequest, MissingRefundAccount } from "@effect-portone/core/CancelError"
import { type CancelRequest, check as checkRequest } from "@effect-portone/core/CancelRequest"
import { emit } from "@effect-portone/core/LogEvent"
import type { Payment } from "@effect-portone/core/Payment"
import { label } from "@effect-portone/core/PaymentKey"
import * as Span from "@effect-portone/core/Span"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Evidence } from "./internal/evidence.ts"
import { type Facts, factsOf } from "./internal/rules/facts.ts"
import { everyRule, orderedRules, type RuleCode as KnownCode } from "./internal/rules/orderedRules.ts"
import { anotherPayment } from "./internal/rules/paymentState.ts"
import type { Field as RequestField, Rule } from "./internal/rules/rule.ts"

/**
 * The code of a rule. Stable: use it to mute a warning that does not apply to a shop.
 */
export type RuleCode = KnownCode

// Editors complete these codes in the field `rule` of core's errors.
declare module "@effect-portone/core/CancelError" {
  interface RuleCodes extends Record<KnownCode, unknown> {}
}

/**
 * The field of the request to change, or `payment` where no change of the request would help.
 */
export type Field = RequestField

/**
 * One thing that would, or may, go wrong.
 *
 * `error`: PortOne documents that it cannot work, so sending it is pointless. `warning`: it may
 * fail, or two sources differ. A warning is never a reason to withhold a refund.
 */
export interface Finding {
  readonly code: RuleCode
  readonly severity: "error" | "warning"
  readonly field: Field
  /** Follows the field's name: `amount 8000 is above the 7000 that is left of the payment`. */
  readonly problem: string
  /** What to do about it. */
  readonly advice: string
  readonly korean: { readonly problem: string; readonly advice: string }
  /** The document that the rule comes from. */
  readonly source: string
  /** `doc` documented, `obs` observed, `inf` inferred, `dis` disputed. */
  readonly evidence: Evidence
}

/**
 * A rule as documentation lists it, with its general sentence instead of the values of a request.
 */
export interface RuleSummary extends Finding {
  /** `pg_provider`; empty for every PG. */
  readonly pg: string
  /** `pay_method`; empty for every method. */
  readonly method: string
}

/**
 * Checks a request against the payment that it would cancel. Errors come first. An empty list means
 * that no rule is broken, not that the PG accepts the cancel.
 *
 * The instant matters for mobile-phone payments, cancellable only in the month of payment, and for
 * KSNET (six months, not at night), both as a clock in Seoul shows it.
 *
 * ```ts
 * import { CancelRequest, PaymentJson } from "@effect-portone/core"
 * import { CancelCheck } from "@effect-portone/gateways"
 * import { DateTime, Result } from "effect"
 *
 * const payment = Result.getOrThrow(PaymentJson.decode({
 *   imp_uid: "imp_1", merchant_uid: "order-1", status: "paid", amount: 10000, cancel_amount: 0,
 *   pg_provider: "html5_inicis", pay_method: "vbank"
 * }))
 * const request = CancelRequest.full({ impUid: "imp_1", checksum: 10000 })
 * const [first] = CancelCheck.check(payment, request, DateTime.makeUnsafe("2026-11-23T03:00:00Z"))
 * first?.severity // => "error"
 * first?.code // => "refund-account-vbank"
 * first?.korean.problem // => "환불계좌가 없습니다. 가상계좌 결제의 취소에는 환불계좌가 필요합니다"
 * ```
 */
export const check = (payment: Payment, request: CancelRequest, at: DateTime.Utc): ReadonlyArray<Finding> => {
  const facts = factsOf(payment, request, at)
  // Any other finding would be about the wrong payment.
  if (anotherPayment.applies(facts)) return [findingOf(anotherPayment, facts)]
  return orderedRules.filter((rule) => rule.applies(facts)).map((rule) => findingOf(rule, facts))
}

/**
 * Checks a request against the payment that it would cancel, and returns the checked copy of the
 * request unless a rule with severity `error` is broken. Compose it before `cancel`:
 *
 * ```ts
 * import { cancel, CancelRequest, type Payment } from "@effect-portone/core"
 * import { CancelCheck } from "@effect-portone/gateways"
 * import { Effect } from "effect"
 *
 * const refund = (payment: Payment.Payment, request: CancelRequest.CancelRequest) =>
 *   CancelCheck.guard(payment)(request).pipe(Effect.flatMap(cancel))
 * typeof refund // => "function"
 * ```
 *
 * Warnings are logged as `portone.check.warnings`, and an error as `portone.cancel.failed`, as
 * `cancel` logs its own.
 *
 * Fails with:
 * - `MissingRefundAccount`: the refund account or a part of it is missing.
 * - `InvalidRequest`: PortOne documents that this cancel cannot work; `rule` is the rule's code. Or
 *   the request is malformed, as `cancel` would find too.
 */
export const guard = (payment: Payment) =>
  Effect.fnUntraced(function*(
    request: CancelRequest
  ): Effect.fn.Return<CancelRequest, InvalidRequest | MissingRefundAccount> {
    const checked = checkRequest(request)
    if (Result.isFailure(checked)) {
      yield* reportFailed(label(request), checked.failure)
      return yield* checked.failure
    }
    // The rules and `cancel` see the same copy, so changes of `request` have no effect.
    const copy = checked.success
    const findings = check(payment, copy, yield* DateTime.now)
    const name = label(copy)
    const found = findings.find(({ severity }) => severity === "error")
    if (found !== undefined) {
      const error = errorOf(name, found)
      yield* reportFailed(name, error)
      return yield* error
    }
    const warnings = findings.map(({ code }) => code).join(", ")
    if (warnings !== "") yield* emit({ event: "portone.check.warnings", payment: name, warnings })
    return copy
  }, (checked) => Span.within(checked, "portone.check"))

/**
 * The error that `guard` fails with for a finding. `payment` is the id to name in its message.
 */
export const errorOf = (
  payment: string,
  { advice, code, field, korean, problem }: Finding
): InvalidRequest | MissingRefundAccount =>
  missingAccount.has(code)
    ? new MissingRefundAccount({
      payment,
      evidence: "rule",
      field: field === "refundAccount.phone" ? field : "refundAccount",
      rule: code,
      problem: `${field} ${problem}`,
      korean
    })
    : new InvalidRequest({ field, problem, rule: code, advice, korean })

/**
 * All rules, for tables and for tests.
 */
export const rules = (): ReadonlyArray<RuleSummary> =>
  everyRule.map((rule) => ({ ...findingOf(rule, undefined), pg: rule.pg, method: rule.method }))

// internal

const missingAccount: ReadonlySet<RuleCode> = new Set(
  everyRule.flatMap(({ code, isMissingAccount }) => isMissingAccount ? [code] : [])
)

const findingOf = (rule: Rule<RuleCode>, facts: Facts | undefined): Finding => {
  const problem = facts === undefined || rule.describe === undefined ? rule.problem : rule.describe(facts)
  return {
    code: rule.code,
    severity: rule.severity,
    field: rule.field,
    problem: problem.english,
    advice: rule.advice.english,
    korean: { problem: problem.korean, advice: rule.advice.korean },
    source: rule.source,
    evidence: rule.evidence
  }
}

const reportFailed = (payment: string, error: InvalidRequest | MissingRefundAccount) =>
  emit({
    event: "portone.cancel.failed",
    payment,
    error: error._tag,
    code: undefined,
    status: undefined,
    reason: error._tag === "InvalidRequest" ? `${error.field} ${error.problem}` : error.rule,
    moneyMoved: error.moneyMoved,
    resend: error.resend
  })

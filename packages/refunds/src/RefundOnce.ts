/**
 * A refund that happens exactly once, or reports that its outcome is undetermined.
 */
import type { AccessToken } from "@effect-portone/core/AccessToken"
import { cancel } from "@effect-portone/core/Cancel"
import * as CancelRequest from "@effect-portone/core/CancelRequest"
import { type FindError, findPayment } from "@effect-portone/core/FindPayment"
import type { Payment } from "@effect-portone/core/Payment"
import type { Transport } from "@effect-portone/core/Transport"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { checkRefund, invalidField } from "./internal/checkRefund.ts"
import { type Entry, recordStep } from "./internal/recordStep.ts"
import { report } from "./internal/report.ts"
import { settlementOf } from "./internal/settlement.ts"
import { currencyOf, fromMinor, snapshotOf, toMinor } from "./internal/snapshot.ts"
import { verdictOf } from "./internal/verdict.ts"
import type { Outcome } from "./protocol/outcome.ts"
import { cautious } from "./protocol/profile.ts"
import { type Event, start, type Step } from "./protocol/state.ts"
import { step } from "./protocol/step.ts"
import type { Options, Refund } from "./Refund.ts"
import { type LedgerFailed, RefundLedger } from "./RefundLedger.ts"
import type { InvalidRefund, KeyReused, RefundOutcome } from "./RefundOutcome.ts"
import * as RefundTag from "./RefundTag.ts"

/**
 * Refunds once for a key. Call it again with the same key as often as you like, from any machine,
 * at any time. If the payment history or the refund ledger shows an earlier cancel under the key, a
 * call returns its outcome. Otherwise it sends with the balance as checksum, or returns
 * `Undetermined` where that is not safe. Only after an outcome whose `next` is `"compare-first"` or
 * `"stop"`, compare before you call again. An ordinary refund takes a look-up and a cancel.
 *
 * Succeeds with `Succeeded`, `AcceptedPending`, `Rejected`, `NotRefunded` or `Undetermined`.
 *
 * Fails with:
 * - `KeyReused`: the payment history or the ledger has the key with another amount.
 * - `InvalidRefund`: the currency cannot express the amount, or a field is too long.
 * - `LedgerFailed`: the ledger failed before anything was sent. Never without a `RefundLedger`.
 *
 * Interrupting it after a send leaves an unknown outcome; the next call with the same key finds
 * out.
 */
export const refundOnce: (
  refund: Refund,
  options?: Options
) => Effect.Effect<
  RefundOutcome,
  KeyReused | InvalidRefund | LedgerFailed,
  RefundTag.RefundTag | AccessToken | Transport
> = Effect.fn("portone.refundOnce")(function*(given: Refund, settings: Options = {}) {
  const { options, refund, timers } = yield* Effect.fromResult(checkRefund(given, settings))
  const ledger = yield* RefundLedger
  const tags = yield* RefundTag.RefundTag
  const made = yield* tags.of(refund.impUid, refund.key)
  const id = made.ids[0] as string
  const tag = options.tag === false ? undefined : id
  const entry: Entry = { ledger, impUid: refund.impUid, id, amount: refund.amount }
  const lookUp = findPayment({ impUid: refund.impUid }, {
    includeSandbox: options.includeSandbox,
    tier: refund.extras?.tier
  })
  const sends = options.sends ?? 3
  const budget = { sends, reads: timers.quiet.length * sends + READS, quiet: timers.quiet.length + 1 }

  // The payment tells in which currency the amount counts, and how its PG settles. Until it was
  // read, no step uses the two.
  const begin = (payment: Payment | undefined) =>
    start({
      searchTag: id,
      tag,
      amount: refund.amount === "rest" || payment === undefined
        ? refund.amount
        : toMinor(refund.amount, currencyOf(payment)),
      profile: {
        ...cautious,
        settlement: payment === undefined ? cautious.settlement : settlementOf(payment),
        ...options.profile
      },
      earlier: ledger.stores && options.earlier !== "possible" ? "in-ledger" : options.earlier ?? "possible",
      onForeign: options.onForeign ?? "stop",
      budget
    })

  let now: Step = begin(undefined)
  let first: Payment | undefined
  let last: Payment | undefined
  let currency: string | undefined
  let lastError = ""
  let sent = 0

  const finish = (outcome: Outcome) =>
    report({
      refund,
      outcome,
      plan: now.state.plan,
      payment: last,
      currency: currency ?? "KRW",
      lastError,
      sends: sent,
      hasLedger: ledger.stores
    })

  const read = Effect.gen(function*(): Effect.fn.Return<Event, InvalidRefund, AccessToken | Transport> {
    const found = yield* Effect.result(lookUp)
    // The balance of another payment, or of another currency, must not become a checksum.
    if (Result.isFailure(found) || !isSamePayment(found.success, refund.impUid, first)) {
      lastError = Result.isFailure(found) ? found.failure.message : "the look-up answered about another payment"
      return { _tag: "Unreadable", lasting: Result.isFailure(found) && isLasting(found.failure) }
    }
    const payment = found.success
    if (first === undefined) {
      const { undecidedReads } = now.state
      const { command, state } = begin(payment)
      now = { command, state: { ...state, undecidedReads } }
      first = payment
    }
    last = payment
    currency = currencyOf(payment)
    const snapshot = snapshotOf(payment)
    if (options.onPayment !== undefined) yield* notify(options.onPayment, payment)
    if (refund.amount !== "rest" && fromMinor(toMinor(refund.amount, currency), currency) !== refund.amount) {
      return yield* invalidField(
        "amount",
        `has more decimals than ${currency} has`,
        `${currency}에 없는 소수 자리입니다`
      )
    }
    return snapshot === undefined ? { _tag: "Unreadable", lasting: false } : { _tag: "Read", snapshot }
  })

  for (;;) {
    const { command, state } = now
    let event: Event
    let invalidRequest: InvalidRefund | undefined
    switch (command._tag) {
      case "Read":
        event = yield* read
        break
      case "Send": {
        const { plan } = command
        const money = currency ?? "KRW"
        const request = CancelRequest.partial({
          ...refund.extras,
          impUid: refund.impUid,
          amount: fromMinor(plan.amount, money),
          checksum: fromMinor(plan.checksum, money),
          currency,
          reason: tag === undefined ? refund.reason : RefundTag.write(made.tag, refund.reason)
        })
        const result = yield* Effect.result(cancel(request))
        const verdict = verdictOf(result, plan, state.ask)
        if (verdict._tag !== "NotSent") sent++
        if (Result.isFailure(result)) {
          lastError = result.failure.message
          if (result.failure._tag === "InvalidRequest") {
            const { field, korean, problem } = result.failure
            invalidRequest = invalidField(field, problem, korean?.problem)
          }
        } else if (result.success._tag === "CancelConfirmed") last = result.success.payment
        event = { _tag: "Answered", verdict }
        break
      }
      case "Wait":
        yield* Effect.sleep(
          command.for === "confirm"
            ? timers.confirm
            : nth(command.for === "quiet" ? timers.quiet : timers.read, command.nth)
        )
        event = { _tag: "Waited" }
        break
      case "Finish":
        return yield* finish(command.outcome)
    }
    const recorded = yield* Effect.result(recordStep(entry, now.state, event, currency))
    // The ledger has recorded that nothing was sent; if that failed, the next call finds it out.
    if (invalidRequest !== undefined) return yield* invalidRequest
    if (Result.isSuccess(recorded)) {
      now = recorded.success.step
      currency = recorded.success.currency
      continue
    }
    lastError = recorded.failure.message
    // What the provider has confirmed stays confirmed, even if the ledger fails.
    const after = step(now.state, event)
    const { outcome } = after.state
    if (after.command._tag === "Finish" && outcome?._tag === "Succeeded") return yield* finish(outcome)
    if (after.state.accepted) return yield* finish({ _tag: "AcceptedPending" })
    if (sent === 0) return yield* recorded.failure
    return yield* finish({ _tag: "Undetermined", cause: "LedgerFailed" })
  }
})

// internal

// The look-ups beyond those of the quiet periods that one call makes before a person has to decide.
const READS = 12

// However the hook of the application ends, the refund goes on; only an interruption of the refund
// itself stops it.
const notify = (onPayment: NonNullable<Options["onPayment"]>, payment: Payment): Effect.Effect<void> =>
  Effect.suspend(() => {
    // The hook gets a copy, so that it cannot change what is sent or reported.
    const result: unknown = onPayment({
      ...payment,
      cancelHistory: payment.cancelHistory.map((entry) => ({ ...entry }))
    })
    // Plain JavaScript may return a promise or nothing; the refund goes on in any case.
    return Effect.isEffect(result) ? result as Effect.Effect<void> : Effect.void
  }).pipe(Effect.exit, Effect.asVoid)

const isSamePayment = (found: Payment, impUid: string, before: Payment | undefined): boolean =>
  found.impUid === impUid &&
  (before === undefined || found.merchantUid === before.merchantUid && currencyOf(found) === currencyOf(before))

// The payment does not exist or may not be read: another look-up will not help soon.
const isLasting = ({ _tag }: FindError): boolean =>
  _tag === "PaymentNotFound" || _tag === "InvalidRequest" || _tag === "CredentialsRejected" || _tag === "Unauthorized"

const nth = <A>(list: ReadonlyArray<A>, index: number): A => list[Math.min(index, list.length) - 1] as A

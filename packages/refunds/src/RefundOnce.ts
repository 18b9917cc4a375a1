/**
 * A refund that happens exactly once, or says that it does not know.
 */
import {
  type AccessToken,
  cancel,
  CancelRequest,
  type FindPayment,
  findPayment,
  type Payment,
  type Transport
} from "@effect-portone/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { remember } from "./internal/remember.ts"
import { report } from "./internal/report.ts"
import { settlementOf } from "./internal/settlement.ts"
import { currencyOf, fromMinor, snapshotOf, toMinor } from "./internal/snapshot.ts"
import { verdictOf } from "./internal/verdict.ts"
import type { Outcome } from "./protocol/Outcome.ts"
import { cautious } from "./protocol/Profile.ts"
import { type Event, start, type Step } from "./protocol/State.ts"
import { step } from "./protocol/step.ts"
import { type Options, type Refund, type Timers, timers as usualTimers } from "./Refund.ts"
import { type LedgerFailed, RefundLedger } from "./RefundLedger.ts"
import { InvalidRefund, type KeyReused, type RefundOutcome } from "./RefundOutcome.ts"
import * as RefundTag from "./RefundTag.ts"

/**
 * Gives money back once. Call it again with the same key as often as you like, from any machine, at any time: what was done is found, what was not is done,
 * and what cannot be known is said. Only after an `OutcomeUnknown` whose `decider` says so, compare before you call again. An ordinary refund is two requests: a look and a cancel.
 *
 * Succeeds with `Succeeded`, `AcceptedPending`, `Rejected`, `NotRefunded` or `OutcomeUnknown`; the last is an honest answer and no failure.
 *
 * Fails with:
 * - `KeyReused`: the key's tag is in the history, or the ledger has it, with another amount.
 * - `InvalidRefund`: the amount does not exist in the payment's currency, or a field is too long.
 * - `LedgerFailed`: the ledger could not be read or written, so nothing was sent. Never without a `RefundLedger`.
 *
 * Interrupting it after it has sent leaves an outcome that is not known; the next call with the same key finds out.
 */
export const refundOnce: (
  refund: Refund,
  options?: Options
) => Effect.Effect<
  RefundOutcome,
  KeyReused | InvalidRefund | LedgerFailed,
  RefundTag.RefundTag | AccessToken.AccessToken | Transport.Transport
> = Effect.fn("portone.refundOnce")(function*(refund: Refund, options: Options = {}) {
  const timers = { ...usualTimers, ...options.timers }
  const wrong = mistake(refund) ?? misfit(options.sends ?? 3, timers)
  if (wrong !== undefined) return yield* wrong
  const ledger = yield* RefundLedger
  const id = yield* Effect.flatMap(RefundTag.RefundTag, (tags) => tags.of(refund.impUid, refund.key))
  const tag = options.tag === false ? undefined : id
  const sends = options.sends ?? 3
  const budget = { sends, reads: timers.quiet.length * sends + READS, quiet: timers.quiet.length + 1 }

  // Only a payment that was read tells its currency, and with it what the amount is in whole units, and how its PG settles.
  const begin = (currency: string, vain: number, payment?: Payment.Payment): Step => {
    const settlement = payment === undefined ? cautious.settlement : settlementOf(payment)
    const { command, state } = start({
      mark: id,
      tag,
      amount: refund.amount === "rest" ? "rest" : toMinor(refund.amount, currency),
      profile: { ...cautious, settlement, ...options.profile },
      // A ledger knows what was sent before.
      earlier: ledger.remembers && options.earlier !== "possible" ? "remembered" : options.earlier ?? "possible",
      onForeign: options.onForeign ?? "stop",
      budget
    })
    return { command, state: { ...state, vain } }
  }

  let currency: string | undefined
  let first: Payment.Payment | undefined
  let last: Payment.Payment | undefined
  let said = ""
  let sent = 0
  let now = begin("KRW", 0)

  const look = findPayment({ impUid: refund.impUid }, {
    includeSandbox: options.includeSandbox,
    tier: refund.extras?.tier
  })
  const tell = (outcome: Outcome) =>
    report({
      refund,
      outcome,
      plan: now.state.plan,
      payment: last,
      currency: currency ?? "KRW",
      said,
      sends: sent
    })

  for (;;) {
    const { command } = now
    let event: Event
    switch (command._tag) {
      case "Read": {
        const found = yield* Effect.result(look)
        // Another payment's balance, or this one's in other money, must not become a checksum.
        const isThis = Result.isSuccess(found) && isSamePayment(found.success, refund.impUid, first)
        const snapshot = isThis ? snapshotOf(found.success) : undefined
        if (isThis) {
          const isFirst = first === undefined
          first ??= found.success
          last = found.success
          currency = currencyOf(found.success)
          if (refund.amount !== "rest" && fromMinor(toMinor(refund.amount, currency), currency) !== refund.amount) {
            return yield* new InvalidRefund({ field: "amount", problem: `has more decimals than ${currency} has` })
          }
          if (isFirst) now = begin(currency, now.state.vain, found.success)
        } else said = Result.isFailure(found) ? found.failure.message : "the look-up answered about another payment"
        event = snapshot === undefined
          ? { _tag: "Unreadable", lasting: Result.isFailure(found) && isLasting(found.failure) }
          : { _tag: "Read", snapshot }
        break
      }
      case "Send": {
        const { plan } = command
        const request = CancelRequest.partial({
          ...refund.extras,
          impUid: refund.impUid,
          amount: fromMinor(plan.amount, currency ?? "KRW"),
          checksum: fromMinor(plan.checksum, currency ?? "KRW"),
          currency,
          reason: tag === undefined ? refund.reason : RefundTag.write(tag, refund.reason)
        })
        const result = yield* Effect.result(cancel(request))
        if (Result.isSuccess(result) && result.success._tag === "CancelConfirmed") last = result.success.payment
        if (Result.isFailure(result)) said = result.failure.message
        const verdict = verdictOf(result, plan, now.state.ask)
        if (verdict._tag !== "NotSent") sent++
        event = { _tag: "Answered", verdict }
        if (Result.isFailure(result) && result.failure._tag === "InvalidRequest") {
          const { field, problem } = result.failure
          // Nothing left, and the ledger is told so.
          yield* Effect.ignore(remember(ledger, refund.impUid, id, now.state, event, currency, refund.amount))
          return yield* new InvalidRefund({ field, problem })
        }
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
        return yield* tell(command.outcome)
    }
    const kept = yield* Effect.result(remember(ledger, refund.impUid, id, now.state, event, currency, refund.amount))
    if (Result.isSuccess(kept)) {
      now = kept.success.step
      currency = kept.success.currency
      continue
    }
    said = kept.failure.message
    // What the provider has confirmed stays confirmed, whether or not it could be written down.
    const { command: { _tag }, state } = step(now.state, event)
    if (_tag === "Finish" && state.outcome?._tag === "Succeeded") return yield* tell(state.outcome)
    if (state.accepted) return yield* tell({ _tag: "AcceptedPending" })
    if (sent === 0) return yield* kept.failure
    return yield* tell({ _tag: "OutcomeUnknown", cause: "LedgerFailed" })
  }
})

// internal

// Looks beyond those of the quiet periods that one call spends before it asks a person.
const READS = 12

const isSamePayment = (found: Payment.Payment, impUid: string, before: Payment.Payment | undefined): boolean =>
  found.impUid === impUid &&
  (before === undefined || found.merchantUid === before.merchantUid && currencyOf(found) === currencyOf(before))

// There is no such payment, or no right to see it: looking again soon will not help.
const isLasting = ({ _tag }: FindPayment.FindError): boolean =>
  _tag === "PaymentNotFound" || _tag === "InvalidRequest" || _tag === "CredentialsRejected" || _tag === "Unauthorized"

const nth = <A>(list: ReadonlyArray<A>, index: number): A => list[Math.min(index, list.length) - 1] as A

const mistake = ({ amount, impUid, key, reason }: Refund): InvalidRefund | undefined => {
  const invalid = (field: string, problem: string) => new InvalidRefund({ field, problem })
  if (typeof impUid !== "string" || impUid === "") return invalid("impUid", "must not be empty")
  if (typeof key !== "string" || key === "") return invalid("key", "must not be empty")
  if (amount !== "rest" && !(typeof amount === "number" && amount > 0 && Number.isFinite(amount))) {
    return invalid("amount", "must be above 0, or \"rest\"")
  }
  return reason !== undefined && Array.from(reason).length > 240
    ? invalid("reason", "must have at most 240 characters")
    : undefined
}

const misfit = (sends: number, { quiet, read }: Timers): InvalidRefund | undefined =>
  !Number.isSafeInteger(sends) || sends < 1
    ? new InvalidRefund({ field: "sends", problem: "must be a whole number of at least 1" })
    : quiet.length === 0 || read.length === 0
    ? new InvalidRefund({ field: "timers", problem: "must have at least one pause each" })
    : undefined

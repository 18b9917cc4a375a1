import type { Payment } from "@effect-portone/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Cause, Outcome } from "../protocol/Outcome.ts"
import type { Plan } from "../protocol/State.ts"
import type { Refund } from "../Refund.ts"
import { KeyReused, type RefundOutcome } from "../RefundOutcome.ts"
import { fromMinor, snapshotOf } from "./snapshot.ts"

interface Report {
  readonly refund: Refund
  readonly outcome: Outcome
  /** What was sent, where it is known. */
  readonly plan: Plan | undefined
  /** The payment as it was seen last. */
  readonly payment: Payment.Payment | undefined
  readonly currency: string
  /** The provider's last words, or what kept us from hearing them. */
  readonly said: string
  readonly sends: number
}

/** Turns the protocol's end into one for people. */
export const report = (end: Report): Effect.Effect<RefundOutcome, KeyReused> => {
  const { currency, outcome, payment, plan, refund, said, sends } = end
  const common = { impUid: refund.impUid, key: refund.key, sends }
  const entry = "place" in outcome && outcome.place !== undefined
    ? Option.fromUndefinedOr(payment?.cancelHistory[outcome.place])
    : Option.none<Payment.CancelEntry>()
  switch (outcome._tag) {
    case "Succeeded":
      return Effect.succeed({
        ...common,
        _tag: "Succeeded",
        amount: Option.match(entry, {
          onNone: () =>
            refund.amount === "rest" ? plan === undefined ? 0 : fromMinor(plan.amount, currency) : refund.amount,
          onSome: ({ amount }) => amount
        }),
        certain: outcome.certain,
        entry
      })
    case "AcceptedPending":
      return Effect.succeed({ ...common, _tag: "AcceptedPending" })
    case "NotRefunded":
      return Effect.succeed(
        outcome.proof === "RefusedOnlyAttempt"
          ? { ...common, _tag: "Rejected", refusal: outcome.refusal ?? said }
          : { ...common, _tag: "NotRefunded", proof: outcome.proof, evidence: evidence(end) }
      )
    case "KeyReused":
      return Effect.fail(
        new KeyReused({
          impUid: refund.impUid,
          key: refund.key,
          asked: refund.amount,
          found: outcome.found === "rest" ? "rest" : fromMinor(outcome.found, currency)
        })
      )
    case "OutcomeUnknown":
      return Effect.succeed({
        ...common,
        _tag: "OutcomeUnknown",
        cause: outcome.cause,
        evidence: evidence(end),
        decider: outcome.cause === "AsyncAnswerLost" && sends === 0 ? nothingSent : deciders[outcome.cause]
      })
  }
}

const evidence = ({ currency, payment, said, sends }: Report): string => {
  const snapshot = payment === undefined ? undefined : snapshotOf(payment)
  return [
    `${sends} sent by this call`,
    snapshot === undefined
      ? "the payment could not be read"
      : `last seen with ${
        fromMinor(snapshot.balance, currency)
      } ${currency} left and ${snapshot.entries.length} cancels`,
    ...(said === "" ? [] : [said])
  ].join("; ")
}

const nothingSent =
  "This PG settles later, and what an earlier call left under way cannot be seen: nothing was sent. " +
  "If there was no earlier call, say earlier: \"none\" or use a ledger; if there was, look at the payment again tomorrow."

const deciders: Readonly<Record<Cause, string>> = {
  NeverConfirmed: "Call again with the same key; it is done once some attempt is answered.",
  EqualForeignCancel:
    "An equal cancel is in the history that carries no tag: find out who made it, this refund or somebody else.",
  BalanceChanged:
    "Somebody else cancelled part of this payment meanwhile. If that was not this refund by hand, call again with the same key.",
  BalanceIncreased:
    "The balance rose, or a cancel vanished: ask PortOne whether one was taken back before anything else is sent.",
  AsyncAnswerLost:
    "This PG settles later: look at the payment again tomorrow, or in the PG's console. Do not send again.",
  PgSaysAlreadyCancelled:
    "The PG says it was cancelled before and PortOne does not show it: compare with the PG's console.",
  ChecksumNotTrusted:
    "PortOne refuses the very balance it shows, or does not compare it: look for a promotion, and in the PG's console, before anything else is sent.",
  Unreadable:
    "The payment could not be read: check credentials, tier and includeSandbox, then call again with the same key.",
  SnapshotInconsistent: "Balance and history do not add up: read the payment again, then call again with the same key.",
  AnotherRefundOpen:
    "Another refund of this payment has no end yet, and without tags the two could not be told apart: bring that one to its end first.",
  LedgerFailed: "The ledger failed after something was sent: mend it, then call again with the same key.",
  BrokenInvariant:
    "Something happened that must never happen, such as this refund standing twice in the history: stop, and look at every cancel of this payment."
}

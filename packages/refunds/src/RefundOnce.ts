/**
 * A refund that happens exactly once, or reports that its outcome is undetermined.
 */
import type { AccessToken } from "@effect-portone/core/AccessToken"
import { type InvalidRequest, PaymentNotFound, Unauthorized } from "@effect-portone/core/CancelError"
import { type FindError, findPayment, LookupFailed } from "@effect-portone/core/FindPayment"
import * as LogEvent from "@effect-portone/core/LogEvent"
import type { Payment } from "@effect-portone/core/Payment"
import * as Span from "@effect-portone/core/Span"
import type { Transport } from "@effect-portone/core/Transport"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { checkRefund, invalidField } from "./internal/checkRefund.ts"
import { readReasons } from "./internal/readReasons.ts"
import { type Entry, readRecord, recordStep } from "./internal/recordStep.ts"
import { report } from "./internal/report.ts"
import { sendCancel } from "./internal/sendCancel.ts"
import { settlementOf } from "./internal/settlement.ts"
import { currencyOf, fromMinor, hasCurrency, snapshotOf, toMinor, unreadablePayment } from "./internal/snapshot.ts"
import type { Outcome } from "./protocol/outcome.ts"
import { cautious } from "./protocol/profile.ts"
import { type Command, type Event, start, type Step } from "./protocol/state.ts"
import { step } from "./protocol/step.ts"
import { doubt } from "./protocol/transitions.ts"
import type { Verdict } from "./protocol/verdict.ts"
import type { Options, Refund } from "./Refund.ts"
import { LedgerFailed, RefundLedger } from "./RefundLedger.ts"
import type { InvalidRefund, KeyReused, LastError, LookUpRejected, RefundOutcome } from "./RefundOutcome.ts"
import * as RefundTag from "./RefundTag.ts"

/**
 * Refunds once for a key. Any machine may call it again with the same key at any time. If the
 * payment history or the refund ledger shows an earlier cancel under the key, a call returns its
 * outcome. Otherwise it sends with the balance as checksum, or returns `Undetermined` where that is
 * not safe. Only after an outcome whose `next` is `"compare-first"` or `"stop"`, compare before you
 * call again. An ordinary refund takes a look-up and a cancel.
 *
 * A call goes on for at most `patience` (default 10 minutes) and the requests then in flight. Where
 * PortOne answers with `Retry-After`, no pause is shorter than that.
 *
 * Succeeds with `Succeeded`, `AcceptedPending`, `Rejected`, `NotRefunded` or `Undetermined`.
 *
 * Fails only if this call has sent nothing, with:
 * - `KeyReused`: the payment history or the ledger has the key with another amount.
 * - `InvalidRefund`: a field or an option is not valid, or the currency cannot express the amount.
 * - `PaymentNotFound`, `CredentialsRejected`, `Unauthorized`: the payment cannot be looked up, and
 *   waiting will not help.
 * - `LedgerFailed`: the ledger failed. Never without a `RefundLedger`.
 * - `TagSecretUnknown`: a refund of this payment was tagged with a secret that this process does
 *   not have. Never without a `RefundLedger`.
 *
 * Interrupting it after a send leaves an unknown outcome; the next call with the same key finds
 * out.
 */
export const refundOnce: (
  refund: Refund,
  options?: Options
) => Effect.Effect<
  RefundOutcome,
  KeyReused | InvalidRefund | LookUpRejected | LedgerFailed | RefundTag.TagSecretUnknown,
  RefundTag.RefundTag | AccessToken | Transport
> = Effect.fnUntraced(function*(given: Refund, settings: Options = {}) {
  const { options, refund, timers } = yield* Effect.fromResult(checkRefund(given, settings))
  const { impUid } = refund
  const ledger = yield* RefundLedger
  const secrets = yield* RefundTag.RefundTag
  const { ids, tag } = yield* secrets.of(impUid, refund.key)
  const copied = yield* RefundTag.read(impUid, refund.reason)
  if (copied.ids.some((id) => !ids.includes(id))) return yield* copiedTag
  // Without a tag in front of it, a word may be taken for the tag of the refund that has this id.
  if (options.tag === false && copied.words.length > 0) {
    const { refunds } = yield* readRecord({ ledger, impUid, fingerprints: secrets.fingerprints })
    if (copied.words.some((word) => refunds[word] !== undefined && !ids.includes(word))) return yield* copiedTag
  }
  const entry: Entry = { ledger, impUid, ids, amount: refund.amount, fingerprints: secrets.fingerprints }
  const lookUp = findPayment({ impUid }, { includeSandbox: options.includeSandbox, tier: refund.extras?.tier })
  const sends = options.sends ?? 3
  const patience = Duration.fromInputUnsafe(options.patience ?? "10 minutes")
  const startedAt = yield* Clock.monotonicTimeNanos

  // The payment tells in which currency the amount counts, and how its PG settles. Until it was
  // read, no step uses the two.
  const begin = (payment: Payment | undefined) =>
    start({
      searchIds: ids,
      tag: options.tag === false ? undefined : ids[0],
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
      budget: {
        sends,
        life: options.totalSends ?? 12,
        reads: timers.quiet.length * sends + READS,
        quiet: timers.quiet.length + 1
      }
    })

  let now: Step = begin(undefined)
  let first: Payment | undefined
  let last: Payment | undefined
  let currency: string | undefined
  let lastError: LastError | undefined
  // The time until which PortOne asked to wait, on the monotonic clock. A look-up that is answered
  // before it does not end it.
  let askedToWait = startedAt
  let lookUpRejected: LookUpRejected | undefined
  let sent = 0
  // Whether the ledger has what PortOne answered. If not, it keeps no further call from sending.
  let isStored = true

  const finish = (outcome: Outcome) =>
    Effect.tap(
      report({
        refund,
        outcome,
        payment: last,
        currency: currency ?? "KRW",
        lastError: Option.fromUndefinedOr(lastError),
        sends: sent,
        hasLedger: ledger.stores,
        isStored,
        planned: now.state.plan?.amount,
        wasSent: now.state.sent > 0
      }),
      (returned) =>
        LogEvent.emit({
          event: "portone.refund.returned",
          payment: impUid,
          outcome: returned._tag,
          reason: returned._tag === "Undetermined" ? returned.cause : undefined,
          next: returned.next,
          sends: sent
        })
    )

  const noteRetryAfter = (error: LastError) => {
    const millis = "retryAfter" in error ? error.retryAfter : undefined
    return millis === undefined
      ? Effect.void
      : Effect.map(Clock.monotonicTimeNanos, (at) => {
        askedToWait = at + BigInt(Math.ceil(millis * 1_000_000))
      })
  }

  const read = Effect.gen(function*(): Effect.fn.Return<
    Event,
    InvalidRefund,
    AccessToken | Transport | RefundTag.RefundTag
  > {
    const found = yield* Effect.result(lookUp)
    lookUpRejected = undefined
    if (Result.isFailure(found)) {
      const error = withoutWords(found.failure, refund)
      lastError = error
      yield* noteRetryAfter(error)
      // The only field of a look-up that `checkRefund` does not check is the tier.
      if (error._tag === "InvalidRequest") return yield* invalidRefund(error)
      if (isLasting(error)) lookUpRejected = error
      return { _tag: "Unreadable", lasting: lookUpRejected !== undefined }
    }
    const payment = found.success
    // The balance of another payment, or of another currency, must not become a checksum.
    if (first !== undefined && !isSamePayment(payment, first)) {
      lastError = new LookupFailed({ payment: impUid, reason: "AnswerForAnotherPayment" })
      return { _tag: "Unreadable", lasting: false }
    }
    if (!hasCurrency(payment)) {
      lastError = unreadablePayment(payment)
      return { _tag: "Unreadable", lasting: false }
    }
    if (first === undefined) {
      const { undecidedReads } = now.state
      const { command, state } = begin(payment)
      now = { command, state: { ...state, undecidedReads } }
      first = payment
    }
    // One look-up that shows a PG that settles later is enough: an earlier one may have shown none.
    if (options.profile?.settlement === undefined && settlementOf(payment) === "async") now = settlingLater(now)
    last = payment
    currency = currencyOf(payment)
    const snapshot = snapshotOf(payment, yield* readReasons(payment))
    if (options.onPayment !== undefined) yield* notify(options.onPayment, payment)
    if (refund.amount !== "rest" && fromMinor(toMinor(refund.amount, currency), currency) !== refund.amount) {
      return yield* invalidField(
        "amount",
        `has more decimals than ${currency} has`,
        `${currency}에 없는 소수 자리입니다`
      )
    }
    if (snapshot === undefined) lastError = unreadablePayment(payment)
    return snapshot === undefined ? { _tag: "Unreadable", lasting: false } : { _tag: "Read", snapshot }
  })

  const isOver = (pause: Duration.Duration) =>
    Effect.map(
      Clock.monotonicTimeNanos,
      (at) => Duration.isGreaterThan(Duration.sum(Duration.nanos(at - startedAt), pause), patience)
    )
  const pauseFor = Effect.fnUntraced(function*(pause: Duration.Duration, why: LogEvent.Pause, error = lastError) {
    yield* LogEvent.emit({
      event: "portone.refund.waiting",
      payment: impUid,
      pause: why,
      error: error?._tag,
      reason: error !== undefined && "reason" in error ? error.reason : undefined,
      waitSeconds: Duration.toSeconds(pause),
      sends: sent
    })
    yield* Effect.sleep(pause)
  })

  const wait = Effect.fnUntraced(
    function*(command: Extract<Command, { readonly _tag: "Wait" }>): Effect.fn.Return<Event> {
      const timer = Duration.fromInputUnsafe(
        command.for === "confirm"
          ? timers.confirm
          : nth(command.for === "quiet" ? timers.quiet : timers.read, command.nth)
      )
      const at = yield* Clock.monotonicTimeNanos
      const pause = at < askedToWait ? Duration.max(timer, Duration.nanos(askedToWait - at)) : timer
      if (yield* isOver(pause)) return { _tag: "OutOfTime" }
      yield* pauseFor(pause, command.for)
      return { _tag: "Waited" }
    }
  )

  // What is confirmed stays confirmed also if the ledger breaks in a way it does not tell.
  const record = (event: Event) =>
    Effect.catchDefect(recordStep(entry, now.state, event, currency), () => Effect.fail(brokenLedger(impUid)))

  // Only this call knows the answer, so it is written again until the ledger has it or the time is
  // over.
  const recordAnswer = Effect.fnUntraced(function*(event: Event) {
    for (let tries = 1;; tries++) {
      const recorded = yield* Effect.result(record(event))
      if (Result.isSuccess(recorded) || tries > timers.read.length) return recorded
      const pause = Duration.fromInputUnsafe(nth(timers.read, tries))
      if (yield* isOver(pause)) return recorded
      yield* pauseFor(pause, "ledger", recorded.failure)
    }
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
        const { error, payment, verdict } = yield* sendCancel({
          refund,
          plan: command.plan,
          state,
          before: first,
          currency: currency ?? "KRW",
          tag: options.tag === false ? undefined : tag
        })
        if (verdict._tag !== "NotSent") sent++
        last = payment ?? last
        lastError = error ?? lastError
        if (error !== undefined) yield* noteRetryAfter(error)
        if (error?._tag === "InvalidRequest") invalidRequest = invalidRefund(error)
        event = { _tag: "Answered", verdict }
        break
      }
      case "Wait":
        event = yield* wait(command)
        break
      case "Finish": {
        const { outcome } = command
        const isOpen = outcome._tag === "Undetermined" ||
          outcome._tag === "NotRefunded" && outcome.proof === "NeverSent"
        // Nothing was sent under this key as far as anything is known, and nothing can be looked
        // up.
        if (lookUpRejected !== undefined && isOpen && now.state.sent === 0) return yield* lookUpRejected
        // Another call has taken the key for another amount since this one sent.
        if (outcome._tag === "KeyReused" && sent > 0) {
          return yield* finish({ _tag: "Undetermined", cause: "BrokenInvariant" })
        }
        return yield* finish(outcome)
      }
    }
    const recorded = yield* event._tag === "Answered" && mayBeDone[event.verdict._tag]
      ? recordAnswer(event)
      : Effect.result(record(event))
    // The ledger has recorded that nothing was sent; if that failed, the next call finds it out.
    if (invalidRequest !== undefined && sent === 0) return yield* invalidRequest
    if (Result.isSuccess(recorded)) {
      now = recorded.success.step
      currency = recorded.success.currency
      continue
    }
    lastError = recorded.failure
    isStored = event._tag !== "Answered"
    // What the provider has confirmed stays confirmed, even if the ledger fails.
    const after = step(now.state, event)
    const { outcome } = after.state
    if (after.command._tag === "Finish" && outcome?._tag === "Succeeded") return yield* finish(outcome)
    if (after.state.accepted) return yield* finish({ _tag: "AcceptedPending" })
    if (sent === 0) return yield* recorded.failure
    // A doubt that only this call knows must not be hidden by the failure of the ledger.
    return yield* finish({ _tag: "Undetermined", cause: doubt(after.state) ?? "LedgerFailed" })
  }
}, (effect) => Span.within(effect, "portone.refundOnce"))

// internal

// The look-ups beyond those of the quiet periods that one call makes before a person has to decide.
const READS = 12

// Whether the cancel was or may have been carried out, as far as the answer tells. Storing such an
// answer twice is the same as once. That is not so of one that ends an attempt, and without that
// one a call is only less certain.
const mayBeDone: Record<Verdict["_tag"], boolean> = {
  Applied: true,
  Accepted: true,
  RejectedByPg: true,
  MaybeDoneAtPg: true,
  Rejected: false,
  Mismatch: false,
  Ambiguous: false,
  NotSent: false
}

// However the hook of the application ends, the refund goes on; only an interruption of the refund
// itself stops it.
const notify = (onPayment: NonNullable<Options["onPayment"]>, payment: Payment): Effect.Effect<void> =>
  Effect.suspend(() => {
    // The hook gets a copy, so that it cannot change what is sent or reported.
    const result: unknown = onPayment({
      ...payment,
      cancelHistory: payment.cancelHistory.map((entry) => ({ ...entry }))
    })
    if (Effect.isEffect(result)) return result as Effect.Effect<void>
    // Plain JavaScript may return a promise or nothing; the refund goes on in any case.
    return Effect.sync(() => void Promise.resolve(result).catch(() => undefined))
  }).pipe(Effect.exit, Effect.asVoid)

const isSamePayment = (found: Payment, before: Payment): boolean =>
  found.merchantUid === before.merchantUid && currencyOf(found) === currencyOf(before)

// The entry of this refund would count as the other one's.
const copiedTag = invalidField(
  "reason",
  "has the tag of another refund of this payment",
  "같은 결제의 다른 환불 태그가 들어 있습니다"
)

const settlingLater = ({ command, state }: Step): Step => ({
  command,
  state: { ...state, ask: { ...state.ask, profile: { ...state.ask.profile, settlement: "async" } } }
})

// The payment does not exist or may not be read: another look-up will not help soon.
const isLasting = (error: FindError): error is LookUpRejected =>
  error._tag === "PaymentNotFound" || error._tag === "CredentialsRejected" || error._tag === "Unauthorized"

const invalidRefund = ({ field, korean, problem }: InvalidRequest) => invalidField(field, problem, korean?.problem)

// A look-up does not know the refund account of this refund, so PortOne's words are left out where
// they might repeat it.
const withoutWords = (error: FindError, { extras }: Refund): FindError => {
  if (extras?.refundAccount === undefined) return error
  switch (error._tag) {
    case "PaymentNotFound":
      return new PaymentNotFound({ payment: error.payment, code: error.code, providerMessage: "" })
    case "Unauthorized":
      return new Unauthorized({ payment: error.payment, attempts: error.attempts, providerMessage: "" })
    case "LookupFailed":
      return new LookupFailed({
        payment: error.payment,
        reason: error.reason,
        status: error.status,
        retryAfter: error.retryAfter
      })
    default:
      return error
  }
}

const brokenLedger = (impUid: string) => new LedgerFailed({ impUid, problem: "it ended with a defect" })

const nth = <A>(list: ReadonlyArray<A>, index: number): A => list[Math.min(index, list.length) - 1] as A

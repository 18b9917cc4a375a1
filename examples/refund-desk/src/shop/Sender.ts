/**
 * Carries refunds out, one at a time per payment, in the scope of the program and not of a
 * request; and looks up those without a final outcome.
 */
import { type AccessToken, Amount, findPayment, type Transport } from "@effect-portone/core"
import { findRefund, forgetRefund, refundOnce, type RefundTag } from "@effect-portone/refunds"
import { Cause, type Duration, Effect, Fiber, FiberMap, Option, RcMap, Result, Schedule, Semaphore } from "effect"
import { foundEnding, isDoubted } from "../decide/foundEnding.ts"
import { type Ending, stateOf } from "./RefundRecord.ts"
import type { RefundRows } from "./refundRows.ts"
import type { RefundRow } from "./rows.ts"
import { Settings } from "./Settings.ts"
import { DatabaseFailed } from "./ShopError.ts"
import { open } from "./vault.ts"

/** Starts, waits, looks. */
export const makeSender = Effect.fnUntraced(function*(rows: RefundRows) {
  const settings = yield* Settings
  const services = yield* Effect.context<AccessToken.AccessToken | Transport.Transport | RefundTag.RefundTag>()
  const fibers = yield* FiberMap.make<string, void, DatabaseFailed>()
  const perPayment = yield* RcMap.make({ lookup: (_impUid: string) => Semaphore.make(1) })

  const carryOut = Effect.fnUntraced(function*(key: string, impUid: string, isCompared: boolean) {
    const turn = yield* RcMap.get(perPayment, impUid)
    yield* turn.withPermit(Effect.gen(function*() {
      const row = yield* rows.attempt(key)
      if (row === undefined) return
      const extras = row.sealed === undefined ? Option.some({}) : open(settings.keys, key, row.sealed)
      // The sealed text was altered: the row stays as it is, and nothing is sent.
      if (Option.isNone(extras)) return yield* Effect.die(new Error("a sealed refund account cannot be opened"))
      // Where a crash comes before, the refund has to be compared again.
      if (isCompared) yield* Effect.orDie(forgetRefund(impUid, key))
      const result = yield* Effect.result(refundOnce({
        impUid,
        key,
        amount: row.amount,
        reason: row.reason,
        extras: { ...extras.value }
      }, {
        includeSandbox: settings.includeSandbox,
        timers: settings.timers,
        // Since the first call a person may have made this refund in a console, and a restored
        // database does not know every cancel; people who have compared do.
        earlier: (settings.isRestored === true || row.attempts > 1) && !isCompared ? "possible" : undefined
      }))
      // Nothing was sent, for a reason that may pass: the row stays, and is taken up again.
      const ending = Result.isSuccess(result) ? result.success : invalid(result.failure, row.attempts)
      if (ending === undefined) return yield* Effect.die(new Error("refundOnce failed before it sent anything"))
      yield* rows.end(key, stateOf[ending._tag], ending).pipe(
        Effect.retry({ times: 3, schedule: Schedule.exponential("50 millis") })
      )
      yield* Effect.logInfo("shop.refund.ended").pipe(
        Effect.annotateLogs({ refund: key, order: row.orderId, amount: row.amount, outcome: ending._tag })
      )
    }))
  }, Effect.scoped)

  /**
   * Carries a running refund out, unless that is under way already. `isCompared`: people have
   * compared it with the PG and found that it was not made. The ledger records it and unlocks it.
   */
  const start = ({ impUid, key }: RefundRow, isCompared = false) =>
    FiberMap.run(
      fibers,
      key,
      carryOut(key, impUid, isCompared).pipe(
        // Its row is still `running`: the next run of the follower resumes it.
        Effect.catchCauseIf(
          (cause) => !Cause.hasInterruptsOnly(cause),
          (cause) => Effect.logError("shop.refund.stopped", cause)
        ),
        Effect.provideContext(services)
      ),
      { onlyIfMissing: true }
    )

  /** Returns when the refund has an outcome, or after `patience`. Never interrupts it. */
  const wait = (key: string) =>
    FiberMap.get(fibers, key).pipe(
      Effect.flatMap((fiber) => Option.isNone(fiber) ? Effect.void : Effect.asVoid(Fiber.await(fiber.value))),
      Effect.timeoutOption(settings.patience),
      Effect.asVoid
    )

  const { includeSandbox } = settings

  // What `findRefund` knows of one refund. Sends nothing.
  const find = (row: RefundRow) =>
    findRefund(row.impUid, row.key, { includeSandbox }).pipe(
      Effect.provideContext(services),
      Effect.catchTag("LedgerFailed", (cause) => Effect.fail(new DatabaseFailed({ cause })))
    )

  /** The same; nothing where the key or the tag says nothing about this refund. */
  const finding = (row: RefundRow) =>
    Effect.catchTag(find(row), ["InvalidRefund", "TagSecretUnknown"], () => Effect.succeed(undefined))

  const payment = (impUid: string) => Effect.provideContext(findPayment({ impUid }, { includeSandbox }), services)

  // What was cancelled of a payment in addition to this much and to its proved refunds.
  const unexplained = Effect.fnUntraced(function*(impUid: string, own: number) {
    const made = yield* rows.ofPayment(impUid, ["succeeded"])
    const amounts = made.map(({ amount, outcome }) => outcome?._tag === "Succeeded" ? outcome.amount : amount)
    return Amount.subtract((yield* payment(impUid)).cancelAmount, Amount.sum([own, ...amounts]))
  })

  /**
   * Looks a payment up and stores what its history shows of refunds that are not proved: the proof,
   * or a contradiction for people to resolve. Sends nothing.
   */
  const look = Effect.fnUntraced(function*(impUid: string) {
    // Also those that people have closed or confirmed: a proof overrides what a person reports.
    const open = yield* rows.ofPayment(impUid, ["pending", "unknown", "closed", "by-hand"])
    if (open.length === 0) return yield* Effect.asVoid(payment(impUid))
    // What is doubted is compared with what the other refunds account for, so it comes last.
    for (const row of open.toSorted((a, b) => Number(isDoubted(a)) - Number(isDoubted(b)))) {
      const found = yield* find(row).pipe(
        // Neither says anything about this refund: an invalid key, a tag of another secret.
        Effect.catchTag(
          ["InvalidRefund", "TagSecretUnknown"],
          (cause) => Effect.as(Effect.logError("shop.look-after.failed", cause), undefined)
        )
      )
      if (found?._tag !== "Refunded") continue
      const ending = foundEnding(row, found, isDoubted(row) ? yield* unexplained(impUid, found.amount) : 0)
      if (ending !== undefined) yield* rows.end(row.key, stateOf[ending._tag], ending, row.state)
    }
  })

  const drain = (limit: Duration.Input) => FiberMap.awaitEmpty(fibers).pipe(Effect.timeoutOption(limit), Effect.ignore)

  return { start, wait, finding, look, drain, isRunning: (key: string) => FiberMap.has(fibers, key) }
})

/** Starts, waits, looks. */
export type Sender = Effect.Success<ReturnType<typeof makeSender>>

// internal

// An invalid refund is final only on its first call. A version with other checks may have sent a
// cancel in an earlier one, and a final row would allow a new refund.
const invalid = (
  { _tag, message }: Effect.Error<ReturnType<typeof refundOnce>>,
  attempts: number
): Ending | undefined =>
  _tag === "KeyReused" || _tag === "InvalidRefund" && attempts === 1
    ? { _tag: "Invalid", error: _tag, problem: message }
    : undefined

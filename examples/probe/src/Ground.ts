/**
 * One test payment to dig in: looks at it, takes small parts of it, and keeps a journal of everything that was seen.
 */
import {
  type AccessToken,
  cancel,
  type CancelError,
  type Cancelled,
  CancelRequest,
  findPayment,
  Payment,
  type Transport
} from "@effect-portone/core"
import { type Duration, Effect, Option, type Result } from "effect"

/** One look. */
export interface Look {
  /** Units: won. */
  readonly balance: number
  readonly entries: ReadonlyArray<Payment.CancelEntry>
}

export interface Options {
  /** What an ordinary probe takes. Units: won. */
  readonly amount: number
  /** How many looks follow a cancel. */
  readonly reads: number
  /** How many cancels are sent at once. */
  readonly atOnce: number
  /** How long a late cancel is waited for. */
  readonly settle: Duration.Input
  /** Between two looks of a wait. */
  readonly pause: Duration.Input
  /** When the caller hangs up. */
  readonly hangUp: Duration.Input
}

export const usual: Options = {
  amount: 10,
  reads: 1000,
  atOnce: 20,
  settle: "10 seconds",
  pause: "500 millis",
  hangUp: "100 millis"
}

export interface Ground {
  readonly impUid: string
  readonly options: Options
  readonly look: Effect.Effect<Look, { readonly message: string }, Needs>
  /** A look that is no older than the last "yes"; the newest there is when that takes too long. */
  readonly steady: Effect.Effect<Look, { readonly message: string }, Needs>
  /** Everything seen, in order of the answers. Looks that ran at the same time as cancels are marked. */
  readonly journal: ReadonlyArray<Look & { readonly under: "rest" | "load" }>
  /** A look while something else is under way. */
  readonly glance: Effect.Effect<Look, { readonly message: string }, Needs>
  /** Cancels a part, with a checksum. */
  readonly take: (part: {
    readonly amount: number
    readonly checksum: number
    readonly reason: string
  }) => Effect.Effect<Result.Result<Cancelled.Cancelled, CancelError.CancelError>, never, Needs>
}

export type Needs = AccessToken.AccessToken | Transport.Transport

export const make = (impUid: string, options: Options): Ground => {
  const journal: Array<Look & { readonly under: "rest" | "load" }> = []
  const seen = (under: "rest" | "load") =>
    findPayment({ impUid }, { includeSandbox: true }).pipe(
      Effect.map((payment): Look => ({
        balance: Payment.cancellableBalance(payment),
        entries: payment.cancelHistory
      })),
      Effect.tap((look) => Effect.sync(() => journal.push({ ...look, under })))
    )
  const look = seen("rest")
  let known = Infinity
  return {
    impUid,
    options,
    journal,
    look,
    steady: Effect.gen(function*() {
      let last = yield* look
      for (let tries = 0; last.balance > known && tries < PATIENCE; tries++) {
        yield* Effect.sleep(options.pause)
        last = yield* look
      }
      return last
    }),
    glance: seen("load"),
    take: ({ amount, checksum, reason }) =>
      Effect.result(cancel(CancelRequest.partial({ impUid, amount, checksum, reason }))).pipe(
        Effect.tap((result) =>
          Effect.sync(() => {
            if (result._tag === "Failure" || result.success._tag !== "CancelConfirmed") return
            known = Math.min(known, Payment.cancellableBalance(result.success.payment))
          })
        )
      )
  }
}

const PATIENCE = 20

/** The entries that carry this mark. */
export const marked = ({ entries }: Look, mark: string): ReadonlyArray<Payment.CancelEntry> =>
  entries.filter(({ reason }) => Option.getOrElse(reason, () => "").includes(mark))

/** What came back, in a few words that hold nothing secret. */
export const inWords = (result: Result.Result<Cancelled.Cancelled, CancelError.CancelError>): string =>
  result._tag === "Success" ?
    "code 0" :
    result.failure._tag === "CancelRejected" || result.failure._tag === "ChecksumMismatch" ||
      result.failure._tag === "AlreadyCancelled"
    ? `${result.failure._tag}, code ${result.failure.code} "${result.failure.providerMessage}"`
    : result.failure._tag

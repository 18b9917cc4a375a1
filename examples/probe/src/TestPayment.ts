/**
 * One payment of a test channel: looks it up, cancels small parts of it, and records every look-up.
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

/** What a look-up returned. */
export interface LookUp {
  /** Units: won. */
  readonly balance: number
  readonly entries: ReadonlyArray<Payment.CancelEntry>
}

export interface Options {
  /** The amount that most probes cancel. Units: won. */
  readonly amount: number
  /** How many look-ups follow a cancel. */
  readonly reads: number
  /** How many cancels are sent at once. */
  readonly atOnce: number
  /** How long a probe waits for a cancel that is carried out late. */
  readonly settle: Duration.Input
  /** Between two look-ups while waiting. */
  readonly pause: Duration.Input
  /** When the caller closes the connection. */
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

export interface TestPayment {
  readonly impUid: string
  readonly options: Options
  readonly lookUp: Effect.Effect<LookUp, { readonly message: string }, Services>
  /** A look-up that shows every confirmed cancel, or the last one after some attempts. */
  readonly freshLookUp: Effect.Effect<LookUp, { readonly message: string }, Services>
  /** A look-up that runs at the same time as a cancel. */
  readonly lookUpUnderLoad: Effect.Effect<LookUp, { readonly message: string }, Services>
  /** Every look-up so far, in the order of the responses. */
  readonly journal: ReadonlyArray<Recorded>
  /** Cancels a part, with a checksum. */
  readonly cancelPart: (part: {
    readonly amount: number
    readonly checksum: number
    readonly reason: string
  }) => Effect.Effect<Result.Result<Cancelled.Cancelled, CancelError.CancelError>, never, Services>
}

/** `load`: cancels ran at the same time. */
export interface Recorded extends LookUp {
  readonly under: "rest" | "load"
}

export type Services = AccessToken.AccessToken | Transport.Transport

export const make = (impUid: string, options: Options): TestPayment => {
  const journal: Array<Recorded> = []
  const recorded = (under: Recorded["under"]) =>
    findPayment({ impUid }, { includeSandbox: true }).pipe(
      Effect.map((payment): LookUp => ({
        balance: Payment.cancellableBalance(payment),
        entries: payment.cancelHistory
      })),
      Effect.tap((found) => Effect.sync(() => journal.push({ ...found, under })))
    )
  const lookUp = recorded("rest")
  let confirmedBalance = Infinity
  return {
    impUid,
    options,
    journal,
    lookUp,
    freshLookUp: Effect.gen(function*() {
      let last = yield* lookUp
      for (let tries = 0; last.balance > confirmedBalance && tries < MAX_TRIES; tries++) {
        yield* Effect.sleep(options.pause)
        last = yield* lookUp
      }
      return last
    }),
    lookUpUnderLoad: recorded("load"),
    cancelPart: ({ amount, checksum, reason }) =>
      Effect.result(cancel(CancelRequest.partial({ impUid, amount, checksum, reason }))).pipe(
        Effect.tap((result) =>
          Effect.sync(() => {
            if (result._tag === "Failure" || result.success._tag !== "CancelConfirmed") return
            confirmedBalance = Math.min(confirmedBalance, Payment.cancellableBalance(result.success.payment))
          })
        )
      )
  }
}

const MAX_TRIES = 20

/** The entries whose reason contains this text. */
export const entriesWith = ({ entries }: LookUp, text: string): ReadonlyArray<Payment.CancelEntry> =>
  entries.filter(({ reason }) => Option.getOrElse(reason, () => "").includes(text))

/** The result of a cancel in a few words, without secrets. */
export const describe = (result: Result.Result<Cancelled.Cancelled, CancelError.CancelError>): string =>
  result._tag === "Success" ?
    "code 0" :
    result.failure._tag === "CancelRejected" || result.failure._tag === "ChecksumMismatch" ||
      result.failure._tag === "AlreadyCancelled"
    ? `${result.failure._tag}, code ${result.failure.code} "${result.failure.providerMessage}"`
    : result.failure._tag

/**
 * The payments of a time, for reconciliation.
 */
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { AccessToken } from "./AccessToken.ts"
import type { PaymentNotFound } from "./CancelError.ts"
import type { FindError, Status } from "./FindPayment.ts"
import { afterPage, begin, beyondTheEnd, type Progress } from "./internal/list/listProgress.ts"
import { listWindows, type Window } from "./internal/list/listWindows.ts"
import { lookUp } from "./internal/lookUp.ts"
import { LookupFailed } from "./internal/lookupFailed.ts"
import { checkOptions } from "./internal/request/lookUpOptions.ts"
import { decodePage, type Page, type Unreadable } from "./internal/wire/decodePage.ts"
import { invalid, isStatus, pathOfPage, unknownStatus } from "./internal/wire/encodeLookUp.ts"
import type { Payment } from "./Payment.ts"
import * as Span from "./Span.ts"
import type { Transport } from "./Transport.ts"

/**
 * Every error of a list. A list without payments is not an error.
 */
export type ListError = Exclude<FindError, PaymentNotFound>

/**
 * Which payments to list.
 */
export interface Options {
  /** `all` lists every status. PortOne compares the status that a payment has when it is read. */
  readonly status: Status
  /**
   * The start of the time, included. It is compared with the time of the payment's status: the
   * start of a `ready` payment, the payment of a `paid` one, the cancel of a `cancelled` one, the
   * failure of a `failed` one.
   *
   * Units: an instant; fractions of a second are cut off. Default: 90 days before `to`.
   */
  readonly from?: DateTime.DateTime | Date | undefined
  /**
   * The end of the time, included. Give a time in the past to list a time that is over: payments
   * can then leave the list while it is read, but hardly enter it.
   *
   * Units: an instant; fractions of a second are cut off. Default: PortOne's time of each request.
   */
  readonly to?: DateTime.DateTime | Date | undefined
  /**
   * Payments a request, 1 to 1000. Default 100: a larger page may exceed the 1 MiB that a transport
   * reads of a response by default.
   */
  readonly pageSize?: number | undefined
  /**
   * Also lists payments of a test channel. Default false, as for `findPayment`. PortOne lists them
   * always, and they are left out here.
   */
  readonly includeSandbox?: boolean | undefined
  /** Sub-merchant code, sent as the `Tier` header. Overrides the tier of the credentials. */
  readonly tier?: string | undefined
}

/**
 * Lists payments by status and time, for reconciliation. One page is requested at a time, and only
 * when the stream needs it. A time of more than 90 days is split into windows of 90 days, which are
 * read latest first.
 *
 * What is guaranteed:
 * - Each payment is emitted once, as it was when its page was read.
 * - If the stream ends without an error, every payment that was in the list from the first request
 *   to the last was emitted. A page from which payments may have moved is read again. One change is
 *   not noticed: between two requests, one payment leaves and another enters behind it.
 * - A payment that enters or leaves the list while it is read may be missing. It is in the list of
 *   its new status and time.
 * - A payment that cannot be read does not stop the stream. After all others, the stream fails with
 *   a `LookupFailed` of the reason `UnreadablePayment` that names it.
 *
 * Fails with:
 * - `LookupFailed`: no readable response, a payment that cannot be read, or `IncompleteList`: the
 *   list changed with every request, or PortOne counts more payments than it lists. The payments
 *   before it were emitted. A second run begins with the first page.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`, `NotSent`: as for `cancel`.
 *
 * Source: PortOne's current API, `GET /payments/status/{payment_status}`.
 * Assumes: a time without payments is an empty list or HTTP 404 (SPEC.md A16).
 *
 * ```ts
 * import { AccessToken, listPayments } from "@effect-portone/core"
 * import { NodeTransport } from "@effect-portone/http"
 * import { DateTime, Effect, Layer, Stream } from "effect"
 *
 * const PortOne = Layer.provideMerge(AccessToken.layerConfig, NodeTransport.layerConfig)
 *
 * const from = DateTime.makeUnsafe("2026-09-01T00:00:00+09:00")
 * const paid = listPayments({ status: "paid", from })
 * const impUids = Stream.runCollect(Stream.map(paid, (payment) => payment.impUid))
 * await Effect.runPromise(Effect.provide(impUids, PortOne)) // => ["imp_448280090638"]
 * ```
 */
export const listPayments = (
  options: Options
): Stream.Stream<Payment, ListError, AccessToken | Transport> =>
  Stream.unwrap(Effect.map(Clock.currentTimeMillis, (now) => start(options, now)))

// internal

interface Plan {
  readonly status: Status
  readonly size: number
  readonly tier: string | undefined
  readonly includeSandbox: boolean
}

interface Place {
  readonly windows: ReadonlyArray<Window>
  readonly progress: Progress
}

const start = (options: Options, now: number): Stream.Stream<Payment, ListError, AccessToken | Transport> => {
  const checked = checkOptions<Options>(options ?? {}, ["status", "from", "to", "pageSize", "includeSandbox", "tier"])
  if (Result.isFailure(checked)) return Stream.fail(checked.failure)
  const { from, includeSandbox, pageSize: size = 100, status, tier, to } = checked.success
  if (!isStatus(status)) return Stream.fail(invalid("status", unknownStatus))
  if (!Number.isInteger(size) || size < 1 || size > 1000) return Stream.fail(invalid("pageSize", notAPageSize))
  const windows = listWindows(from, to, now)
  if (Result.isFailure(windows)) return Stream.fail(windows.failure)

  const read = reader({ status, size, tier, includeSandbox: includeSandbox === true })
  return Stream.paginate<Place | LookupFailed, Payment, ListError, AccessToken | Transport>(
    { windows: windows.success, progress: begin(size) },
    (place) => place instanceof LookupFailed ? Effect.fail(place) : read(place)
  )
}

// The ids are kept for one run of the stream.
const reader = (plan: Plan) => {
  const emitted = new Set<string>()
  const unreadable = new Map<string, Unreadable>()
  let inWindow = new Set<string>()

  const turn = (
    { windows }: Place,
    next: Progress | "complete" | "incomplete"
  ): Option.Option<Place | LookupFailed> => {
    if (typeof next === "object") return Option.some({ windows, progress: next })
    if (next === "incomplete") return Option.some(incomplete())
    inWindow = new Set()
    return windows.length > 1
      ? Option.some({ windows: windows.slice(1), progress: begin(plan.size) })
      : unreadable.size > 0
      ? Option.some(unreadablePayments(Array.from(unreadable.values())))
      : Option.none()
  }

  const take = ({ payments, unreadable: lost }: Page) => {
    const before = inWindow.size
    const fresh: Array<Payment> = []
    for (const row of lost) {
      inWindow.add(row.id)
      if (!emitted.has(row.id)) unreadable.set(row.id, row)
    }
    for (const payment of payments) {
      inWindow.add(payment.impUid)
      unreadable.delete(payment.impUid)
      if (emitted.has(payment.impUid)) continue
      emitted.add(payment.impUid)
      if (plan.includeSandbox || !isSandbox(payment)) fresh.push(payment)
    }
    return { fresh, count: inWindow.size - before }
  }

  return Effect.fnUntraced(function*(place: Place) {
    const { progress, windows } = place
    const { page } = progress
    const answer = yield* readPage(plan, windows[0] ?? {}, page)
    if (answer === "beyond") return [[], turn(place, beyondTheEnd(progress))] as const
    if (answer === "empty") return [[], turn(place, page === 1 ? "complete" : beyondTheEnd(progress))] as const
    const { count, fresh } = take(answer)
    const reading = {
      total: answer.total,
      hasNext: answer.hasNext,
      length: answer.payments.length + answer.unreadable.length,
      fresh: count,
      seen: inWindow.size
    }
    return [fresh, turn(place, afterPage(progress, reading))] as const
  }, (page) => Span.within(page, "portone.listPayments"))
}

const readPage = ({ size, status, tier }: Plan, window: Window, page: number) =>
  lookUp(pathOfPage({ ...window, status, page, size }), undefined, tier).pipe(
    Effect.flatMap(({ response, status: http }): Effect.Effect<Page, LookupFailed> => {
      const decoded = decodePage(response, page)
      return Result.isSuccess(decoded)
        ? Effect.succeed(decoded.success)
        : Effect.fail(new LookupFailed({ reason: "MalformedResponse", status: http, detail: decoded.failure }))
    }),
    Effect.catchTags({
      PaymentNotFound: () => Effect.succeed("empty" as const),
      LookupFailed: (error) =>
        error.status === 400 && error.reason === "UnexpectedCode" && page > 1
          ? Effect.succeed("beyond" as const)
          : Effect.fail(
            new LookupFailed({
              reason: error.reason,
              status: error.status,
              detail: `page ${page}${error.detail === undefined ? "" : `: ${error.detail}`}`
            })
          )
    })
  )

const isSandbox = ({ sandbox }: Payment): boolean => Option.getOrElse(sandbox, () => false)

const incomplete = () =>
  new LookupFailed({
    reason: "IncompleteList",
    detail: "the list changed with every request, or PortOne counts more payments than it lists"
  })

const MOST_NAMED = 20

const unreadablePayments = (rows: ReadonlyArray<Unreadable>): LookupFailed => {
  const named = rows.slice(0, MOST_NAMED).map(({ id, missing }) => `${id}: no readable ${missing.join(", ")}`)
  const more = rows.length > MOST_NAMED ? [`and ${rows.length - MOST_NAMED} more`] : []
  return new LookupFailed({ reason: "UnreadablePayment", detail: [...named, ...more].join("; ") })
}

const notAPageSize = {
  english: "must be a whole number from 1 to 1000",
  korean: "1부터 1000까지의 정수여야 합니다"
}

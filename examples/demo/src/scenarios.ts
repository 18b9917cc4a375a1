/**
 * Every outcome of a cancel, over real HTTP with the sandbox, compared with the sandbox ledger.
 */
import {
  AccessToken,
  cancel,
  CancelRequest,
  Credentials,
  findPayment,
  Payment,
  PaymentKey,
  RefundAccount,
  TokenStore
} from "@effect-portone/core"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect, Layer, Redacted } from "effect"
import { describe, type Expectation, line, won } from "./line.ts"

const paid = 10_000
const confirmed = (refunded: number): Expectation => ({ result: "CancelConfirmed", moneyMoved: "yes", refunded })
const rejected = (result: string, refunded: number): Expectation => ({ result, moneyMoved: "no", refunded })
const unknown = (result: string, refunded: number): Expectation => ({ result, moneyMoved: "unknown", refunded })

/** The refunded amount of a payment in the sandbox ledger. */
const refunded = Effect.fnUntraced(function*(impUid: string) {
  const sandbox = yield* Sandbox
  return (yield* sandbox.ledger(impUid)).reduce((sum, entry) => sum + entry.amount, 0)
})

/** Sends a cancel and returns its line. */
const send = Effect.fnUntraced(
  function*(
    scenario: string,
    request: CancelRequest.CancelRequest,
    expected: Expectation
  ) {
    const actual = describe(yield* Effect.result(cancel(request)))
    const amount = request._tag === "Full" ? "everything" : won(request.amount)
    const checksum = request.checksum === CancelRequest.unchecked ? "no checksum" : `checksum ${won(request.checksum)}`
    return line(scenario, `${amount}, ${checksum}`, actual, yield* refunded(PaymentKey.label(request)), expected)
  }
)

const seed = Effect.fnUntraced(function*(kind: string) {
  const sandbox = yield* Sandbox
  return (yield* sandbox.seed({ kind, amount: paid })).imp_uid
})

const fullCancel = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [yield* send("full cancel", CancelRequest.full({ impUid, checksum: paid }), confirmed(paid))]
})

const twoPartials = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(
      "two partial cancels",
      CancelRequest.partial({ impUid, amount: 3000, checksum: 10_000 }),
      confirmed(3000)
    ),
    yield* send("", CancelRequest.partial({ impUid, amount: 2000, checksum: 7000 }), confirmed(5000))
  ]
})

const samePartialTwice = Effect.gen(function*() {
  const impUid = yield* seed("card")
  const request = CancelRequest.partial({ impUid, amount: 3000, checksum: 10_000 })
  return [
    yield* send("the same partial sent twice", request, confirmed(3000)),
    yield* send("", request, rejected("ChecksumMismatch", 3000))
  ]
})

const staleChecksum = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(
      "a stale checksum",
      CancelRequest.partial({ impUid, amount: 3000, checksum: 9000 }),
      rejected("ChecksumMismatch", 0)
    )
  ]
})

const nothingLeft = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send("nothing is left", CancelRequest.full({ impUid, checksum: paid }), confirmed(paid)),
    yield* send(
      "",
      CancelRequest.full({ impUid, checksum: CancelRequest.unchecked }),
      rejected("AlreadyCancelled", paid)
    )
  ]
})

const amountZero = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(
      "amount 0, which means \"all\"",
      CancelRequest.partial({ impUid, amount: 0, checksum: paid }),
      rejected("InvalidRequest", 0)
    )
  ]
})

const virtualAccount = Effect.gen(function*() {
  const impUid = yield* seed("vbank")
  const refundAccount = RefundAccount.make({ holder: "홍길동", bank: "088", account: "110123456789" })
  return [
    yield* send(
      "virtual account, no refund account",
      CancelRequest.full({ impUid, checksum: paid }),
      rejected("MissingRefundAccount", 0)
    ),
    yield* send(
      "virtual account, with one",
      CancelRequest.full({ impUid, checksum: paid, refundAccount }),
      confirmed(paid)
    )
  ]
})

const expiredToken = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  const impUid = yield* seed("card")
  const first = CancelRequest.partial({ impUid, amount: 3000, checksum: 10_000 })
  const second = CancelRequest.partial({ impUid, amount: 2000, checksum: 7000 })
  const before = yield* send("the token expires between two cancels", first, confirmed(3000))

  // Only the sandbox's clock moves, so the client does not know that its token expired: it gets a
  // 401, requests a new token and sends the cancel again.
  yield* sandbox.advance(1801)
  const then = yield* sandbox.requests
  const after = yield* send("", second, confirmed(5000))
  const now = yield* sandbox.requests
  const arrived = (route: string) => (now[route]?.received ?? 0) - (then[route]?.received ?? 0)
  const wire = line(
    "  on the wire",
    "a 401, then a new token",
    { result: `${arrived("cancel")} sends, ${arrived("token")} token`, moneyMoved: "once" },
    yield* refunded(impUid),
    { result: "2 sends, 1 token", moneyMoved: "once", refunded: 5000 }
  )
  return [before, after, wire]
})

const wrongCredentials = Effect.gen(function*() {
  const impUid = yield* seed("card")
  const unknownAccount = AccessToken.layer().pipe(Layer.provide([
    Credentials.layer({ impKey: Redacted.make("not-a-key"), impSecret: Redacted.make("not-a-secret") }),
    TokenStore.layerMemory
  ]))
  return [
    yield* send(
      "wrong key and secret",
      CancelRequest.full({ impUid, checksum: paid }),
      rejected("CredentialsRejected", 0)
    ).pipe(
      Effect.provide(unknownAccount)
    )
  ]
})

const pgSaysCancelled = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  const impUid = yield* seed("card")
  yield* sandbox.fault({ route: "cancel", fault: "pg-rejection" })
  return [
    yield* send("the PG says \"기취소\"", CancelRequest.full({ impUid, checksum: paid }), unknown("CancelRejected", 0))
  ]
})

const lost = (scenario: string, fault: string, applied: boolean) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const impUid = yield* seed("card")
    const request = CancelRequest.partial({ impUid, amount: 3000, checksum: 10_000 })
    yield* sandbox.fault({ route: "cancel", fault })
    const first = yield* send(scenario, request, unknown("OutcomeUnknown", applied ? 3000 : 0))

    const payment = yield* findPayment({ impUid })
    const entries = payment.cancelHistory.length
    const lookUp = line(
      "  look-up",
      `${won(Payment.cancellableBalance(payment))} left, ${entries} in history`,
      { result: entries === 0 ? "NotInHistory" : "InHistory", moneyMoved: entries === 0 ? "no sign of it" : "yes" },
      yield* refunded(impUid),
      {
        result: applied ? "InHistory" : "NotInHistory",
        moneyMoved: applied ? "yes" : "no sign of it",
        refunded: applied ? 3000 : 0
      }
    )
    // The same checksum: whether the first request was applied or not, the refund happens once.
    const again = yield* send(
      "  same request again",
      request,
      applied ? rejected("ChecksumMismatch", 3000) : confirmed(3000)
    )
    return [first, lookUp, again]
  })

/** All scenarios, in the order of the table. */
export const scenarios = Effect.map(
  Effect.all([
    fullCancel,
    twoPartials,
    samePartialTwice,
    staleChecksum,
    nothingLeft,
    amountZero,
    virtualAccount,
    expiredToken,
    wrongCredentials,
    pgSaysCancelled,
    lost("the response is lost", "drop-after-commit", true),
    lost("the request is lost", "drop-before-commit", false)
  ]),
  (lines) => lines.flat()
)

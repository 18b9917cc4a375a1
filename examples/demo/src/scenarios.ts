/**
 * Every outcome of a cancel, over real HTTP with the sandbox, compared with the sandbox ledger.
 */
import {
  AccessToken,
  type Bilingual,
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
import { describe, type Expectation, line, won, wonKo } from "./line.ts"

const paid = 10_000
const text = (english: string, korean: string): Bilingual => ({ english, korean })
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
    scenario: Bilingual | undefined,
    request: CancelRequest.CancelRequest,
    expected: Expectation,
    shown?: Bilingual
  ) {
    const actual = describe(yield* Effect.result(cancel(request)))
    const [amount, amountKo] = request._tag === "Full"
      ? ["all", "전액"]
      : [won(request.amount), wonKo(request.amount)]
    const [checksum, checksumKo] = request.checksum === CancelRequest.unchecked
      ? ["no checksum", "checksum 없음"]
      : [`checksum ${won(request.checksum)}`, `checksum ${wonKo(request.checksum)}`]
    const sent = text(`${amount}, ${checksum}`, `${amountKo}, ${checksumKo}`)
    return line(scenario, shown ?? sent, actual, yield* refunded(PaymentKey.label(request)), expected)
  }
)

const seed = Effect.fnUntraced(function*(kind: string) {
  const sandbox = yield* Sandbox
  return (yield* sandbox.seed({ kind, amount: paid })).imp_uid
})

const fullCancel = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(text("a full cancel", "전액 취소"), CancelRequest.full({ impUid, checksum: paid }), confirmed(paid))
  ]
})

const twoPartials = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(
      text("two partial cancels", "부분취소 두 번"),
      CancelRequest.partial({ impUid, amount: 3000, checksum: 10_000 }),
      confirmed(3000)
    ),
    yield* send(undefined, CancelRequest.partial({ impUid, amount: 2000, checksum: 7000 }), confirmed(5000))
  ]
})

const samePartialTwice = Effect.gen(function*() {
  const impUid = yield* seed("card")
  const request = CancelRequest.partial({ impUid, amount: 3000, checksum: 10_000 })
  return [
    yield* send(text("the same partial cancel, sent twice", "같은 부분취소를 두 번 전송"), request, confirmed(3000)),
    yield* send(undefined, request, rejected("ChecksumMismatch", 3000))
  ]
})

const staleChecksum = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(
      text("a stale checksum", "오래된 checksum"),
      CancelRequest.partial({ impUid, amount: 3000, checksum: 9000 }),
      rejected("ChecksumMismatch", 0)
    )
  ]
})

const nothingLeft = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(
      text("nothing is left to cancel", "취소할 금액이 남지 않음"),
      CancelRequest.full({ impUid, checksum: paid }),
      confirmed(paid)
    ),
    yield* send(
      undefined,
      CancelRequest.full({ impUid, checksum: CancelRequest.unchecked }),
      rejected("AlreadyCancelled", paid)
    )
  ]
})

const amountZero = Effect.gen(function*() {
  const impUid = yield* seed("card")
  return [
    yield* send(
      text("amount 0, which PortOne reads as \"all\"", "금액 0(포트원에서는 전액을 뜻함)"),
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
      text("a virtual account, without a refund account", "가상계좌, 환불계좌 없음"),
      CancelRequest.full({ impUid, checksum: paid }),
      rejected("MissingRefundAccount", 0)
    ),
    yield* send(
      text("a virtual account, with a refund account", "가상계좌, 환불계좌 있음"),
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
  const before = yield* send(
    text("the token expires between two cancels", "두 취소 사이에 토큰 만료"),
    first,
    confirmed(3000)
  )

  // Only the sandbox's clock moves, so the client does not know that its token expired: it gets a
  // 401, requests a new token and sends the cancel again.
  yield* sandbox.advance(1801)
  const then = yield* sandbox.requests
  const after = yield* send(undefined, second, confirmed(5000))
  const now = yield* sandbox.requests
  const arrived = (route: string) => (now[route]?.received ?? 0) - (then[route]?.received ?? 0)
  const wire = line(
    undefined,
    text("on the wire: 401, new token", "전송 내역: 401, 새 토큰"),
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
      text("a wrong key and secret", "잘못된 키와 시크릿"),
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
    yield* send(
      text("the PG answers \"기취소\"", "PG사 응답이 \"기취소\""),
      CancelRequest.full({ impUid, checksum: paid }),
      unknown("CancelRejected", 0)
    )
  ]
})

const lost = (scenario: Bilingual, fault: string, applied: boolean) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const impUid = yield* seed("card")
    const request = CancelRequest.partial({ impUid, amount: 3000, checksum: 10_000 })
    yield* sandbox.fault({ route: "cancel", fault })
    const first = yield* send(scenario, request, unknown("OutcomeUnknown", applied ? 3000 : 0))

    const payment = yield* findPayment({ impUid })
    const entries = payment.cancelHistory.length
    const balance = Payment.cancellableBalance(payment)
    const lookUp = line(
      undefined,
      text(`look-up: ${won(balance)} left`, `조회: 잔액 ${wonKo(balance)}`),
      { result: entries === 0 ? "NotInHistory" : "InHistory", moneyMoved: entries === 0 ? "no sign" : "yes" },
      yield* refunded(impUid),
      {
        result: applied ? "InHistory" : "NotInHistory",
        moneyMoved: applied ? "yes" : "no sign",
        refunded: applied ? 3000 : 0
      }
    )
    // The same checksum: whether the first request was applied or not, the refund happens once.
    const again = yield* send(
      undefined,
      request,
      applied ? rejected("ChecksumMismatch", 3000) : confirmed(3000),
      text("the same request again", "같은 요청 다시 전송")
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
    lost(text("the response is lost", "응답이 유실됨"), "drop-after-commit", true),
    lost(text("the request is lost", "요청이 유실됨"), "drop-before-commit", false)
  ]),
  (lines) => lines.flat()
)

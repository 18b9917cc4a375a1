import { AccessToken, cancel, CancelError, CancelRequest, PaymentJson, Transport } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Option, Redacted, Result } from "effect"
import { verdictOf } from "../src/internal/verdict.ts"
import { cautious, type Profile } from "../src/protocol/profile.ts"
import { asking, OTHER_TAG, readTags, TAG } from "./protocol.ts"

const plan = { amount: 3000, checksum: 10000, known: [] as ReadonlyArray<string> }

/** What is known when the answer arrives. */
const facts = (tag: string | undefined = TAG, profile: Profile = cautious, planned = plan) => ({
  plan: planned,
  state: { ask: asking({ tag, profile }), others: [], claimed: [] },
  readReason: readTags
})

const confirmed = (
  history: ReadonlyArray<object> | string,
  tag: string | undefined = TAG,
  planned = plan,
  profile: Profile = cautious
) =>
  verdictOf(
    Result.succeed({
      _tag: "CancelConfirmed",
      payment: Result.getOrThrow(PaymentJson.decode({
        imp_uid: "imp_1",
        merchant_uid: "order-1",
        status: "cancelled",
        amount: 10000,
        cancel_amount: 3000,
        cancel_history: history
      }))
    }),
    facts(tag, profile, planned)
  )

const failed = (error: CancelError.CancelError) => verdictOf(Result.fail(error), facts())
const rejected = (family: "portone" | "pg" | "unknown", providerMessage: string) =>
  failed(new CancelError.CancelRejected({ code: family === "portone" ? 1 : -1, providerMessage, status: 200, family }))

/** The error that core makes of a response, with core's own reading of its words. */
const answered = (body: object) =>
  Effect.runSync(Effect.flip(Effect.provideContext(
    cancel(CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })),
    Context.make(Transport.Transport, {
      send: () => Effect.succeed({ status: 200, body: Redacted.make(JSON.stringify(body)) })
    }).pipe(Context.add(AccessToken.AccessToken, {
      get: Effect.succeed({ value: Redacted.make("token"), issue: 1 }),
      drop: () => Effect.void,
      tier: undefined
    }))
  )))

describe("a confirmed cancel", () => {
  it("is applied when the answer's history holds the tag, and tells where", () => {
    assert.deepStrictEqual(confirmed([{ amount: 3000, reason: `[${TAG}]` }]), {
      _tag: "Applied",
      entry: "3000 at ",
      amount: 3000,
      seen: { entries: 1, balance: 7000 }
    })
  })

  it("is applied when the next entry has the amount and no tag", () => {
    assert.strictEqual(confirmed([{ amount: 3000 }])._tag, "Applied")
    assert.strictEqual(confirmed([{ amount: 3000 }], undefined)._tag, "Applied")
  })

  it("is applied without an id when two new entries have the amount", () => {
    assert.deepInclude(confirmed([{ amount: 3000 }, { amount: 3000 }]), { _tag: "Applied", entry: undefined })
  })

  it("is only accepted when the history has nothing new, or another program's entry", () => {
    assert.deepStrictEqual(confirmed([]), { _tag: "Accepted" })
    assert.deepStrictEqual(confirmed([{ amount: 2000 }]), { _tag: "Accepted" })
    assert.deepStrictEqual(confirmed([{ amount: 3000, reason: `[${OTHER_TAG}]` }]), { _tag: "Accepted" })
    assert.deepStrictEqual(confirmed([{ amount: 3000 }], TAG, { ...plan, known: ["3000 at "] }), { _tag: "Accepted" })
  })

  it("is only accepted where the PG settles later, unless the entry has the tag: an equal one is another program's", () => {
    const later = { ...cautious, settlement: "async" } as const
    assert.deepStrictEqual(confirmed([{ amount: 3000 }], TAG, plan, later), { _tag: "Accepted" })
    assert.strictEqual(confirmed([{ amount: 3000, reason: `[${TAG}]` }], TAG, plan, later)._tag, "Applied")
  })

  it("is only accepted when the answer cannot be read", () => {
    const none = Option.none()
    const readable = {
      impUid: none,
      merchantUid: none,
      status: none,
      amount: none,
      cancelAmount: none,
      cancellationIds: []
    }
    assert.deepStrictEqual(
      verdictOf(Result.succeed({ _tag: "CancelConfirmedUnreadable", facts: readable, problems: ["amount"] }), facts()),
      { _tag: "Accepted" }
    )
    assert.deepStrictEqual(confirmed("gone"), { _tag: "Accepted" })
  })
})

describe("a cancel that was not confirmed", () => {
  const words = { code: 1, providerMessage: "x" }

  it("was not sent where no byte left", () => {
    for (
      const error of [
        new CancelError.NotSent({ reason: "ConnectionRefused" }),
        new CancelError.InvalidRequest({ field: "x", problem: "y" }),
        new CancelError.CredentialsRejected({ ...words, status: 401 })
      ]
    ) {
      assert.strictEqual(failed(error)._tag, "NotSent", error._tag)
    }
  })

  it("may have been applied where a first copy of it was answered", () => {
    for (
      const error of [
        new CancelError.NotSent({ reason: "TokenUnavailable" }),
        new CancelError.CredentialsRejected({ ...words, status: 401 })
      ]
    ) {
      const verdict = verdictOf(Result.fail(error), { ...facts(), wasAnswered: true })
      assert.deepStrictEqual(verdict, { _tag: "Ambiguous" }, error._tag)
    }
    const invalid = new CancelError.InvalidRequest({ field: "x", problem: "y" })
    const verdict = verdictOf(Result.fail(invalid), { ...facts(), wasAnswered: true })
    assert.deepStrictEqual(verdict, { _tag: "NotSent" }, "it was checked before the first copy")
  })

  it("met another balance", () => {
    assert.strictEqual(failed(new CancelError.ChecksumMismatch({ ...words, checksum: 1 }))._tag, "Mismatch")
    assert.strictEqual(failed(new CancelError.AlreadyCancelled(words))._tag, "Mismatch")
  })

  it("was rejected before anything happened", () => {
    for (
      const error of [
        new CancelError.MissingRefundAccount(words),
        new CancelError.PaymentNotFound(words)
      ]
    ) {
      const verdict = failed(error)
      assert.deepInclude(verdict, { _tag: "Rejected", passes: false }, error._tag)
      assert.strictEqual(error.moneyMoved, "no", "a rejection is final, so it must be a proof")
    }
    assert.strictEqual(rejected("portone", "취소할 수 없습니다")._tag, "Rejected")
  })

  it("was rejected by a PG in words that prove that it did not cancel, which is to be confirmed", () => {
    const message = "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다."
    assert.strictEqual(failed(answered({ code: -1, message, response: null }))._tag, "RejectedByPg")
  })

  it("was rejected by a PG in words that prove nothing", () => {
    assert.deepStrictEqual(failed(answered({ code: -1, message: "통신실패", response: null })), {
      _tag: "MaybeDoneAtPg",
      rejection: "통신실패",
      cause: "UnknownRejection"
    })
  })

  it("tells whether the obstacle passes by itself", () => {
    for (const obstacle of ["passes", "stays", "unknown"] as const) {
      const error = new CancelError.CancelRejected({
        code: -1,
        providerMessage: "점검 중",
        status: 200,
        family: "pg",
        proves: "not-executed",
        obstacle
      })
      assert.deepInclude(failed(error), { _tag: "RejectedByPg", passes: obstacle === "passes" })
      const portone = new CancelError.CancelRejected({
        code: 1,
        providerMessage: "점검 중",
        status: 200,
        family: "portone",
        obstacle
      })
      assert.deepInclude(failed(portone), { _tag: "Rejected", passes: obstacle === "passes" })
    }
  })

  it("was done before, in a PG's words, which says neither yes nor no", () => {
    for (
      const message of [
        "결제취소에 실패하였습니다. [500626|기 취소 거래]",
        "결제취소에 실패하였습니다. 해당거래 취소실패(기취소성공) : 전화 문의(1661-0808)",
        "이미 취소된 거래",
        "이미취소"
      ]
    ) {
      assert.strictEqual(failed(answered({ code: -1, message, response: null }))._tag, "MaybeDoneAtPg", message)
    }
  })

  it("is unknown in every other way, and whenever the error says that money may have moved", () => {
    for (
      const error of [
        new CancelError.OutcomeUnknown({ reason: "Timeout" }),
        new CancelError.MalformedResponse({ status: 200, problem: "html" }),
        // A first copy of the request may have been applied before the token was rejected.
        new CancelError.Unauthorized({ attempts: 2, providerMessage: "" })
      ]
    ) {
      assert.strictEqual(failed(error)._tag, "Ambiguous", error._tag)
    }
    assert.strictEqual(rejected("unknown", "7777")._tag, "Ambiguous")
  })
})

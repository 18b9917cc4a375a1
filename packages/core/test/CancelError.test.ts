/**
 * The contract of every error of core: fields, messages in two languages, JSON, and recognition by
 * tag.
 */
import { CancelError, FindPayment, PortOneError, Settings, TokenStore, Webhook } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { inspect } from "node:util"

const words = { code: -1, providerMessage: "결제취소에 실패하였습니다." }
const named = { payment: "imp_1", ...words }
const cancelErrors: ReadonlyArray<CancelError.CancelError> = [
  new CancelError.InvalidRequest({ field: "amount", problem: "is 0" }),
  new CancelError.InvalidRequest({
    field: "amount",
    problem: "is a part",
    rule: "phone-partial-ksnet",
    advice: "cancel all of it",
    korean: { problem: "부분취소할 수 없습니다", advice: "전액취소하세요" }
  }),
  new CancelError.MissingRefundAccount(named),
  new CancelError.MissingRefundAccount({
    evidence: "rule",
    rule: "refund-account-vbank",
    problem: "account is missing"
  }),
  new CancelError.MissingRefundAccount({
    payment: "imp_1",
    evidence: "rule",
    rule: "refund-account-vbank",
    problem: "account is missing",
    korean: { problem: "환불계좌가 없습니다" }
  }),
  new CancelError.CredentialsRejected({ ...words, status: 401 }),
  new CancelError.Unauthorized({ payment: "imp_1", attempts: 1, providerMessage: "Unauthorized" }),
  new CancelError.Unauthorized({ attempts: 2, providerMessage: "Unauthorized" }),
  new CancelError.PaymentNotFound(named),
  new CancelError.PaymentNotFound(words),
  new CancelError.AlreadyCancelled(named),
  new CancelError.AlreadyCancelled(words),
  new CancelError.ChecksumMismatch({ ...named, checksum: 10_000 }),
  new CancelError.CancelRejected({ ...named, status: 200, family: "portone" }),
  new CancelError.CancelRejected({ ...named, status: 200, family: "pg", hint: "pg-timeout" }),
  new CancelError.CancelRejected({ ...words, providerMessage: "", status: 200, family: "unknown" }),
  new CancelError.NotSent({ payment: "imp_1", reason: "ConnectionRefused", detail: "127.0.0.1:1" }),
  new CancelError.NotSent({ reason: "TokenUnavailable" }),
  new CancelError.NotSent({ reason: "NoTokenEndpoint", detail: "HTTP 404, HTML instead of JSON" }),
  new CancelError.OutcomeUnknown({ payment: "imp_1", reason: "UnexpectedStatus", status: 502 }),
  new CancelError.OutcomeUnknown({ reason: "Timeout" }),
  new CancelError.MalformedResponse({ payment: "imp_1", status: 200, problem: "an empty body" }),
  new CancelError.MalformedResponse({ status: 200, problem: "HTML instead of JSON" })
]
const errors: ReadonlyArray<PortOneError.PortOneError> = [
  ...cancelErrors,
  new FindPayment.LookupFailed({ payment: "imp_1", reason: "UnexpectedStatus", status: 502 }),
  new FindPayment.LookupFailed({ reason: "UnreadablePayment", status: 200, detail: "no readable amount" }),
  new TokenStore.TokenStoreFailed({ operation: "get", problem: "out of reach" }),
  new Settings.InvalidSettings({ settings: [{ name: "A", problem: "is not set", problemKo: "값이 없습니다" }] }),
  new Webhook.WebhookUnreadable({ problem: "no imp_uid" })
]

for (const [index, error] of errors.entries()) {
  describe(`${error._tag}, ${index}`, () => {
    it("has the fields of the contract", () => {
      assert.isTrue(PortOneError.isPortOneError(error))
      assert.include(["no", "unknown"], error.moneyMoved)
      assert.include(["safe", "with-checksum", "never"], error.resend)
    })

    it("has three sentences in English: what happened, whether money moved, what to do", () => {
      const sentences = error.message.split(/(?<=[.)])\s+(?=[A-Z])/)
      assert.strictEqual(sentences.length, 3, error.message)
      assert.match(
        sentences[1] ?? "",
        error.moneyMoved === "unknown" ? /^Whether money moved is not known\.$/ : /(No|no) money( moved)?\.$/
      )
    })

    it("says the same in Korean", () => {
      assert.match(error.messageKo, /[가-힣]/)
      assert.match(
        error.messageKo,
        error.moneyMoved === "unknown" ? /실제로 환불됐는지 알 수 없습니다\./ : /환불되지 않(았)?습니다\./
      )
      assert.match(error.messageKo, /(세요|니다)\.$/)
      assert.notMatch(error.messageKo, /undefined|null|\.\./)
      assert.notMatch(error.message, /undefined|null|\.\./)
    })

    it("has both messages and its fields in JSON, without stack and cause", () => {
      const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>
      const { _tag, message, messageKo, moneyMoved, resend } = error
      assert.deepInclude(json, { _tag, message, messageKo, moneyMoved, resend })
      assert.notProperty(json, "stack")
      assert.notProperty(json, "cause")
      if ("payment" in error && error.payment !== undefined) assert.strictEqual(json["payment"], error.payment)
    })
  })
}

describe("a cancel error", () => {
  it("survives a trip through its codec", () => {
    const codec = Schema.toCodecJson(CancelError.CancelError)
    for (const error of cancelErrors) {
      const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(Schema.encodeSync(codec)(error))))
      assert.deepStrictEqual(back, error)
      assert.strictEqual(back.message, error.message)
    }
  })

  it("may be sent again with a checksum after one attempt, never after two", () => {
    const after = (attempts: number) => new CancelError.Unauthorized({ attempts, providerMessage: "" }).resend
    assert.deepStrictEqual([after(1), after(2)], ["with-checksum", "never"])
  })

  it("narrows by moneyMoved and by resend, because both have literal types", () => {
    type Proven = Extract<CancelError.CancelError, { readonly moneyMoved: "no" }>
    type Open = Extract<CancelError.CancelError, { readonly moneyMoved: "unknown" }>
    // A missing or an additional tag does not compile.
    const proven: Readonly<Record<Proven["_tag"], true>> = {
      InvalidRequest: true,
      MissingRefundAccount: true,
      CredentialsRejected: true,
      Unauthorized: true,
      PaymentNotFound: true,
      AlreadyCancelled: true,
      ChecksumMismatch: true,
      NotSent: true
    }
    const open: Readonly<Record<Open["_tag"], true>> = { OutcomeUnknown: true, MalformedResponse: true }
    const safe: Readonly<Record<Extract<CancelError.CancelError, { readonly resend: "safe" }>["_tag"], true>> = {
      NotSent: true
    }
    for (const error of cancelErrors) {
      if (error._tag in proven) assert.strictEqual(error.moneyMoved, "no")
      else if (error._tag in open) assert.strictEqual(error.moneyMoved, "unknown")
      else assert.strictEqual(error._tag, "CancelRejected")
      assert.strictEqual(error.resend === "safe", error._tag in safe)
    }
  })

  it("has literal unions where editors complete them", () => {
    const hint: NonNullable<CancelError.CancelRejected["hint"]> = "settlement-short"
    // @ts-expect-error not a hint
    const noHint: NonNullable<CancelError.CancelRejected["hint"]> = "settlement-shrt"
    // @ts-expect-error not a reason
    const noReason: FindPayment.LookupFailed["reason"] = "HTML"
    // @ts-expect-error not a problem
    const noProblem: Webhook.WebhookUnreadable["problem"] = "HTML"
    assert.strictEqual(new Set<string>([hint, noHint, noReason, noProblem]).size, 3)
  })
})

describe("an error of a second copy of the package", () => {
  const copy = async (): Promise<typeof CancelError> => {
    const url = new URL("../src/CancelError.ts?copy", import.meta.url).href
    return await import(/* @vite-ignore */ url)
  }

  it.effect("is another class, and is recognised by its tag", () =>
    Effect.gen(function*() {
      const other = yield* Effect.promise(copy)
      assert.notStrictEqual(other.NotSent, CancelError.NotSent)
      const error = new other.NotSent({ payment: "imp_1", reason: "ConnectTimeout" })
      assert.isTrue(PortOneError.isPortOneError(error))

      const program = Effect.fail(error) as Effect.Effect<never, CancelError.CancelError>
      const caught = yield* program.pipe(Effect.catchTags({ NotSent: ({ reason }) => Effect.succeed(reason) }))
      assert.strictEqual(caught, "ConnectTimeout")
    }))
})

describe("what is not an error of this library", () => {
  it("is not recognised as one", () => {
    for (
      const value of [
        undefined,
        null,
        "NotSent",
        new Error("NotSent"),
        { _tag: "NotSent", moneyMoved: "no", resend: "safe", messageKo: "" },
        Object.assign(new Error(), { _tag: "NotSent", moneyMoved: "no", resend: "safe" }),
        Object.assign(new Error(), { _tag: "NotSent", moneyMoved: "maybe", resend: "safe", messageKo: "" })
      ]
    ) {
      assert.isFalse(PortOneError.isPortOneError(value), inspect(value))
    }
  })
})

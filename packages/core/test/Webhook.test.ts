import { Webhook } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Result, Schema } from "effect"
import { inspect } from "node:util"
import * as Provider from "./provider.ts"

const JSON_TYPE = "application/json; charset=utf-8"
const FORM_TYPE = "application/x-www-form-urlencoded"

const claim = (body: unknown, type?: string) => {
  const decoded = Webhook.decode(body, type)
  assert.isTrue(Result.isSuccess(decoded), Result.isFailure(decoded) ? decoded.failure.problem : "")
  return Option.getOrUndefined(Option.map(Result.getSuccess(decoded), (all) => ({
    impUid: all.impUid,
    merchantUid: Option.getOrUndefined(all.merchantUid),
    status: Option.getOrUndefined(all.status),
    cancellationId: Option.getOrUndefined(all.cancellationId)
  })))
}
const problem = (body: unknown, type?: string) => {
  const decoded = Webhook.decode(body, type)
  assert.isTrue(Result.isFailure(decoded))
  return Result.isFailure(decoded) ? decoded.failure.problem : ""
}

const cancelled = {
  impUid: "imp_1234567890",
  merchantUid: "order_id_8237352",
  status: "cancelled",
  cancellationId: "01HV0000000000000001"
}
const wire = {
  imp_uid: cancelled.impUid,
  merchant_uid: cancelled.merchantUid,
  status: cancelled.status,
  cancellation_id: cancelled.cancellationId
}
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

describe("a webhook", () => {
  it("is read from JSON", () => assert.deepStrictEqual(claim(JSON.stringify(wire), JSON_TYPE), cancelled))
  it("is read from a form", () => assert.deepStrictEqual(claim(form(wire), FORM_TYPE), cancelled))
  it("is read from what a framework has parsed already", () => assert.deepStrictEqual(claim(wire), cancelled))

  it("is read without a content type, or with a wrong one, because proxies relabel", () => {
    for (const type of [undefined, "", "text/plain", JSON_TYPE, FORM_TYPE, "nonsense"]) {
      assert.deepStrictEqual(claim(JSON.stringify(wire), type), cancelled, `JSON as ${type}`)
      assert.deepStrictEqual(claim(form(wire), type), cancelled, `a form as ${type}`)
    }
  })

  it("is read as the documents show it, without a cancellation_id", () => {
    const body = "{ \"imp_uid\": \"imp_1234567890\", \"merchant_uid\": \"order_id_8237352\", \"status\": \"paid\" }"
    assert.deepStrictEqual(claim(body, JSON_TYPE), { ...cancelled, status: "paid", cancellationId: undefined })
  })

  it("is read with nothing but its imp_uid, and with unknown fields", () => {
    const bare = { impUid: "imp_1", merchantUid: undefined, status: undefined, cancellationId: undefined }
    assert.deepStrictEqual(claim("{\"imp_uid\":\"imp_1\"}"), bare)
    assert.deepStrictEqual(claim({ imp_uid: "imp_1", status: null, merchant_uid: "", new_field: [1] }), bare)
    assert.deepStrictEqual(claim({ imp_uid: "imp_1", status: { deep: true }, merchant_uid: ["a"] }), bare)
  })

  it("keeps a new status", () => {
    assert.strictEqual(claim({ imp_uid: "imp_1", status: "of-tomorrow" })?.status, "of-tomorrow")
  })

  it("keeps a number as text, because an order id may look like one", () => {
    assert.strictEqual(claim({ imp_uid: "imp_1", merchant_uid: 20261123 })?.merchantUid, "20261123")
  })

  it("is read with Korean, blanks and signs in a form", () => {
    const fields = { imp_uid: "imp_1", merchant_uid: "주문 7/?&=+%" }
    assert.strictEqual(claim(form(fields), FORM_TYPE)?.merchantUid, fields.merchant_uid)
    assert.strictEqual(claim("imp_uid=imp_1&merchant_uid=a+b", FORM_TYPE)?.merchantUid, "a b")
    assert.strictEqual(claim("imp_uid=imp_1&merchant_uid=a=b", FORM_TYPE)?.merchantUid, "a=b")
  })

  it("is read behind a byte order mark and blanks", () => {
    assert.deepStrictEqual(claim(`\uFEFF \n${JSON.stringify(wire)}\n`, JSON_TYPE), cancelled)
    assert.deepStrictEqual(claim(` ${form(wire)}\n`, FORM_TYPE), cancelled)
  })

  it("takes the first of two equal names, so that what is appended changes nothing", () => {
    assert.strictEqual(claim("imp_uid=imp_1&imp_uid=imp_2", FORM_TYPE)?.impUid, "imp_1")
  })

  it("takes nothing from a prototype", () => {
    assert.strictEqual(problem(Object.create({ imp_uid: "imp_1" })), "no imp_uid")
    assert.deepStrictEqual(
      claim("{\"imp_uid\":\"imp_1\",\"__proto__\":{\"status\":\"paid\"}}")?.status,
      undefined
    )
    assert.strictEqual(claim("imp_uid=imp_1&__proto__=x&constructor=y", FORM_TYPE)?.impUid, "imp_1")
  })
})

describe("what is no webhook", () => {
  const bodies: ReadonlyArray<readonly [string, unknown, string | undefined, string]> = [
    ["nothing", "", JSON_TYPE, "an empty body"],
    ["blanks", " \n", FORM_TYPE, "an empty body"],
    ["HTML", "<html><body>x</body></html>", "text/html", "HTML or XML"],
    ["cut JSON", "{\"imp_uid\":\"imp_1\"", JSON_TYPE, "JSON that cannot be parsed"],
    ["words as JSON", "hello", JSON_TYPE, "JSON that cannot be parsed"],
    ["words as a form", "hello", FORM_TYPE, "neither JSON nor a form"],
    ["a list", "[]", JSON_TYPE, "not an object"],
    ["text in JSON", "\"imp_1\"", JSON_TYPE, "not an object"],
    ["null", null, undefined, "not an object"],
    ["undefined", undefined, undefined, "not an object"],
    ["a number", 7, undefined, "not an object"],
    ["a parsed list", [wire], undefined, "not an object"],
    ["JSON without imp_uid", "{\"merchant_uid\":\"order-1\"}", JSON_TYPE, "no imp_uid"],
    ["an empty imp_uid", "imp_uid=&status=paid", FORM_TYPE, "no imp_uid"],
    ["an imp_uid that is no text", { imp_uid: { $ne: "" } }, undefined, "no imp_uid"],
    ["an imp_uid with a line break", { imp_uid: "imp_1\n" }, undefined, "imp_uid is not an id of PortOne's"],
    ["an imp_uid that is a path step", { imp_uid: ".." }, undefined, "imp_uid is not an id of PortOne's"],
    ["an imp_uid that is too long", { imp_uid: "x".repeat(33) }, undefined, "imp_uid has more than 32 characters"],
    ["a broken escape", "imp_uid=%E0%A4%A", FORM_TYPE, "a form that is not percent-encoded UTF-8"]
  ]
  for (const [what, body, type, expected] of bodies) {
    it(`${what}: ${expected}`, () => assert.strictEqual(problem(body, type), expected))
  }

  it("is not quoted, because it may hold anything", () => {
    const decoded = Webhook.decode("{\"buyer_name\":\"홍길동\"}", JSON_TYPE)
    const error = Result.isFailure(decoded) ? decoded.failure : undefined
    assert.notInclude(inspect(error) + JSON.stringify(error) + error?.message, "홍길동")
    assert.deepInclude(error, { moneyMoved: "no", resend: "never" })
    assert.match(error?.message ?? "", /A webhook moves no money\. Answer with 400/)
  })

  it.effect.prop(
    "never throws, with any body",
    [Schema.Unknown, Schema.String],
    ([body, type]) =>
      Effect.sync(() => {
        for (const one of [body, typeof body === "string" ? body : String(type), `{${type}`, `imp_uid=${type}`]) {
          Webhook.decode(one, type)
        }
      }),
    { arbitrary: { runs: 500 } }
  )
})

describe("a webhook read again", () => {
  const paid = Provider.wirePayment({ imp_uid: cancelled.impUid })
  const run = (
    provider: ReturnType<typeof Provider.make>,
    body: unknown,
    options?: Parameters<typeof Webhook.lookUp>[1]
  ) => Effect.result(Webhook.lookUp(body, options)).pipe(Effect.provide(Provider.live(provider)))

  it.effect("is the payment as PortOne has it now, by the imp_uid of the claim", () =>
    Effect.gen(function*() {
      const provider = Provider.make({
        get: Provider.ok({ ...paid, status: "paid", cancel_amount: 0, cancel_history: [] })
      })

      const result = yield* run(provider, JSON.stringify(wire), { contentType: JSON_TYPE })

      const payment = Result.getOrThrow(result)
      // The webhook claimed a cancel; PortOne knows of none.
      assert.deepInclude(payment, { status: "paid", cancelAmount: 0, merchantUid: "order-1" })
      assert.deepStrictEqual(provider.seen.map(({ path }) => path), [
        "/users/getToken",
        `/payments/${cancelled.impUid}`
      ])
    }))

  it.effect("asks PortOne each time, because the first answer may be old by now", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ get: Provider.ok(paid) })
      yield* Effect.gen(function*() {
        yield* Webhook.lookUp(wire)
        yield* Webhook.lookUp(wire)
      }).pipe(Effect.provide(Provider.live(provider)))

      assert.strictEqual(provider.seen.filter(({ path }) => path.startsWith("/payments/")).length, 2)
    }))

  it.effect("finds a payment of a test channel when asked to, and keeps the tier", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ get: Provider.ok(paid) })
      yield* run(provider, wire, { includeSandbox: true, tier: "A01" })

      const look = provider.seen.at(-1)
      assert.strictEqual(look?.path, `/payments/${cancelled.impUid}?include_sandbox=true`)
      assert.strictEqual(look?.tier, "A01")
    }))

  it.effect("asks for nothing when it is no webhook", () =>
    Effect.gen(function*() {
      const provider = Provider.make({})
      const result = yield* run(provider, "<html>")

      assert.strictEqual(Result.isFailure(result) ? result.failure._tag : "", "WebhookUnreadable")
      assert.deepStrictEqual(provider.seen, [])
    }))

  it.effect("is PaymentNotFound for a forged id", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ get: Provider.refusal(-1, "존재하지 않는 결제정보입니다.", 404) })
      const result = yield* run(provider, { imp_uid: "imp_forged" })

      assert.strictEqual(Result.isFailure(result) ? result.failure._tag : "", "PaymentNotFound")
    }))

  it.effect("cannot be led astray by an id that looks like a path", () =>
    Effect.gen(function*() {
      const provider = Provider.make({ get: Provider.ok(paid) })
      yield* run(provider, { imp_uid: "../users/getToken?x=" })
      yield* run(provider, { imp_uid: ".." })

      const paths = provider.seen.map(({ path }) => path).filter((path) => path !== "/users/getToken")
      assert.deepStrictEqual(paths, ["/payments/..%2Fusers%2FgetToken%3Fx%3D"])
    }))
})

describe("the addresses webhooks come from", () => {
  it("are the three PortOne documents", () => {
    assert.deepStrictEqual(Webhook.sources, ["52.78.100.19", "52.78.48.223", "52.78.5.241"])
    for (const address of Webhook.sources) assert.isTrue(Webhook.isKnownSource(address))
  })

  it("are known as IPv4 inside IPv6 too, as Node shows them", () => {
    assert.isTrue(Webhook.isKnownSource("::ffff:52.78.5.241"))
    assert.isTrue(Webhook.isKnownSource("::FFFF:52.78.5.241"))
  })

  it("are nothing like them", () => {
    for (
      const address of ["", "127.0.0.1", "52.78.5.24", "52.78.5.2411", "152.78.5.241", "52.78.5.241, 10.0.0.1", "::1"]
    ) {
      assert.isFalse(Webhook.isKnownSource(address), address)
    }
  })
})

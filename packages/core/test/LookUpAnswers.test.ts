/**
 * Which answers to a look-up and to a token request count, and which are not definitive.
 */
import { AccessToken, findPayment, findPayments } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Provider from "./provider.ts"

const payment = Provider.wirePayment({ cancel_amount: 0, cancel_history: [] })

describe("C14 a look-up", () => {
  for (const status of [201, 202, 203, 204, 205, 206, 208, 226, 299]) {
    it.effect(`is not answered by ${status}, which may be a part of a payment or none`, () => {
      const provider = Provider.make({ get: { ...Provider.ok(payment), status } })
      return Effect.gen(function*() {
        const one = yield* Effect.flip(findPayment({ impUid: "imp_1" }))
        const several = yield* Effect.flip(findPayments(["imp_1"]))

        for (const error of [one, several]) assert.deepInclude({ ...error }, { _tag: "LookupFailed", status })
        assert.include(one.messageKo, `예상하지 못한 응답 상태, HTTP ${status}`)
      }).pipe(Effect.provide(Provider.live(provider)))
    })
  }

  it.effect("of several payments is answered by 207, which means that some were found", () => {
    const provider = Provider.make({ get: { ...Provider.ok([payment]), status: 207 } })
    return Effect.gen(function*() {
      assert.strictEqual((yield* findPayments(["imp_1", "imp_2"])).length, 1)
    }).pipe(Effect.provide(Provider.live(provider)))
  })
})

describe("C15 JSON with the same name twice", () => {
  const written = JSON.stringify(payment).slice(1)

  for (
    const body of [
      `{"code":1,"code":0,"message":null,"response":{${written}}`,
      `{"code":0,"message":null,"response":{"amount":1,${written}}`,
      `{"code":0,"message":null,"response":{"cancel_amount":3000,${written}}`,
      `{"code":0,"message":null,"response":{"imp_uid":"imp_2",${written}}`
    ]
  ) {
    it.effect(`is no payment: ${body.slice(0, 60)}`, () => {
      const provider = Provider.make({ get: { status: 200, body } })
      return Effect.gen(function*() {
        const error = yield* Effect.flip(findPayment({ impUid: "imp_1" }))

        assert.deepInclude({ ...error }, { _tag: "LookupFailed", reason: "MalformedResponse" })
        assert.include(error.messageKo, "같은 이름이 두 번 나오는 JSON")
      }).pipe(Effect.provide(Provider.live(provider)))
    })
  }

  it.effect("is no access token", () => {
    const body =
      `{"code":0,"message":null,"response":{"access_token":"a","access_token":"b","now":1,"expired_at":1801}}`
    const provider = Provider.make({ token: { status: 200, body } })
    return Effect.gen(function*() {
      const tokens = yield* AccessToken.AccessToken
      const error = yield* Effect.flip(tokens.get)

      assert.deepInclude({ ...error }, { _tag: "NotSent", reason: "TokenUnavailable" })
      assert.include(error.messageKo, "HTTP 200, 같은 이름이 두 번 나오는 JSON")
    }).pipe(Effect.provide(Provider.live(provider)))
  })
})

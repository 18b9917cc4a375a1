/**
 * No secret of the account that PortOne repeats in the answer to a cancel, a look-up or a token
 * request is in an error, a log entry or a span.
 */
import {
  AccessToken,
  cancel,
  CancelRequest,
  Credentials,
  findPayment,
  findPayments,
  TokenStore,
  type Transport
} from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted, References } from "effect"
import { inspect } from "node:util"
import * as Provider from "./provider.ts"
import { recordingTracer } from "./recordingTracer.ts"

const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })
const unchecked = CancelRequest.full({ impUid: "imp_1", checksum: CancelRequest.unchecked })

const spellings: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "in Base64": (text) => Buffer.from(text).toString("base64"),
  "percent-encoded": (text) => text.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`),
  "in capitals with spaces": (text) => Array.from(text.toUpperCase()).join(" ")
}

// Everything that a program can show of the failure of an effect: error, log entries and spans.
const shownOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const seen: Array<unknown> = []
    const logger = Logger.make(({ fiber, message }) => {
      seen.push(message, fiber.getRef(References.CurrentLogAnnotations))
    })
    const { spans, tracer } = recordingTracer()
    const error = yield* Effect.flip(effect).pipe(
      Effect.withTracer(tracer),
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(References.MinimumLogLevel, "Trace")
    )
    seen.push(error)
    const { message, messageKo, stack } = Object(error)
    return [message, messageKo, stack, JSON.stringify(error), inspect([seen, spans], { depth: 13, showHidden: true })]
      .join("\n")
  })

type Call = Effect.Effect<unknown, unknown, AccessToken.AccessToken | Transport.Transport>

const calls: ReadonlyArray<readonly [string, "cancel" | "get" | "token", Call]> = [
  ["a cancel", "cancel", cancel(request)],
  ["a cancel without its checksum", "cancel", cancel(unchecked)],
  ["a look-up", "get", findPayment({ impUid: "imp_1" })],
  ["a look-up of several payments", "get", findPayments(["imp_1", "imp_2"])],
  ["a token request", "token", cancel(request)]
]

const answers = [
  [1, 200],
  [-1, 200],
  [7, 200],
  [-1, 400],
  [-1, 401],
  [-1, 404],
  [-1, 422],
  [-1, 500],
  [0, 202]
] as const

for (const [name, kind, call] of calls) {
  describe(`an answer to ${name}`, () => {
    for (const [code, status] of answers) {
      it.effect(`with code ${code} and HTTP ${status} shows neither key, secret nor token`, () =>
        Effect.gen(function*() {
          for (const [spelling, write] of Object.entries(spellings)) {
            for (const secret of [Provider.impKey, Provider.impSecret, "token-1-of-this-account"]) {
              const echo = Provider.refusal(code, `요청이 거절됐습니다 (${write(secret)})`, status)
              const token = Provider.tokenAnswer("token-1-of-this-account")
              const provider = Provider.make(kind === "token" ? { token: echo } : { [kind]: echo, token })
              if (kind === "token" && secret.startsWith("token")) continue

              const shown = yield* shownOf(call).pipe(Effect.provide(Provider.live(provider)))

              assert.notInclude(shown, secret, spelling)
              assert.notInclude(shown, write(secret), spelling)
            }
          }
        }))
    }
  })
}

it.effect("credentials that were wiped after the token was issued are removed too", () =>
  Effect.gen(function*() {
    const impSecret = Redacted.make(Provider.impSecret)
    const impKey = Redacted.make(Provider.impKey)
    const provider = Provider.make({ cancel: Provider.refusal(1, `거절 ${Provider.impSecret} ${Provider.impKey}`) })
    const live = AccessToken.layer().pipe(
      Layer.provide([Credentials.layer({ impKey, impSecret }), TokenStore.layerMemory]),
      Layer.provideMerge(provider.transport)
    )

    const shown = yield* Effect.gen(function*() {
      yield* (yield* AccessToken.AccessToken).get
      Redacted.wipeUnsafe(impSecret)
      Redacted.wipeUnsafe(impKey)
      return yield* shownOf(cancel(request))
    }).pipe(Effect.provide(live))

    assert.include(shown, "거절 <redacted> <redacted>")
    assert.notInclude(shown, Provider.impSecret)
  }))

describe("two tokens", () => {
  it.effect("are both removed when the answer to the second repeats the first", () =>
    Effect.gen(function*() {
      const provider = Provider.make({
        token: [Provider.tokenAnswer("first-token-abcdef"), Provider.tokenAnswer("second-token-abcdef")],
        cancel: [Provider.unauthorized, Provider.refusal(1, "first-token-abcdef, second-token-abcdef")]
      })

      const shown = yield* shownOf(cancel(request)).pipe(Effect.provide(Provider.live(provider)))

      assert.notInclude(shown, "first-token-abcdef")
      assert.notInclude(shown, "second-token-abcdef")
      assert.include(shown, "<redacted>, <redacted>")
    }))

  it.effect("one that comes with a failure is removed from its message", () =>
    Effect.gen(function*() {
      const response = { access_token: "a-token-with-a-failure", now: 1, expired_at: 2 }
      const body = { code: -1, message: "a-token-with-a-failure is expired", response }
      const provider = Provider.make({ token: { status: 401, body } })

      const shown = yield* shownOf(cancel(request)).pipe(Effect.provide(Provider.live(provider)))

      assert.notInclude(shown, "a-token-with-a-failure")
    }))
})

describe("the personal data of a payment in the response", () => {
  const personal = {
    buyer_name: "남궁민수",
    buyer_tel: "010-9876-5432",
    buyer_email: "minsu@example.com",
    vbank_num: "56211234567890",
    vbank_holder: "선우용여",
    deposit_history: [{ amount: 1, depositor_name: "황보관장" }]
  }
  const message =
    "남궁민수(01098765432, MINSU@example.com)님 56211-234567890 선우용여 황보관장 %B3%B2%B1%C3%B9%CE%BC%F6 불가"

  for (const [name, kind, call] of calls) {
    if (kind === "token") continue
    it.effect(`is not in the error of ${name}`, () =>
      Effect.gen(function*() {
        const payment = { imp_uid: "imp_1", ...personal }
        for (const response of [payment, [payment], { list: [payment], total: 1 }]) {
          for (const [code, status] of answers) {
            const provider = Provider.make({ [kind]: { status, body: { code, message, response } } })

            const shown = yield* shownOf(call).pipe(Effect.provide(Provider.live(provider)))

            for (const text of ["남궁민수", "98765432", "insu@", "234567890", "선우용여", "황보관장", "%B3%B2"]) {
              assert.notInclude(shown, text, `${code} ${status}`)
            }
          }
        }
      }))
  }
})

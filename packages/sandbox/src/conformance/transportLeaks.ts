import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"

/**
 * The secret of the `Authorization` header.
 */
export const TOKEN = "a9ace025c90c0da2161075da6ddd3492a2fca776"

const ACCOUNT = "0110987654321"

/**
 * A body with personal data, Korean, and a character outside the basic plane.
 */
export const BODY = `{"imp_uid":"imp_448280090638","amount":3000,"reason":"단순 변심 😢","refund_account":"${ACCOUNT}"}`

const BUYER = "홍길동"

/**
 * A response with personal data.
 */
export const ANSWER = `{"code":0,"message":null,"response":{"buyer_name":"${BUYER}"}}`

/**
 * Checks that the result, the log lines and the spans of an exchange contain no secret.
 */
export const revealsNothing = Effect.fnUntraced(function*<A, E, R>(exchange: Effect.Effect<A, E, R>) {
  const logged: Array<unknown> = []
  const spans: Array<Tracer.NativeSpan> = []
  const result = yield* exchange.pipe(
    Effect.withSpan("caller"),
    Effect.provide(Logger.layer([Logger.make(({ cause, message }) => void logged.push(message, cause))])),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provideService(
      Tracer.Tracer,
      Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
    )
  )
  const traced = spans.map(({ attributes, events, name, status }) => print({ name, attributes, events, status }))
  const text = [...[result, ...logged].flatMap((value) => [print(value), JSON.stringify(value)]), ...traced].join("\n")
  for (const [what, secret] of Object.entries({ token: TOKEN, body: ACCOUNT, answer: BUYER })) {
    if (text.includes(secret)) return yield* Effect.fail(`the ${what} in what is raised, logged or traced`)
  }
})

// Everything that an application can see of a value, including hidden fields and messages.
const print = (value: unknown) =>
  inspect(value, { depth: 12, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null })

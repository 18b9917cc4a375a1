import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { linesOf } from "./lines.ts"
import { entrusted, leaksIn, personal } from "./planted.ts"
import * as Witness from "./witness.ts"

describe("the witness sees a planted secret", () => {
  const { token } = entrusted

  for (const [name, logger] of Object.entries(Witness.loggers)) {
    const allowed = name === "json" || name === "pretty"

    it.live(`${allowed ? "unless it is logged through" : "logged through"} ${name}`, () =>
      Effect.gen(function*() {
        const lines = yield* linesOf(logger, Effect.log(`token ${token}`))

        assert.strictEqual(lines.length, 1)
        assert.deepStrictEqual(leaksIn(JSON.stringify(lines)), allowed ? [] : ["token"])
      }))
  }

  const sees = (name: string, where: string, program: Effect.Effect<unknown, unknown>) =>
    it.live(name, () =>
      Effect.gen(function*() {
        const witness = Witness.make()

        yield* Effect.exit(witness.watch(program))

        assert.include([...witness.leaks], `token in ${where}`)
      }))

  sees("in a log line on the console", "console", Effect.logTrace(token))
  sees("in a span's name", "span name", Effect.withSpan(Effect.void, token))
  sees(
    "in a span's attribute",
    "JSON.stringify(span attribute)",
    Effect.withSpan(Effect.void, "x", { attributes: { token } })
  )
  sees("in a span's event", "span event", Effect.withSpan(Effect.log(token), "x"))
  sees("in the exit of a span", "inspect(span exit)", Effect.withSpan(Effect.fail({ token }), "x"))
  sees("in a pretty cause", "Cause.pretty", Effect.fail(new Error(token)))
  sees("in an error's message", "error.message", Effect.fail(new Error(token)))
  sees("in an error's stack", "error.stack", Effect.fail(new Error(token)))
  sees("in the cause of an error", "error.cause.message", Effect.fail(new Error("x", { cause: new Error(token) })))
  sees("in a defect", "String(defect)", Effect.die(new Error(token)))
  sees(
    "in a value behind a hidden property",
    "inspect(exit)",
    Effect.succeed(Object.defineProperty({}, "a", { value: token }))
  )

  it("in other spellings", () => {
    const spellings = [
      encodeURIComponent(personal.buyerName),
      JSON.stringify(personal.buyerName).replace(/[^\0-~]/g, (at) => `\\u${at.charCodeAt(0).toString(16)}`),
      btoa(unescape(encodeURIComponent(`{"name":"${personal.buyerName}"}`))),
      Buffer.from(personal.buyerName).toString("hex")
    ]

    assert.deepStrictEqual(spellings.map((text) => leaksIn(text)), spellings.map(() => ["buyerName"]))
    assert.deepStrictEqual(leaksIn("1109876543217"), ["account"])
    assert.deepStrictEqual(leaksIn("110 9876 543217"), ["account"])
    assert.deepStrictEqual(leaksIn("１１０－９８７６－５４３２１７"), ["account"])
    assert.deepStrictEqual(leaksIn("110\u00a09876\u00a0543217"), ["account"])
    assert.deepStrictEqual(leaksIn("11\u200b0-98\u200b76-543217"), ["account"])
    assert.deepStrictEqual(leaksIn(token.slice(20)), ["token"])
    assert.deepStrictEqual(leaksIn("24681357"), ["buyerTel"])
    assert.deepStrictEqual(leaksIn("01024681357n"), ["buyerTel"])
    assert.deepStrictEqual(leaksIn("endsAt: 9924681357004n"), [], "a clock may read so")
  })

  it.live("only where there is one", () =>
    Effect.gen(function*() {
      const witness = Witness.make()

      yield* witness.watch(
        Effect.withSpan(Effect.log("imp_448280090638", { account: Redacted.make(token) }), "portone.cancel")
      )

      assert.deepStrictEqual([...witness.leaks], [])
      assert.isAbove(witness.places.size, 15)
    }))
})

import { assert, describe, it } from "@effect/vitest"
import { UndiciExchange } from "../src/internal/undici/exchange.ts"

describe("an exchange", () => {
  it("ends once, although undici also reports the abort", () => {
    const outcomes: Array<unknown> = []
    const exchange = new UndiciExchange(1024, (outcome) => outcomes.push(outcome))

    exchange.expire()
    exchange.onResponseError(null, new Error())

    return Promise.resolve().then(() => assert.strictEqual(outcomes.length, 1))
  })

  it("is written once, although undici puts it back into its queue", () => {
    const aborted: Array<string> = []
    const controller = (name: string) => ({
      aborted: false,
      paused: false,
      reason: null,
      abort: () => void aborted.push(name),
      pause: () => {},
      resume: () => {}
    })
    const exchange = new UndiciExchange(1024, () => {})

    exchange.onRequestStart(controller("first"))
    exchange.onRequestStart(controller("second"))

    assert.deepStrictEqual(aborted, ["second"])
  })
})

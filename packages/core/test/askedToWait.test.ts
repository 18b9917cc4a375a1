import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { askedToWait } from "../src/internal/askedToWait.ts"

const of = (retryAfter: unknown) =>
  askedToWait({ status: 429, body: Redacted.make(""), retryAfter: retryAfter as number })

describe("how long a server asks to wait", () => {
  it("is at most an hour", () => {
    assert.deepStrictEqual([of(1), of(2500), of(7_200_000), of(Infinity)], [1, 2500, 3_600_000, 3_600_000])
  })

  it("is not known where an adapter passes something that is no duration", () => {
    for (const nonsense of [undefined, null, NaN, 0, -1, "5", {}, 5n]) assert.isUndefined(of(nonsense))
  })
})

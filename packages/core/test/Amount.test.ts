import { Amount } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

describe("fractionDigits", () => {
  for (const [currency, digits] of [["KRW", 0], ["JPY", 0], ["USD", 2], ["EUR", 2], ["KWD", 3]] as const) {
    it(`${currency} has ${digits}`, () => assert.strictEqual(Amount.fractionDigits(currency), digits))
  }

  it("gives 2 to an unknown code, and does not throw for a text that is not a code", () => {
    for (const odd of ["ZZZ", "", "won", "KRWX"]) assert.strictEqual(Amount.fractionDigits(odd), 2)
  })
})

describe("fits", () => {
  it("knows which amounts a currency can express", () => {
    assert.isTrue(Amount.fits(1000, "KRW"))
    assert.isTrue(Amount.fits(1000.0, "KRW"))
    assert.isFalse(Amount.fits(1000.5, "KRW"))
    assert.isTrue(Amount.fits(10.55, "USD"))
    assert.isFalse(Amount.fits(10.555, "USD"))
    assert.isFalse(Amount.fits(1e-7, "USD"))
  })
})

describe("problem", () => {
  it("names the kind of a value that is no amount, in both languages, and quotes no value", () => {
    const kinds: ReadonlyArray<readonly [unknown, RegExp, RegExp]> = [
      ["3000", /^must be a number; it is a string$/, /^숫자여야 하는데 문자열입니다$/],
      [3000n, /it is a bigint$/, /bigint입니다$/],
      [null, /it is null$/, /null입니다$/],
      [undefined, /^is missing; it must be a number$/, /^값이 없습니다/],
      [[3000], /it is an array$/, /배열입니다$/],
      [{ value: 3000 }, /it is an object$/, /객체입니다$/],
      [NaN, /it is NaN/, /NaN입니다/],
      [Infinity, /it is Infinity$/, /Infinity입니다$/],
      [0, /^must be above 0/, /^0보다 커야/],
      [-1, /^must be above 0/, /^0보다 커야/],
      [1e15, /^must not be above 900719925474,/, /^900719925474보다 크면/]
    ]
    for (const [value, english, korean] of kinds) {
      assert.match(Amount.problem(value)?.english ?? "", english)
      assert.match(Amount.problem(value)?.korean ?? "", korean)
    }
    for (const amount of [1, 0.01, 3000, 900_719_925_474]) assert.isUndefined(Amount.problem(amount))
  })
})

describe("arithmetic", () => {
  const Cents = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000_000 }))

  it.effect.prop("a − b is what cents say it is", [Cents, Cents], ([a, b]) =>
    Effect.sync(() => {
      assert.strictEqual(Amount.subtract(a / 100, b / 100), (a - b) / 100)
    }), { arbitrary: { runs: 500 } })

  it.effect.prop("a sum is what cents say it is", [Schema.Array(Cents)], ([cents]) =>
    Effect.sync(() => {
      assert.strictEqual(Amount.sum(cents.map((cent) => cent / 100)), cents.reduce((a, b) => a + b, 0) / 100)
    }), { arbitrary: { runs: 300 } })

  it("wins over binary floating point, which is why it exists", () => {
    assert.notStrictEqual(0.3 - 0.1, 0.2)
    assert.strictEqual(Amount.subtract(0.3, 0.1), 0.2)
  })
})

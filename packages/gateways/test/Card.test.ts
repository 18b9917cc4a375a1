import { Card } from "@effect-portone/gateways"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"

const korean = (code: string) => Option.getOrUndefined(Option.map(Card.ofCode(code), (card) => card.korean))

describe("card companies", () => {
  // PortOne's two lists, by code.
  const domestic = "361 381 367 365 368 371 041 374 045 373 364 366 002 369 048 370 071 089 372 090".split(" ")
  const overseas = "10001 10002 10003 10004 10005 10006".split(" ")

  it("are the twenty of PortOne's list and the six foreign brands", () => {
    const documented = Card.cards.filter(({ evidence }) => evidence === "doc")
    assert.deepStrictEqual(documented.filter(({ kind }) => kind === "domestic").map(({ code }) => code), domestic)
    assert.deepStrictEqual(documented.filter(({ kind }) => kind === "overseas").map(({ code }) => code), overseas)
  })

  it("are known by one code each, with names in both languages", () => {
    assert.strictEqual(new Set(Card.cards.map(({ code }) => code)).size, Card.cards.length)
    for (const { code, english, korean } of Card.cards) {
      assert.match(korean, /[가-힣]/, code)
      assert.match(english, /^[A-Za-z][\w ()]+$/, code)
    }
  })

  it("are found by their code", () => {
    assert.strictEqual(korean("361"), "BC카드")
    assert.strictEqual(korean("366"), "신한카드")
    assert.strictEqual(korean("10001"), "해외은련카드")
  })

  it("may be new: an unknown code is none, not an error", () => {
    for (const code of ["", "999", "10007", "0361", "toString"]) assert.isUndefined(korean(code), code)
  })

  it("that only old clients knew are marked as seen, not documented", () => {
    const seen = Card.cards.filter(({ evidence }) => evidence === "obs")
    assert.deepStrictEqual(seen.map(({ code }) => code), ["UNI", "DIN", "AMX", "MAS", "VIS", "JCB", "DIS"])
    assert.isTrue(seen.every(({ kind }) => kind === "overseas"))
  })
})

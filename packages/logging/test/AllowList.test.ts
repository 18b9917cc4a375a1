import { LogEvent } from "@effect-portone/core"
import { AllowList } from "@effect-portone/logging"
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Schema } from "effect"
import { cardNumbers } from "./cardNumbers.ts"

const CARD = "4111111111111111"

describe("AllowList", () => {
  it("allows every key of core's events", () => {
    const list = AllowList.make()

    assert.deepStrictEqual(LogEvent.keys.filter((key) => !list.hasKey(key)), [])
  })

  it("withholds a key that is not listed", () => {
    assert.isFalse(AllowList.make().hasKey("orderId"))
    assert.isTrue(AllowList.make({ keys: ["orderId"] }).hasKey("orderId"))
  })

  it("withholds names that every object has, because a list is not an object", () => {
    const list = AllowList.make()

    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      assert.isFalse(list.hasKey(name), name)
      assert.isUndefined(list.message(name), name)
    }
  })

  it("allows texts, finite numbers and booleans", () => {
    const list = AllowList.make()

    assert.deepStrictEqual(["imp_1", 0, -1.5, false].map(list.value), ["imp_1", 0, -1.5, false])
  })

  it("withholds every other kind of value, because an object may hold anything", () => {
    const list = AllowList.make()
    const others = [
      undefined,
      null,
      {},
      [],
      ["a"],
      Redacted.make("a"),
      new Error("a"),
      new Date(0),
      1n,
      Symbol("a"),
      () => "a",
      new String("a"),
      NaN,
      Infinity
    ]

    assert.deepStrictEqual(others.map(list.value), others.map(() => undefined))
  })

  it("cuts a long text", () => {
    assert.strictEqual(AllowList.make().value("x".repeat(1000)), `${"x".repeat(200)}…`)
    assert.strictEqual(AllowList.make({ longestText: 3 }).value("abcd"), "abc…")
  })

  it("allows core's event names and listed messages, and no other text", () => {
    const list = AllowList.make({ messages: ["order.refunded"] })

    assert.strictEqual(list.message("portone.cancel.sending"), "portone.cancel.sending")
    assert.strictEqual(list.message("order.refunded"), "order.refunded")
    assert.isUndefined(list.message("order.refunded for 홍길동"))
    assert.isUndefined(list.message({ event: "portone.cancel.sending" }))
  })

  it("allows every text, and still no object, if the messages are \"all\"", () => {
    const list = AllowList.make({ messages: "all" })

    assert.strictEqual(list.message("hello"), "hello")
    assert.isUndefined(list.message({ hello: "world" }))
  })

  describe("card numbers", () => {
    const masks = (text: string, expected: string) => () => {
      assert.strictEqual(AllowList.make().value(text), expected)
    }

    it("masks one that stands alone", masks(CARD, "<card number>"))
    it("masks one inside a sentence", masks(`카드 ${CARD}번`, "카드 <card number>번"))
    it("masks one written in groups", masks("4111 1111-1111 1111", "<card number>"))
    for (const separator of ["\u00a0", "\u2009", "\u3000", "\t", "‑", "–", "－", "\u200b", "\u00ad", "\ufeff"]) {
      const code = separator.codePointAt(0)!.toString(16)
      it(
        `masks one in groups with U+${code} between them`,
        masks(CARD.match(/.{4}/g)!.join(separator), "<card number>")
      )
    }
    it("masks one in full-width digits", masks("４１１１ １１１１ 1111 1111", "<card number>"))
    it("masks one with another number before it", masks(`2 ${CARD}`, "2 <card number>"))
    it("masks one with an expiry after it", masks(`${CARD} 12/29`, "<card number> 12/29"))
    it("masks each of two", masks(`${CARD}, 5555555555554444`, "<card number>, <card number>"))
    it(
      "masks more than 19 digits in a row, because they almost always contain one",
      masks(`99${CARD}9999`, "<card number>")
    )
    it("masks 13 digits", masks("4222222222222", "<card number>"))
    it("masks 19 digits", masks("6304000000000000000", "<card number>"))
    it("leaves 12 digits alone, because imp_uid has 12", masks("imp_448280090638", "imp_448280090638"))
    it("leaves 16 digits alone whose last is no check digit", masks("4111111111111112", "4111111111111112"))
    it("leaves the time of day alone", masks("2026-11-23T05:08:00.123Z", "2026-11-23T05:08:00.123Z"))

    for (
      const uuid of [
        "f8a05301-5944-4259-9e92-a138f42ebe2c",
        "E7F0F6F0-0E8C-4611-9208-458244EC87B3",
        "01941111-1111-7116-8111-11111111111a"
      ]
    ) {
      it(`leaves the UUID ${uuid} alone, which holds such digits`, () => {
        assert.notDeepEqual(cardNumbers(`0${uuid}`), [])
        for (const text of [uuid, `desk-${uuid}`, `${uuid}-${uuid}`, `키 ${uuid}를`]) masks(text, text)()
        masks(`${CARD} ${uuid} ${CARD}`, `<card number> ${uuid} <card number>`)()
      })
    }
    it(
      "masks what only resembles a UUID: digits alone, or a letter or digit before or after",
      () => {
        for (const after of ["", "-a", "/abc"]) {
          masks(`41111111-1111-1111-1111-111111111111${after}`, `<card number>-1111-111111111111${after}`)()
        }
        for (const one of ["1", "g", "Z", "７"]) {
          for (
            const text of [`${one}f8a05301-5944-4259-9e92-a138f42ebe2c`, `f8a05301-5944-4259-9e92-a138f42ebe2c${one}`]
          ) {
            assert.include(String(AllowList.make().value(text)), "<card number>")
          }
        }
      }
    )

    it("masks one that came as a number", () => {
      assert.strictEqual(AllowList.make().value(Number(CARD)), "<card number>")
    })

    it("masks before it cuts, so that no half is left", () => {
      assert.strictEqual(
        AllowList.make({ longestText: 20 }).value(`${"x".repeat(10)} ${CARD}`),
        "xxxxxxxxxx <card num…"
      )
    })

    it("masks hostile text in one pass, because the expressions do not backtrack", () => {
      const list = AllowList.make()

      for (const hostile of ["1 ", "1-", "1", "1  ", "4111111111111111 "]) {
        assert.isAtMost(String(list.value(hostile.repeat(200_000 / hostile.length))).length, 201)
      }
    })

    const Pieces = Schema.Array(
      Schema.Literals([
        CARD,
        "41111111",
        "11111111",
        "422222222222",
        "2",
        "0",
        "７",
        " ",
        "-",
        "\u200b",
        "－",
        "  ",
        "x",
        "-1 ",
        "f8a05301-5944-4259-9e92-a138f42ebe2c"
      ])
    )

    it.prop("leaves no 13 to 19 digits with a right check digit behind", [Pieces], ([pieces]) => {
      const shown = String(AllowList.make({ longestText: 10_000 }).value(pieces.join("")))

      assert.deepStrictEqual(cardNumbers(shown), [], shown)
    }, { arbitrary: { runs: 2000 } })

    it("are found by the detector of the test above", () => {
      assert.deepStrictEqual(cardNumbers(`a 2 4111-1111 1111 1111 b ${CARD}`), [CARD])
    })
  })
})

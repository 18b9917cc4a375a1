/**
 * The parts of the pages: escaping, money and time in two languages, forms.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { inside } from "../../src/desk/inside.ts"
import { age, lastFour, money, time } from "../../src/desk/text/Format.ts"
import { html } from "../../src/desk/text/Html.ts"
import { pick } from "../../src/desk/text/Language.ts"
import { en } from "../../src/desk/text/texts.en.ts"
import { ko } from "../../src/desk/text/texts.ko.ts"
import { typedAmount } from "../../src/desk/text/typedAmount.ts"
import { formToken, IDLE, isFormToken, LIFETIME, makeSessions } from "../../src/signIn/sessions.ts"
import { IN_TOTAL, makeThrottle, PER_ACCOUNT, PER_ADDRESS, WINDOW } from "../../src/signIn/throttle.ts"

describe("html", () => {
  it("escapes every value, in text and in quoted attributes", () => {
    const made = html`<p title="${"\"' onclick=alert(1)"}">${"<script>&`"}</p>`
    assert.strictEqual(made.text, "<p title=\"&#34;&#39; onclick=alert(1)\">&#60;script&#62;&#38;&#96;</p>")
  })

  it("takes pieces of its own as they are, lists one after another, and leaves out what is not there", () => {
    assert.strictEqual(
      html`<ul>${["<", 1].map((one) => html`<li>${one}</li>`)}${undefined}${false}${0}</ul>`.text,
      "<ul><li>&#60;</li><li>1</li>0</ul>"
    )
  })
})

describe("an amount as it is typed", () => {
  it("may have separators and a currency sign", () => {
    for (const typed of ["3000", "3,000", " 3,000 ", "₩3,000", "3,000원", "３０００", "￦3,000"]) {
      assert.strictEqual(typedAmount(typed, "KRW"), 3000, typed)
    }
    assert.strictEqual(typedAmount("1,234,567.89", "USD"), 1_234_567.89)
  })

  it("is nothing where it could mean two things", () => {
    for (
      const typed of [
        "",
        "3.000",
        "3,00",
        "30,00",
        "-3000",
        "+3000",
        "3e3",
        "0x10",
        "3000a",
        "NaN",
        "1,2,3",
        "9".repeat(13),
        "3 000,00"
      ]
    ) {
      assert.strictEqual(typedAmount(typed, "KRW"), "unreadable", typed)
    }
  })
})

describe("money, time and accounts", () => {
  it("are written as the language has them, and in the time of Seoul", () => {
    assert.strictEqual(money(3_000_000, "KRW", "ko"), "₩3,000,000")
    assert.strictEqual(money(45.5, "USD", "en"), "US$45.50")
    assert.strictEqual(money(1000, "not a currency", "en"), "1,000 not a currency")
    const at = Date.UTC(2026, 10, 22, 15, 5)
    assert.strictEqual(time(at, "ko"), "2026년 11월 23일 00:05")
    assert.strictEqual(time(at, "en"), "23 Nov 2026, 00:05")
  })

  it("have an age in its largest whole unit", () => {
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
    for (
      const [past, korean, english] of [
        [0, "0초 전", "0 seconds ago"],
        [minute - 1, "59초 전", "59 seconds ago"],
        [minute, "1분 전", "1 minute ago"],
        [hour - 1, "59분 전", "59 minutes ago"],
        [day - 1, "23시간 전", "23 hours ago"],
        [40 * day, "40일 전", "40 days ago"]
      ] as const
    ) assert.deepStrictEqual([age(past, "ko"), age(past, "en")], [korean, english])
  })

  it("show no more than the end of an account number, and nothing of a short one", () => {
    assert.deepStrictEqual(["110-123-456789", "1234567", ""].map(lastFour), ["••••6789", "••••", "••••"])
  })
})

describe("the language", () => {
  it("is the one that was chosen, else the one the browser prefers, else Korean", () => {
    const cases: ReadonlyArray<[string | undefined, string | undefined, string]> = [
      ["en", "ko-KR", "en"],
      ["xx", "en-US,en;q=0.9", "en"],
      [undefined, "fr, en;q=0.5, ko;q=0.8", "ko"],
      [undefined, "fr;q=1, en;q=0.2", "en"],
      [undefined, "en;q=0, ja", "ko"],
      [undefined, "EN", "en"],
      [undefined, ",;q=,", "ko"],
      [undefined, undefined, "ko"]
    ]
    for (const [chosen, header, language] of cases) {
      assert.strictEqual(pick(chosen, header), language, `${chosen} ${header}`)
    }
  })

  it("has the same keys in both languages, none of them empty and none in the other language", () => {
    const words = (texts: object, path = ""): ReadonlyArray<readonly [string, string]> =>
      Object.entries(texts).flatMap(([key, value]) =>
        typeof value === "object"
          ? words(value, `${path}${key}.`)
          : [
            [
              `${path}${key}`,
              typeof value === "function" ? String(value(...["1", "2", "3", "4"].slice(0, value.length))) : value
            ] as const
          ]
      )
    const [korean, english] = [words(ko), words(en)]
    assert.deepStrictEqual(korean.map(([key]) => key), english.map(([key]) => key))
    for (const [key, text] of korean) assert.match(text, /[가-힣]|PG/, key)
    for (const [key, text] of english) assert.notMatch(text.replaceAll("원복", ""), /[가-힣]|^\s*$/, key)
  })
})

describe("a form's proof", () => {
  it("is good for its session only, and needs the server's key", () => {
    const [key, otherKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
    const token = formToken(key, "session-one")
    assert.isTrue(isFormToken(formToken(key, "session-one"), token))
    for (
      const [expected, given] of [
        [formToken(key, "session-two"), token],
        [formToken(otherKey, "session-one"), token],
        [undefined, token],
        [undefined, undefined],
        [token, ""],
        [token, undefined],
        [token, [token]]
      ] as const
    ) {
      assert.isFalse(isFormToken(expected, given))
    }
    assert.notInclude(token, "session-one")
  })
})

const minji = { id: "minji", name: "김민지", role: "clerk", store: "seongsu" } as const

describe("S9 a session", () => {
  it("ends when it is ended, after half an hour without a request, and after eight hours in any case", () => {
    let now = 0
    const sessions = makeSessions(Buffer.alloc(32, 1), () => now)
    const ids = [0, 1, 2].map(() => sessions.begin(minji))
    const [ended = "", unused = "", used = ""] = ids
    assert.deepStrictEqual(ids.map((id) => sessions.find(id, true)?.actor.id), ["minji", "minji", "minji"])
    assert.isUndefined(sessions.find("made-up", true))
    sessions.end(ended)
    assert.isUndefined(sessions.find(ended, true))
    now = IDLE - 1
    assert.isDefined(sessions.find(used, true))
    now = IDLE
    assert.isUndefined(sessions.find(unused, true))
    for (; now < LIFETIME; now += IDLE / 2) assert.isDefined(sessions.find(used, true))
    assert.isUndefined(sessions.find(used, true))
  })

  it("is not kept alive by a page that loads itself again", () => {
    let now = 0
    const sessions = makeSessions(Buffer.alloc(32, 1), () => now)
    const id = sessions.begin(minji)
    for (; now < IDLE; now += 5000) assert.isDefined(sessions.find(id, false))
    assert.isUndefined(sessions.find(id, false))
  })

  it("is one of at most twenty of a person; the oldest ends first", () => {
    const sessions = makeSessions(Buffer.alloc(32, 1), () => 0)
    const ids = Array.from({ length: 21 }, () => sessions.begin(minji))
    assert.deepStrictEqual(ids.filter((id) => sessions.find(id, true) === undefined), [ids[0] ?? ""])
  })
})

describe("S9 guessing", () => {
  it("stops at a number of failures of an address, and goes on after a while", () => {
    let now = 0
    const throttle = makeThrottle(() => now)
    for (let count = 0; count < PER_ADDRESS; count++) {
      assert.strictEqual(throttle.wait("2001:db8:1:2::1"), 0)
      throttle.failed("2001:db8:1:2::1")
    }
    assert.isAbove(throttle.wait("2001:db8:1:2:9::9"), 0)
    assert.strictEqual(throttle.wait("2001:db8:1:3::1"), 0)
    now = WINDOW
    assert.strictEqual(throttle.wait("2001:db8:1:2::1"), 0)
  })

  it("stops from many addresses too, except where somebody has signed in", () => {
    const throttle = makeThrottle(() => 0)
    throttle.succeeded("192.0.2.1", "minji")
    for (let count = 0; count < IN_TOTAL; count++) throttle.failed(`198.51.100.${count}`)
    assert.isAbove(throttle.wait("203.0.113.1"), 0)
    assert.strictEqual(throttle.wait("192.0.2.1"), 0)
  })

  it("does not let one account begin sessions without end", () => {
    const throttle = makeThrottle(() => 0)
    for (let count = 0; count < PER_ACCOUNT; count++) throttle.succeeded("192.0.2.1", "minji")
    assert.deepStrictEqual([throttle.mayBegin("minji"), throttle.mayBegin("junho")], [false, true])
  })
})

describe("S17 the way back", () => {
  it("leads to a page of this desk, also as a browser resolves it", () => {
    assert.strictEqual(inside("/desk/orders/1?x=%2F%2F", "/desk"), "/desk/orders/1?x=%2F%2F")
    for (
      const address of [
        "//evil.example",
        "/desk/..//evil.example",
        "/desk/%2e%2e//evil.example",
        "/desk/.%2e/orders",
        "/desk/\\evil.example",
        "/desk/\t/evil.example",
        "@evil.example/desk/",
        ".evil.example/desk/",
        "https://evil.example/desk/",
        "/deskevil",
        undefined,
        ["/desk/x"]
      ]
    ) {
      assert.strictEqual(inside(address, "/desk"), "/desk/", String(address))
    }
  })
})

describe("the colours", () => {
  const css = readFileSync(new URL("../../src/desk/assets/desk.css", import.meta.url), "utf8")
  const [light = "", dark = ""] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => block)
  const colour = (block: string, name: string) => {
    const [, hex = ""] = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(block) ?? []
    assert.notStrictEqual(hex, "", name)
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const contrast = (block: string, one: string, other: string) => {
    const [low = 0, high = 0] = [colour(block, one), colour(block, other)].toSorted((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }

  it("are far enough apart to read, by day and by night", () => {
    const text = [
      ["ink", "card"],
      ["ink", "ground"],
      ["soft", "card"],
      ["soft", "ground"],
      ["accent", "card"],
      ["accent", "ground"],
      ["accent-ink", "accent"],
      ["good", "good-soft"],
      ["wait", "wait-soft"],
      ["bad", "bad-soft"],
      ["doubt", "doubt-soft"]
    ] as const
    const shapes = [["bar-left", "card"], ["bar-refunded", "bar-refunded-ground"], [
      "bar-on-hold",
      "bar-on-hold-ground"
    ], [
      "line-strong",
      "card"
    ]] as const
    for (const block of [light, dark]) {
      for (const [one, other] of text) assert.isAtLeast(contrast(block, one, other), 4.5, `${one} on ${other}`)
      for (const [one, other] of shapes) assert.isAtLeast(contrast(block, one, other), 3, `${one} on ${other}`)
    }
  })
})

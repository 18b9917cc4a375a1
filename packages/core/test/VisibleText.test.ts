import { VisibleText } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"

const english = (text: string) => VisibleText.problem(text)?.english

describe("a text that a person can see", () => {
  for (
    const text of [
      "R-1001",
      "환불-1",
      "주문 2026/11 #7?",
      "a b c",
      "café",
      "한글 Latin ελληνικά кириллица 漢字 ひらがな ไทย हिन्दी العربية עברית",
      "😀",
      "٣",
      "Å",
      "q̣̇",
      "",
      ".",
      "'-7",
      "1.10123E+11"
    ]
  ) it(`is accepted: ${JSON.stringify(text)}`, () => assert.isUndefined(english(text)))
})

const point = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`

describe("E1.3 a text of which a person cannot see a part", () => {
  // Each at the start, inside and at the end of a text.
  const hidden: ReadonlyArray<readonly [name: string, codes: ReadonlyArray<number>, problem: RegExp]> = [
    ["line breaks", [0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029], /line break/],
    ["a tab", [0x09], /tab/],
    [
      "blanks",
      [0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2007, 0x2009, 0x200a, 0x202f, 0x205f, 0x3000],
      /blank other than U\+0020/
    ],
    ["control characters", [0x00, 0x01, 0x08, 0x0e, 0x1b, 0x1f, 0x7f, 0x80, 0x9f], /control character/],
    ["zero-width characters", [0x200b, 0x200c, 0x200d, 0x2060, 0x2064, 0xfeff], /invisible/],
    [
      "marks of direction",
      [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
      /invisible/
    ],
    ["variation selectors", [0xfe00, 0xfe0e, 0xfe0f, 0x180b, 0x180d, 0x180f, 0xe0100, 0xe01ef], /invisible/],
    ["Hangul fillers", [0x115f, 0x1160, 0x3164, 0xffa0], /invisible/],
    ["a blank of Braille", [0x2800], /invisible/],
    ["a filler of Khitan", [0x16fe4], /invisible/],
    ["a note head of music without a shape", [0x1d159], /invisible/],
    ["blank hieroglyphs", [0x13441, 0x13442], /invisible/],
    ["a grapheme joiner", [0x034f], /invisible/],
    ["soft hyphens", [0xad, 0x180e], /invisible/],
    ["tags", [0xe0001, 0xe0020, 0xe0041, 0xe007f], /invisible/],
    ["reserved ignorable characters", [0x2065, 0xfff0, 0xe0fff], /invisible/],
    ["format characters", [0x0600, 0x06dd, 0x070f, 0x206a, 0xfff9, 0xfffb, 0x110bd, 0x1d173], /invisible|format/],
    ["halves of characters", [0xd800, 0xdbff, 0xdc00, 0xdfff], /half a character/],
    ["the replacement character", [0xfffd], /replacement/],
    ["the object character", [0xfffc], /invisible/],
    ["private-use characters", [0xe000, 0xf8ff, 0xf0000, 0x10fffd], /private-use/],
    ["characters that are none", [0xfdd0, 0xfffe, 0xffff, 0x1ffff, 0x10ffff], /Unicode does not define/],
    ["unassigned characters", [0x0378, 0x50000, 0xe0fff - 0x70000], /Unicode does not define/]
  ]
  for (const [name, codes, problem] of hidden) {
    it(`is rejected, with character and place, for ${name}`, () => {
      for (const code of codes) {
        const character = String.fromCodePoint(code)
        for (const [text, place] of [[`${character}R1`, 1], [`환${character}1`, 2], [`😀R${character}`, 3]] as const) {
          const found = VisibleText.problem(text)
          assert.match(found?.english ?? "", problem, point(code))
          assert.include(found?.english, `(${point(code)}, character ${place})`)
          assert.include(found?.korean, `${place}번째 글자`)
          assert.include(found?.korean, `(${point(code)})`)
        }
      }
    })
  }

  it("is rejected for blanks at the ends, and for two in a row", () => {
    assert.strictEqual(english(" R1"), "starts with a blank (U+0020, character 1)")
    assert.strictEqual(english("R-1001 "), "ends with a blank (U+0020, character 7)")
    assert.strictEqual(english("😀 😀 "), "ends with a blank (U+0020, character 4)")
    assert.strictEqual(english("R  1"), "has two blanks in a row (U+0020, character 3)")
    assert.strictEqual(english(" "), "starts with a blank (U+0020, character 1)")
  })

  it("is rejected if it is not NFC, at the character that NFC changes", () => {
    assert.strictEqual(english("환불-1".normalize("NFD")), "is not in Unicode normal form NFC (U+116A, character 2)")
    assert.strictEqual(english("😀café".normalize("NFD")), "is not in Unicode normal form NFC (U+0301, character 6)")
    assert.strictEqual(english("10 K\u212A"), "is not in Unicode normal form NFC (U+212A, character 5)")
    assert.strictEqual(english("a\u2126"), "is not in Unicode normal form NFC (U+2126, character 2)")
    assert.strictEqual(english("q\u0307\u0323"), "is not in Unicode normal form NFC (U+0323, character 3)")
    assert.strictEqual(english("a\uF900"), "is not in Unicode normal form NFC (U+F900, character 2)")
    assert.strictEqual(english("x\u{2F800}"), "is not in Unicode normal form NFC (U+2F800, character 2)")
    assert.match(english("a;\u037e") ?? "", /U\+037E, character 3/)
  })

  it("is rejected for a mark without a letter, and for more marks than a person can count", () => {
    assert.match(english("\u0301R") ?? "", /combining mark.*U\+0301, character 1/)
    assert.match(english("R \u0301") ?? "", /combining mark.*U\+0301, character 3/)
    assert.isUndefined(english(`q${"\u0316".repeat(30)}`))
    assert.match(english(`q${"\u0316".repeat(31)}`) ?? "", /marks.*U\+0316, character 32/)
  })

  it("names the first one", () => {
    assert.match(english("a\u200bb\u00a0 ") ?? "", /U\+200B, character 2/)
  })

  it("is not quoted", () => {
    const found = VisibleText.problem("geheim\u200bgeheim")
    assert.notInclude(`${found?.english}${found?.korean}`, "geheim")
    assert.notInclude(`${found?.english}${found?.korean}`, "\u200b")
  })
})

/** A generator that gives the same numbers for the same seed, so that a failure is reproducible. */
const random = (seed: number) => {
  let state = seed >>> 0
  return (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const pieces = [
  "R",
  "1",
  "-",
  "환",
  "불",
  "é",
  "Å",
  "漢",
  "가",
  "각",
  "q\u0323\u0307",
  "ñ",
  "ば",
  "क़",
  " ",
  "/",
  "😀",
  "ą́",
  "Ω",
  "K",
  ";"
]

/** What leaves a text looking the same, or almost, to a person. */
const alike: ReadonlyArray<(text: string, next: (below: number) => number) => string> = [
  (text) => text.normalize("NFD"),
  (text) => text.normalize("NFC"),
  (text) => ` ${text}`,
  (text) => `${text} `,
  (text) => `${text}\n`,
  (text) => `${text}\r\n`,
  (text) => `\uFEFF${text}`,
  (text) => text.replace(" ", "\u00a0"),
  (text) => text.replace(" ", "\u3000"),
  (text) => text.replace(" ", "  "),
  (text) => text.replace(" ", "\t"),
  (text) =>
    text.replaceAll("Ω", "\u2126").replaceAll("K", "\u212a").replaceAll("Å", "\u212b").replaceAll(";", "\u037e"),
  ...[
    0x00,
    0xad,
    0x34f,
    0x200b,
    0x200d,
    0x200e,
    0x202c,
    0x2060,
    0x3164,
    0x115f,
    0x2800,
    0xfe0f,
    0xfe0e,
    0xffa0,
    0xe0020,
    0xe0101
  ]
    .map((code) => (text: string, next: (below: number) => number) => {
      const characters = Array.from(text)
      characters.splice(next(characters.length + 1), 0, String.fromCodePoint(code))
      return characters.join("")
    })
]

describe("two texts that look alike", () => {
  it("are equal if both are accepted, in 40,000 random texts under look-alike changes", () => {
    const next = random(12)
    let accepted = 0
    let changed = 0
    for (let round = 0; round < 40_000; round++) {
      const text = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)]).join("")
      if (english(text) !== undefined) continue
      accepted++
      const times = 1 + next(3)
      let copy = text
      for (let index = 0; index < times; index++) copy = alike[next(alike.length)]?.(copy, next) ?? copy
      if (copy === text) continue
      changed++
      if (english(copy) === undefined) assert.fail(`${JSON.stringify(text)} and ${JSON.stringify(copy)}`)
    }
    assert.isAbove(accepted, 20_000)
    assert.isAbove(changed, 15_000)
  })

  it("are equal if both are accepted: every character that NFC or a person drops", () => {
    // All planes of Unicode that have characters. The others are private or unassigned.
    for (let code = 0; code < 0xe1000; code = code === 0x33fff ? 0xe0000 : code + 1) {
      const character = String.fromCodePoint(code)
      if (english(`a${character}a`) === undefined) {
        const isNormal = `a${character}a`.normalize("NFC") === `a${character}a`
        const isHidden = character !== " " && /[\p{C}\p{Z}\s\p{Default_Ignorable_Code_Point}]/u.test(character)
        if (!isNormal || isHidden) assert.fail(point(code))
      }
    }
  })
})

describe("a long text", () => {
  // A quadratic rule over a million characters does not end within the time limit of a test.
  const long: ReadonlyArray<readonly [name: string, text: string, accepted: boolean]> = [
    ["blanks", " ".repeat(1_000_000), false],
    ["words", "a ".repeat(500_000) + "b", true],
    ["decomposed letters", "가".repeat(300_000).normalize("NFD"), false],
    ["marks in the wrong order", `q${"\u0301\u0316".repeat(500_000)}`, false],
    ["letters with a mark each", "q\u0316".repeat(500_000), true],
    ["letters with 30 marks each", `q${"\u0316".repeat(30)}`.repeat(30_000), true],
    ["letters, and one decomposed at the end", `${"가".repeat(1_000_000)}e\u0301`, false],
    ["a hidden character at the end", `${"가".repeat(1_000_000)}\u200b`, false]
  ]
  for (const [name, text, accepted] of long) {
    it(`is read once: ${name}`, () => assert.strictEqual(english(text) === undefined, accepted))
  }
})

describe("a key", () => {
  const key = (text: string) => VisibleText.keyProblem(text)?.english

  it("of ordinary Korean, English or Japanese is accepted", () => {
    const ordinary = [
      "환불-1001",
      "R-1001",
      "order_7/2026:03~1",
      "고객 변심 환불 3차",
      "반품·교환—2",
      "주문 #12 (부분)",
      "a.b@c.kr*'\"|",
      "返金-1",
      "ばら",
      "café",
      "μ",
      "Ωmega",
      "😀-1"
    ]
    for (const text of ordinary) assert.isUndefined(key(text), text)
  })

  it("that looks like another key is rejected, with the character and its place", () => {
    const alike: ReadonlyArray<readonly [string, string]> = [
      ["환불-ㄱ", "has a Hangul letter outside a syllable (U+3131, character 4)"],
      ["환불-\u1100", "has a Hangul letter outside a syllable (U+1100, character 4)"],
      ["환불-\uffa1", "has a Hangul letter outside a syllable (U+FFA1, character 4)"],
      ["R\u20101", "has a character that looks like another one (U+2010, character 2)"],
      ["R\u20111", "has a character that looks like another one (U+2011, character 2)"],
      ["R\u20131", "has a character that looks like another one (U+2013, character 2)"],
      ["R\u22121", "has a character that looks like another one (U+2212, character 2)"],
      ["\u00b5-1", "has a character that looks like another one (U+00B5, character 1)"],
      ["\uff32-1", "has a character that looks like another one (U+FF32, character 1)"],
      ["😀\ud835\udc00", "has a character that looks like another one (U+1D400, character 2)"],
      ["1\u22362", "has a character that looks like another one (U+2236, character 2)"],
      ["1\u22152", "has a character that looks like another one (U+2215, character 2)"],
      ["반품\u2219교환", "has a character that looks like another one (U+2219, character 3)"],
      ["R-1 ", "ends with a blank (U+0020, character 4)"]
    ]
    for (const [text, expected] of alike) {
      assert.strictEqual(key(text), expected)
      assert.match(VisibleText.keyProblem(text)?.korean ?? "", /^\d번째 글자가 .*\(U\+[0-9A-F]{4,5}\)입니다$/)
    }
  })

  it("has no sign of Unicode's list of characters that are confused with the signs of a keyboard", () => {
    // The rows of confusables.txt that no other rule rejects, without letters of a script, marks,
    // typographic quotes and bullets.
    const rows = [
      ["-", "\u02d7\u06d4\u2043\u2212\u2796"],
      ["—", "\u2500\u2501\u31d0\u23af\u2550"],
      [",", "\u060d\u066b\u201a"],
      [":", "\u02d0\u02f8\u0589\u05c3\u0703\u0704\u16ec\u1803\u1809\u205a\u2236\ua789"],
      ["!", "\u01c3"],
      ["=", "\ua78a"],
      ["|", "\u05c0\u23fd\u2758"],
      ["%", "\u066a\u2052"],
      ["#", "\u266f"],
      [".", "\u0701\u0702\u2024\ua60e\u{10a50}\u{1d16d}"],
      ["·", "\u16eb\u2027\u2219\u22c5\u2e33\u30fb\ua78f\u{10101}"],
      ["'", "\u02b9\u02bb\u02bc\u02bd\u02be\u02c8\u02ca\u02cb\u02f4\u055a\u055d\u05f3\u201b\u2032\u2035\ua78c"],
      ["\"", "\u02ba\u02ee\u05f4"],
      ["()", "\u2768\u2769"],
      ["[]", "\u2772\u2773"],
      ["{}", "\u2774\u2775\u{1d114}"],
      ["*", "\u066d\u204e\u2217"],
      ["/", "\u1735\u2041\u2044\u2215\u2571\u27cb\u29f8\u31d3"],
      ["\\", "\u2216\u2572\u27cd\u29f5\u29f9\u31d4"],
      ["|", "\u01c0\u2223\u2502\u2503"],
      ["^", "\u02c4\u02c6"],
      ["_", "\u02cd"],
      ["+", "\u16ed\u2795"],
      ["<", "\u02c2\u276e"],
      ["=", "\ua4ff"],
      [">", "\u02c3\u276f"],
      ["~", "\u02dc\u223c\u2053"]
    ] as const
    for (const [sign, alike] of rows) {
      assert.isUndefined(key(`a${sign}a`), sign)
      for (const one of alike) {
        const expected = `has a character that looks like another one (${point(one.codePointAt(0) ?? 0)}, character 2)`
        assert.strictEqual(key(`a${one}a`), expected, sign)
      }
    }
    for (const text of ["고객’s", "‘가’", "〔가〕", "•가"]) assert.isUndefined(key(text), text)
  })

  it("is the same in Unicode form NFKC, for every character that is accepted", () => {
    for (let code = 0; code < 0x33fff; code++) {
      const text = `a${String.fromCodePoint(code)}a`
      if (key(text) !== undefined) continue
      if (text.normalize("NFKC") !== text) assert.fail(point(code))
      if (/[\u1100-\u11ff\u3131-\u318e\u2010-\u2013\u2212]/.test(text)) assert.fail(point(code))
    }
  })

  it("accepts no text that `problem` rejects, and callers without types get a sentence", () => {
    for (const text of ["", " a", "a\u200b", "\ud800", "환".normalize("NFD")]) {
      if (english(text) !== undefined) assert.strictEqual(key(text), english(text))
    }
    assert.strictEqual(key(7 as never), "must be a string")
  })
})

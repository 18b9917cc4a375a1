import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { byOf, isSamePerson, peopleProblem } from "../src/operator/person.ts"

const by = (as?: string, because?: string, ...people: ReadonlyArray<string>) => byOf({ as, because, people })

describe("who and why", () => {
  it("are required, and the sentence is in English and Korean", () => {
    for (const [as, because] of [[undefined, "compared"], ["minji", undefined], [undefined, undefined]]) {
      const missing = by(as, because)
      assert.isTrue(Result.isFailure(missing))
      if (Result.isFailure(missing)) {
        assert.include(missing.failure.english, "Nothing was changed.")
        assert.include(missing.failure.korean, "--because")
      }
    }
  })

  it("name one person, also in Hangul, and never by an e-mail address or by letters that look alike", () => {
    assert.deepStrictEqual(by("Minji", "PG점검"), Result.succeed({ person: "minji", because: "PG점검" }))
    for (const name of ["김민지", "김민지 2", "min-ji", "e1024"]) {
      assert.isTrue(Result.isSuccess(by(name, "compared")), name)
    }
    // The second letter is Cyrillic; then a full-width letter, and blanks that a person cannot see.
    for (
      const name of [
        "",
        "mіnji",
        "ｍinji",
        "minji ",
        " minji",
        "min  ji",
        "min\u200bji",
        "minji@shop.kr",
        "a,b",
        "김minji"
      ]
    ) assert.isTrue(Result.isFailure(by(name, "compared")), name)
  })

  it("give a reason that can be read and that is one", () => {
    for (const because of ["", "   ", "ok", "a\u202eb compared", "x".repeat(501), "줄\n바꿈 확인"]) {
      assert.isTrue(Result.isFailure(by("minji", because)), because)
    }
  })

  it("are one of the persons of the setting, under the spelling of the setting", () => {
    assert.deepStrictEqual(
      by("MIN-JI", "compared", "minji", "seongsu"),
      Result.succeed({ person: "minji", because: "compared" })
    )
    assert.isTrue(Result.isFailure(by("minjy", "compared", "minji", "seongsu")))
  })

  it("are named in a setting that has names, each of which is one and can be distinguished", () => {
    for (
      const [people, place] of [
        [["minji", "kim@shop.kr"], "name 2"],
        [["m\u0456nji"], "name 1"],
        [["a".repeat(41)], "name 1"],
        [["minji", "seongsu", "minj1"], "name 3"]
      ] as const
    ) {
      const problem = peopleProblem(people)
      assert.include(problem?.english, place)
      assert.match(problem?.korean ?? "", /[가-힣]/)
      assert.notInclude(JSON.stringify(problem), "shop.kr")
    }
    assert.include(peopleProblem([])?.english, "names no person")
    assert.isUndefined(peopleProblem(["Minji", "min-ji", "김민지", "e1024"]))
  })

  it("are the same person under other cases, blanks and signs", () => {
    for (const other of ["MinJi", "min ji", "min-ji", "min.ji", "MIN_JI"]) {
      assert.isTrue(isSamePerson("minji", other), other)
    }
    for (const other of ["minj1", "m1njl", "MINJL"]) assert.isTrue(isSamePerson("minji", other), other)
    assert.isTrue(isSamePerson("soo", "s00"))
    assert.isFalse(isSamePerson("minji", "seongsu"))
    assert.isTrue(isSamePerson("김 민지", "김민지"))
  })
})

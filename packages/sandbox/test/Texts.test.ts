import { assert, describe, it } from "vitest"
import { TEXTS } from "../src/server/api/texts.ts"

describe("the table of texts", () => {
  it("marks every placeholder in the text itself, and nothing else", () => {
    for (const { evidence, text } of Object.values(TEXTS)) {
      assert.strictEqual(/^(결제취소에 실패하였습니다\. )?\[sandbox\] /.test(text), evidence === "placeholder")
    }
  })
})

/**
 * The spellings that the table of provider texts must match, and the fields of a rejection.
 */
import { CancelRequest } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result } from "effect"
import { interpret } from "../src/internal/wire/interpret.ts"
import { portOneRejections } from "../src/internal/wire/portOneRejections.ts"
import { hintFor, type ShopRow } from "../src/internal/wire/rejectionJudgement.ts"
import * as Provider from "./provider.ts"

const asked = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })

const refusal = ({ body, status }: Provider.Answer, rows: ReadonlyArray<ShopRow> = []) =>
  Result.getOrThrow(Result.flip(interpret(asked, {
    response: { status, body: Redacted.make(JSON.stringify(body)) },
    attempts: 1,
    secrets: [Redacted.make("0123456789abcdef")]
  }, rows)))

describe("a rejection", () => {
  it("for a missing refund account has the provider as evidence, with its text", () => {
    assert.deepInclude(refusal(Provider.refusal(1, "예금주를 입력해주세요")), {
      _tag: "MissingRefundAccount",
      evidence: "provider",
      code: 1,
      providerMessage: "예금주를 입력해주세요"
    })
  })

  it("for a refund account names the part that the text names, and the account where it names none or several", () => {
    const parts = [
      ["예금주를 입력해주세요", "refundAccount.holder", "the holder", "예금주를 확인해"],
      ["refund_bank 누락, 환불계좌 은행을 입력해주세요", "refundAccount.bank", "the bank", "은행을 확인해"],
      ["환불 계좌번호를 입력해주세요", "refundAccount.account", "the number", "계좌번호를 확인해"],
      [
        "refund_tel은 필수입니다",
        "refundAccount.phone",
        "phone number of the account holder",
        "예금주 연락처를 확인해"
      ],
      [
        "환불계좌 예금주 연락처가 없습니다",
        "refundAccount.phone",
        "as refundAccount.phone",
        "refundAccount.phone(으)로"
      ],
      ["환불계좌를 입력해주세요", "refundAccount", "holder, bank and account number", "예금주, 은행, 계좌번호를"],
      [
        "예금주, 은행, 계좌번호는 필수입니다",
        "refundAccount",
        "holder, bank and account number",
        "RefundAccount.make로"
      ]
    ] as const
    for (const [text, field, english, korean] of parts) {
      const error = refusal(Provider.refusal(1, text))
      assert.deepInclude(error, { _tag: "MissingRefundAccount", field, moneyMoved: "no" }, text)
      assert.include(error.message, english, text)
      assert.include(error.messageKo, korean, text)
      if (field !== "refundAccount") assert.notInclude(error.message, "holder, bank and account number", text)
    }
  })

  it("for a refund account names the part with any spacing, and the account where it is named, too", () => {
    const fields = {
      "refundAccount.holder": ["refund_holder 누락"],
      "refundAccount.bank": ["환불 계좌 은행 누락", "환불계좌은행 누락"],
      "refundAccount.account": ["refund_account 누락", "환불계좌번호 누락"],
      "refundAccount.phone": [
        "예금주연락처 누락",
        "예금주 전화번호 누락",
        "예금주전화 누락",
        "환불계좌예금주 연락처 누락"
      ],
      refundAccount: [
        "환불계좌와 예금주 누락",
        "환불 계좌와 예금주 누락",
        "환불받을계좌와 예금주 누락",
        "환불 받을 계좌와 예금주 누락"
      ]
    }
    for (const [field, texts] of Object.entries(fields)) {
      for (const text of texts) {
        const error = refusal(Provider.refusal(1, text))
        assert.strictEqual(error._tag === "MissingRefundAccount" ? error.field : error._tag, field, text)
      }
    }
  })

  it("without a text may be a PG's for codes 1 and -1 and is unknown for any other", () => {
    for (const [code, family] of [[-1, "pg"], [2, "unknown"], [7777, "unknown"], [1, "pg"]] as const) {
      assert.deepInclude(refusal(Provider.refusal(code, "")), { _tag: "CancelRejected", family, moneyMoved: "unknown" })
    }
  })

  it("of PortOne's own has no hint, also where a row of the shop gives one to the same words", () => {
    const row = {
      words: "imp_uid를 지정해주셔야합니다.",
      proves: "nothing",
      hint: "closed-hours",
      source: "a PG's support"
    } as const
    const hint = (code: number) => refusal(Provider.refusal(code, row.words), [row])
    assert.deepInclude(hint(-1), { family: "pg", hint: "closed-hours" })
    const own = hint(1)
    assert.deepInclude(own, { family: "portone", moneyMoved: "no" })
    assert.isUndefined(own._tag === "CancelRejected" ? own.hint : "another error")
  })

  it("with code 1 in words of a row of the shop has what the row says, and money stays unknown", () => {
    const row = {
      words: "가게가 아는 거절 문구",
      proves: "not-executed",
      obstacle: "stays",
      source: "PortOne's support"
    } as const
    assert.deepInclude(refusal(Provider.refusal(1, row.words), [row]), {
      family: "pg",
      proves: "not-executed",
      obstacle: "stays",
      moneyMoved: "unknown"
    })
  })

  it("for the token keeps no words where there were none", () => {
    assert.deepInclude(refusal({ status: 401, body: "" }), { _tag: "Unauthorized", providerMessage: "" })
  })
})

describe("a yes", () => {
  it("that names no payment is about the one that was asked for, by whichever id", () => {
    const body = JSON.stringify({ code: 0, message: null, response: { status: "cancelled" } })
    for (const key of [{ merchantUid: "order-1" }, { impUid: "imp_1" }]) {
      const result = interpret(CancelRequest.full({ ...key, checksum: 10000 }), {
        response: { status: 200, body: Redacted.make(body) },
        attempts: 1,
        secrets: [Redacted.make("0123456789abcdef")]
      })
      assert.strictEqual(Result.getOrThrow(result)._tag, "CancelConfirmedUnreadable")
    }
  })
})

describe("texts are matched with any spacing", () => {
  const families = {
    checksum: ["CHECKSUM 오류", "체크섬 오류", "잔액이 일치하지 않습니다"],
    "refund-account": ["환불계좌 없음", "환불 계좌 없음", "환불받을계좌 없음", "환불 받을 계좌 없음", "예금주 없음"],
    "no-id": ["imp_uid를 지정해주셔야합니다.", "imp_uid를 지정해주셔야 합니다."]
  } as const
  for (const [family, spellings] of Object.entries(families)) {
    it(`by PortOne: ${family}`, () => {
      for (const words of spellings) {
        assert.strictEqual(portOneRejections.find(({ matches }) => matches(words))?.family, family, words)
      }
    })
  }

  it("by PortOne: a balance alone, or an agreement alone, is not about the checksum", () => {
    for (const words of ["잔액이 부족합니다", "상점이 일치하지 않습니다"]) {
      assert.isUndefined(portOneRejections.find(({ matches }) => matches(words)), words)
    }
  })

  const hints = {
    "already-cancelled-at-pg": ["기취소", "기 취소", "이미취소", "이미 취소"],
    "settlement-short": ["취소금액이 미정산 금액보다 큽니다", "취소 금액이 미정산 금액보다 큽니다"],
    "above-balance-at-pg": [
      "Cancel amount is bigger than cancelable amount",
      "cancel amount is bigger than cancellable amount"
    ],
    "pg-timeout": [
      "timeout",
      "time out",
      "time-out",
      "타임아웃",
      "타임 아웃",
      "시간초과",
      "시간 초과",
      "응답없음",
      "응답 없음",
      "응답 지연"
    ]
  } as const
  for (const [hint, spellings] of Object.entries(hints)) {
    it(`by PGs: ${hint}`, () => {
      for (const words of spellings) assert.strictEqual(hintFor(words), hint, words)
    })
  }
})

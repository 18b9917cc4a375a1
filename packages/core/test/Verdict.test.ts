/**
 * What an answer to a cancel means: the allow-list of definitive answers, and that no other answer
 * is definitive.
 */
import { cancel, CancelError, CancelRequest, type PaymentKey, RefundAccount } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, Option, Redacted, Result, Schema } from "effect"
import { interpret } from "../src/internal/wire/interpret.ts"
import { portOneRejections } from "../src/internal/wire/portOneRejections.ts"
import { scrub } from "../src/internal/wire/scrub.ts"
import * as Provider from "./provider.ts"

const asked = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })

const verdict = (
  { body, status }: Provider.Answer,
  request: CancelRequest.CancelRequest = asked,
  attempts = 1
) => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  const result = interpret(request, {
    response: { status, body: Redacted.make(text) },
    attempts,
    secrets: [Redacted.make("0123456789abcdef")]
  })
  return Result.isSuccess(result) ? result.success : result.failure
}

const isPortOnes = (message: string) => portOneRejections.some(({ matches }) => matches(message))

const row = (error: ReturnType<typeof verdict>) =>
  "moneyMoved" in error ? [error._tag, error.moneyMoved, error.resend] : [error._tag]

describe("rejections, by texts of the real API", () => {
  const words: ReadonlyArray<readonly [number, string, ReadonlyArray<string>]> = [
    [1, "이미 전액취소된 주문입니다.", ["AlreadyCancelled", "no", "never"]],
    [1, "취소할 결제건이 존재하지 않습니다.", ["PaymentNotFound", "no", "never"]],
    [1, "존재하지 않는 결제정보입니다", ["PaymentNotFound", "no", "never"]],
    [1, "imp_uid를 지정해주셔야합니다.", ["CancelRejected", "no", "never"]],
    [1, "무언가 다른 거절", ["CancelRejected", "unknown", "never"]],
    [1, "", ["CancelRejected", "unknown", "never"]],
    [-1, "결제취소에 실패하였습니다. [500626|기 취소 거래]", ["CancelRejected", "unknown", "never"]],
    [-1, "결제취소에 실패하였습니다. 해당거래 취소실패(기취소성공) : 전화 문의(1661-0808)", [
      "CancelRejected",
      "unknown",
      "never"
    ]],
    [-1, "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다.", ["CancelRejected", "unknown", "never"]],
    [-1, "결제취소에 실패하였습니다.(requested cancel amount is bigger than cancelable amount)", [
      "CancelRejected",
      "unknown",
      "never"
    ]],
    [-1, "[8178] 취소 금액보다 상계가능 정산금액 부족 으로 취소 불가합니다", ["CancelRejected", "unknown", "never"]],
    [-1, "취소불가 상태입니다", ["CancelRejected", "unknown", "never"]],
    [-1, "요청하신 건에 대해 입금된 내역이 없습니다", ["CancelRejected", "unknown", "never"]],
    [-1, "", ["CancelRejected", "unknown", "never"]],
    [7777, "무엇인가", ["CancelRejected", "unknown", "never"]],
    [-2, "무엇인가", ["CancelRejected", "unknown", "never"]]
  ]
  for (const [code, message, expected] of words) {
    it(`A3 code ${code} "${message}" is ${expected.join(", ")}`, () => {
      assert.deepStrictEqual(row(verdict(Provider.refusal(code, message))), expected)
    })
  }

  it("A3 \"already cancelled\" from a PG is neither failed nor succeeded, even under PortOne's code", () => {
    for (
      const message of [
        "기취소거래",
        "이미 취소된 거래",
        "결제취소에 실패하였습니다. 기취소",
        "응답지연으로 실패",
        "PG TIMEOUT"
      ]
    ) {
      assert.deepStrictEqual(row(verdict(Provider.refusal(1, message))), ["CancelRejected", "unknown", "never"])
    }
  })

  it("A3 PortOne's own words under a PG's code do not become certain", () => {
    for (
      const message of [
        "이미 전액취소된 주문입니다.",
        "취소할 결제건이 존재하지 않습니다.",
        "checksum이 일치하지 않습니다"
      ]
    ) {
      assert.deepStrictEqual(row(verdict(Provider.refusal(-1, message))), ["CancelRejected", "unknown", "never"])
    }
  })

  it("A1 code 1 with words about the checksum is ChecksumMismatch, if one was sent", () => {
    const words = Provider.refusal(1, "checksum이 취소가능 잔액과 일치하지 않습니다.")
    const error = verdict(words)
    assert.deepStrictEqual(row(error), ["ChecksumMismatch", "no", "never"])
    assert.strictEqual(error._tag === "ChecksumMismatch" ? error.checksum : 0, 10000)

    const unchecked = CancelRequest.full({ impUid: "imp_1", checksum: CancelRequest.unchecked })
    // A checksum that was not sent cannot differ, so the words are about something else.
    assert.deepStrictEqual(row(verdict(words, unchecked)), ["CancelRejected", "unknown", "never"])
  })

  it("A1 A2 code 1 with other words next to the guessed ones is unknown", () => {
    for (
      const words of [
        "Refund succeeded but checksum record failed",
        "money returned to customer, checksum mismatch",
        "checksum ok; PG fail",
        "checksum valid, upstream invalid response",
        "reversal posted, checksum fail",
        "checksum 통과, PG 실패",
        "돈은 나갔는데 checksum 실패",
        "3000원이 고객에게 돌아갔습니다. 체크섬이 다릅니다",
        "이전 요청으로 잔액이 불일치합니다",
        "返金済み checksum mismatch",
        "결제가 되돌려진 뒤 checksum 오류",
        "환불금 지급함. refund_tel missing",
        "예금주에게 보냈습니다. 연락처 누락",
        "account credited, refund_holder missing",
        "취소는 나갔으니 다음엔 금액을 지정해주셔야합니다.",
        "송금 뒤 imp_uid를 지정해주셔야합니다."
      ]
    ) {
      assert.deepStrictEqual(row(verdict(Provider.refusal(1, words))), ["CancelRejected", "unknown", "never"], words)
    }
  })

  it("A1 A2 code 1 with the guessed words alone is certain, however they are put together", () => {
    for (
      const [words, error] of [
        ["checksum 검증에 실패하였습니다.", "ChecksumMismatch"],
        ["요청하신 checksum(10000)이 취소 가능 금액(7000원)과 일치하지 않습니다.", "ChecksumMismatch"],
        ["취소 가능 잔액이 다릅니다. checksum을 확인하세요.", "ChecksumMismatch"],
        ["Invalid checksum value", "ChecksumMismatch"],
        ["The checksum does not match the cancellable amount.", "ChecksumMismatch"],
        ["가상계좌 결제 취소는 refund_holder, refund_bank, refund_account가 필수입니다.", "MissingRefundAccount"],
        ["refund_bank is required for virtual account payment", "MissingRefundAccount"],
        ["취소할 imp_uid 또는 merchant_uid를 지정해주셔야합니다.", "CancelRejected"]
      ] as const
    ) {
      assert.deepStrictEqual(row(verdict(Provider.refusal(1, words))), [error, "no", "never"], words)
    }
  })

  it("A2 code 1 with words about the refund account is MissingRefundAccount", () => {
    for (
      const message of ["가상계좌 취소는 환불계좌 정보가 필요합니다.", "refund_holder 누락", "예금주를 입력해주세요"]
    ) {
      assert.deepStrictEqual(row(verdict(Provider.refusal(1, message))), ["MissingRefundAccount", "no", "never"])
    }
  })

  it("A1 A2 are the only rows of the table that rest on a guess", () => {
    const assumed = portOneRejections.filter((row) => row.evidence === "assumed").map((row) => row.meaning)
    assert.deepStrictEqual(assumed, ["ChecksumMismatch", "MissingRefundAccount"])
  })
})

describe("a rejection in PortOne's own words", () => {
  const own = { code: 1, message: "이미 전액취소된 주문입니다." }

  it("is certain without a payment", () => {
    for (const body of [own, { ...own, response: null }]) {
      assert.deepStrictEqual(row(verdict({ status: 200, body })), ["AlreadyCancelled", "no", "never"])
    }
  })

  it("proves nothing next to a payment, which may show this very cancel", () => {
    for (const response of [{ imp_uid: "imp_1", cancel_amount: 3000 }, {}, [], "cancelled", 0, false]) {
      const [tag, moneyMoved] = row(verdict({ status: 200, body: { ...own, response } }))
      assert.deepStrictEqual([tag, moneyMoved], ["CancelRejected", "unknown"], JSON.stringify(response))
    }
  })
})

describe("A3 code 1 with words that are not on the list of PortOne's own", () => {
  const koreanVerbs = [
    "취소",
    "환불",
    "승인",
    "처리",
    "예약",
    "접수",
    "등록",
    "전달",
    "전송",
    "송금",
    "이체",
    "지급",
    "반영"
  ]
  const koreanForms = [
    "되었습니다.",
    "됐습니다",
    "하였습니다.",
    "했습니다",
    "하고 있습니다",
    "되고 있습니다",
    "되었음",
    " 중입니다",
    " 완료",
    " 진행 중"
  ]
  const english = [
    "cancelled",
    "canceled",
    "refunded",
    "approved",
    "accepted",
    "queued",
    "processed",
    "scheduled",
    "submitted"
  ]
  const happened = [
    ...koreanVerbs.flatMap((verb) => koreanForms.map((form) => `${verb}${form}`)),
    ...english.flatMap((verb) => [verb, `Payment has been ${verb}`, `The cancel request was ${verb}.`]),
    "취소 요청이 PG사에 전달되어 처리하고 있습니다.",
    "The cancel request is in the queue",
    "is being processed",
    "OK",
    "[0000] 정상",
    "0000",
    "정상 처리",
    "Read timed out",
    "PG 응답 불가",
    "요청을 처리할 수 없습니다.",
    "이미 전액취소된 주문인지 확인할 수 없습니다",
    "이미 전액취소된 주문입니다. PG 통신 오류",
    "이미 전액취소된 주문입니다?",
    "취소 요청은 접수되었으나 취소할 결제건이 존재하지 않습니다.",
    "취소할 결제건이 존재하지 않습니다. 환불은 송금했습니다."
  ]

  it("proves nothing, whatever the words are", () => {
    for (const words of happened) {
      for (
        const spelled of [words, words.normalize("NFD"), words.replace(/ /g, ""), words.toUpperCase(), `(${words})`]
      ) {
        for (const status of [200, 400, 404, 422]) {
          const error = verdict(Provider.refusal(1, spelled, status))
          assert.deepStrictEqual(row(error), ["CancelRejected", "unknown", "never"], spelled)
        }
      }
    }
  })

  it("proves nothing next to words about the checksum, the refund account or the id", () => {
    const guessed = [
      "checksum 불일치",
      "잔액이 일치하지 않습니다",
      "환불계좌 누락",
      "예금주를 입력해주세요",
      "imp_uid를 지정해주셔야합니다."
    ]
    for (const words of happened.filter((text) => !/요청을 처리할 수|^0000$|불가$|^OK$|queue$/.test(text))) {
      for (const other of guessed) {
        for (const both of [`${words} ${other}`, `${other} ${words}`]) {
          assert.deepStrictEqual(row(verdict(Provider.refusal(1, both))), ["CancelRejected", "unknown", "never"], both)
        }
      }
    }
  })

  it("proves nothing for an account or a checksum of which nothing is said to lack or to differ", () => {
    for (
      const words of [
        "예금주 홍길동에게 송금",
        "환불계좌로 입금됩니다",
        "checksum OK",
        "잔액 일치",
        "환불계좌",
        "checksum"
      ]
    ) {
      assert.deepStrictEqual(row(verdict(Provider.refusal(1, words))), ["CancelRejected", "unknown", "never"], words)
    }
  })

  it("proves nothing with a message that is not a text, under any code and status", () => {
    for (const message of [{ ko: "PG 타임아웃" }, ["이미 전액취소된 주문입니다."], 0, false, { toString: "x" }]) {
      for (const code of [1, -1, 7]) {
        for (const status of [200, 400, 401, 403, 404, 422]) {
          const error = verdict({ status, body: { code, message, response: null } })
          assert.deepInclude({ ...error, moneyMoved: "moneyMoved" in error ? error.moneyMoved : "" }, {
            moneyMoved: "unknown"
          })
          assert.notInclude(JSON.stringify(error), "타임아웃")
        }
      }
    }
  })

  it("is told from the token's rejection where HTTP 401 speaks of a cancel that happened", () => {
    for (const words of ["취소 처리하였습니다.", "환불 승인되었습니다", "Payment has been refunded"]) {
      assert.strictEqual(row(verdict(Provider.refusal(1, words, 401)))[1], "unknown", words)
    }
  })
})

describe("G3 401", () => {
  it("with a payment is unknown, because that payment may show this very cancel", () => {
    const body = { code: -1, message: "Unauthorized", response: Provider.wirePayment() }
    assert.strictEqual(row(verdict({ status: 401, body }))[1], "unknown")
  })

  for (const response of [undefined, "", {}, []]) {
    it(`with the response ${JSON.stringify(response)} is Unauthorized, because it shows nothing`, () => {
      const body = { code: -1, message: "Unauthorized", response }
      assert.deepStrictEqual(row(verdict({ status: 401, body }, asked, 2)), ["Unauthorized", "no", "never"])
    })
  }

  for (const body of ["", "<html>401</html>", { code: -1, message: "Unauthorized", response: null }]) {
    it(`G3 with ${JSON.stringify(body)} is Unauthorized, because PortOne's reference gives 401 no body`, () => {
      assert.deepStrictEqual(row(verdict({ status: 401, body }, asked, 2)), ["Unauthorized", "no", "never"])
    })
  }

  const yes = JSON.stringify({ code: 0, message: null, response: Provider.wirePayment() })
  const unknowns = [
    { code: "0", message: null, response: Provider.wirePayment() },
    { code: "0", message: null, response: null },
    { code: null, message: "Unauthorized", response: null },
    { response: Provider.wirePayment() },
    { imp_uid: "imp_1", status: "cancelled" },
    { data: { cancelled: true } },
    { message: "결제취소에 실패하였습니다. 기취소" },
    [Provider.wirePayment()],
    yes.slice(0, -5),
    yes.slice(0, 8),
    `${yes}${yes}`,
    "기취소된 거래입니다"
  ]
  for (const body of unknowns) {
    it(`G3 with ${JSON.stringify(body).slice(0, 60)} may confirm the cancel, so it is unknown and not sent again`, () => {
      assert.deepStrictEqual(
        row(verdict({ status: 401, body }, asked, 2)),
        ["OutcomeUnknown", "unknown", "with-checksum"]
      )
    })
  }

  for (
    const body of [{ message: "Unauthorized" }, { timestamp: 1, status: 401, error: "Unauthorized", path: "/x" }, "no"]
  ) {
    it(`G3 with ${JSON.stringify(body)} of a gateway before PortOne is Unauthorized`, () => {
      assert.deepStrictEqual(row(verdict({ status: 401, body }, asked, 2)), ["Unauthorized", "no", "never"])
    })
  }

  it("G3 with code 0 inside contradicts itself and is unknown", () => {
    assert.deepStrictEqual(
      row(verdict({ status: 401, body: { code: 0, message: null, response: null } })),
      ["OutcomeUnknown", "unknown", "with-checksum"]
    )
  })

  it.effect("A4 G3 sends once more with another token, and only with a checksum", () => {
    const provider = Provider.make({ cancel: [Provider.unauthorized, Provider.ok(Provider.wirePayment())] })
    return Effect.gen(function*() {
      yield* cancel(asked)
      assert.strictEqual(provider.cancels().length, 2)
      assert.deepStrictEqual(provider.cancels()[0]?.body, provider.cancels()[1]?.body)
    }).pipe(Effect.provide(Provider.live(provider)))
  })
})

describe("other HTTP statuses", () => {
  for (const status of [400, 403, 404, 405, 415, 422]) {
    it(`A5 ${status} proves nothing beyond the code and the words of PortOne's envelope`, () => {
      const own = verdict(Provider.refusal(1, "이미 전액취소된 주문입니다.", status))
      assert.deepStrictEqual(row(own), ["AlreadyCancelled", "no", "never"])
      for (
        const [code, words] of [[-1, "PG 응답 불가"], [-1, "안 됩니다"], [1, "안 됩니다"], [7, "안 됩니다"], [
          -1,
          ""
        ]] as const
      ) {
        const error = verdict(Provider.refusal(code, words, status))
        assert.deepStrictEqual(row(error), ["CancelRejected", "unknown", "never"], words)
        assert.deepInclude({ ...error }, { family: code === 7 ? "unknown" : "pg" })
      }
    })

    it(`A5 ${status} without it is unknown, because a proxy on the way to PortOne could have sent it`, () => {
      for (
        const body of ["", "<html></html>", "{\"code\":-1,\"mess", { message: "x" }, {
          code: 0,
          message: null,
          response: null
        }]
      ) {
        assert.deepStrictEqual(row(verdict({ status, body })), ["OutcomeUnknown", "unknown", "with-checksum"])
      }
    })

    it(`A5 ${status} in the words of a PG is unknown`, () => {
      assert.deepStrictEqual(
        row(verdict(Provider.refusal(-1, "결제취소에 실패하였습니다. 기취소", status))),
        ["CancelRejected", "unknown", "never"]
      )
    })
  }

  for (
    const status of [
      100,
      300,
      301,
      302,
      303,
      304,
      307,
      308,
      402,
      406,
      408,
      409,
      410,
      413,
      418,
      421,
      425,
      429,
      500,
      502,
      503,
      504,
      520,
      599
    ]
  ) {
    it(`A6 ${status} is unknown with any body`, () => {
      for (
        const body of [
          Provider.refusal(1, "이미 전액취소된 주문입니다.").body,
          Provider.ok(Provider.wirePayment()).body,
          "<html>",
          ""
        ]
      ) {
        const error = verdict({ status, body })
        assert.deepStrictEqual(row(error), ["OutcomeUnknown", "unknown", "with-checksum"])
        assert.strictEqual(error._tag === "OutcomeUnknown" ? error.status : 0, status)
      }
    })
  }

  it("200 with code 0 is confirmed", () => {
    assert.deepStrictEqual(row(verdict(Provider.ok(Provider.wirePayment()))), ["CancelConfirmed"])
  })

  for (const status of [201, 202, 203, 204, 205, 206, 207, 208, 226, 250, 299]) {
    it(`C14 ${status} is unknown with any body, because PortOne's reference names 200 alone`, () => {
      for (
        const body of [
          Provider.ok(Provider.wirePayment()).body,
          Provider.refusal(1, "이미 전액취소된 주문입니다.").body,
          Provider.refusal(-1, "결제취소에 실패하였습니다.").body,
          "{\"code\":0,\"mess",
          ""
        ]
      ) {
        const error = verdict({ status, body })
        assert.deepStrictEqual(row(error), ["OutcomeUnknown", "unknown", "with-checksum"])
        assert.deepInclude({ ...error }, { reason: "UnexpectedStatus", status })
      }
    })
  }
})

describe("C15 JSON with the same name twice in one object", () => {
  const payment = JSON.stringify(Provider.wirePayment()).slice(1)
  const bodies: Readonly<Record<string, string>> = {
    "the code": `{"code":0,"code":1,"message":null,"response":{${payment}}`,
    "the code, with the other value last":
      `{"code":1,"message":"이미 전액취소된 주문입니다.","response":null,"code":0}`,
    "the code, with one value": `{"code":0,"message":null,"response":{${payment},"code":0}`,
    "the code, once with an escape": `{"code":0,"c\\u006fde":1,"message":null,"response":{${payment}}`,
    "the code, with blanks and lines": `{ "code" : 0,\n "code"\t: -1,\r\n "response": {${payment} }`,
    "the message": `{"code":1,"message":"이미 전액취소된 주문입니다.","message":"기취소","response":null}`,
    "the response": `{"code":0,"message":null,"response":null,"response":{${payment}}`,
    "the imp_uid": `{"code":0,"message":null,"response":{"imp_uid":"imp_2",${payment}}`,
    "the merchant_uid": `{"code":0,"message":null,"response":{"merchant_uid":"order-2",${payment}}`,
    "the cancel_amount": `{"code":0,"message":null,"response":{"cancel_amount":0,${payment}}`,
    "the history": `{"code":0,"message":null,"response":{"cancel_history":[],${payment}}`,
    "the amount of an entry of the history": `{"code":0,"message":null,"response":{${
      payment.replace("\"amount\":3000", "\"amount\":1,\"amount\":3000")
    }}`
  }
  for (const [name, body] of Object.entries(bodies)) {
    it(`is malformed, and whether money moved is not known: ${name}`, () => {
      assert.doesNotThrow(() => JSON.parse(body))
      const error = verdict({ status: 200, body })
      assert.deepStrictEqual(row(error), ["MalformedResponse", "unknown", "with-checksum"])
      assert.strictEqual(error._tag === "MalformedResponse" ? error.problem : "", "JSON with the same name twice")
    })
  }

  it("proves no rejection of the token and none before execution either", () => {
    for (const status of [400, 401, 403, 404, 422]) {
      const error = verdict({ status, body: "{\"code\":0,\"code\":-1,\"message\":\"Unauthorized\"}" })
      assert.deepStrictEqual(row(error), ["OutcomeUnknown", "unknown", "with-checksum"])
    }
  })

  it("leaves the same name in different objects, and in texts, alone", () => {
    const texts = [
      "{\"code\":0,\"code\":1}",
      "\\\"code\\\":1",
      "code",
      "{[}]\"code\":"
    ]
    for (const text of texts) {
      for (const indent of [0, 1]) {
        const answer = Provider.ok(Provider.wirePayment({
          custom_data: text,
          extension: { code: 1, amount: 2, list: [{ code: 1 }, { code: 2, [text]: text }] }
        }))
        const body = JSON.stringify(answer.body, undefined, indent)
        for (const written of [body, body.replaceAll("_", "\\u005f"), ` ${body}\n`]) {
          assert.deepStrictEqual(row(verdict({ status: 200, body: written })), ["CancelConfirmed"], written)
        }
      }
    }
  })
})

describe("answers that PortOne's reference does not describe", () => {
  const bodies: ReadonlyArray<readonly [string, string, string]> = [
    ["nothing", "", "an empty body"],
    ["blanks", " \n ", "an empty body"],
    ["HTML", "<!doctype html><p>점검중</p>", "HTML instead of JSON"],
    [
      "cut JSON",
      "{\"code\":0,\"message\":null,\"response\":{\"imp_uid\":\"imp_1\"",
      "JSON that is cut or lacks an integer code"
    ],
    ["a code that is text", "{\"code\":\"0\",\"response\":null}", "JSON that is cut or lacks an integer code"],
    ["a code with a fraction", "{\"code\":0.5}", "JSON that is cut or lacks an integer code"],
    ["a code that is null", "{\"code\":null}", "JSON that is cut or lacks an integer code"],
    ["no code", "{}", "JSON that is cut or lacks an integer code"],
    ["a list", "[0]", "JSON that is cut or lacks an integer code"],
    ["a number", "0", "not JSON"],
    ["text", "OK", "not JSON"],
    ["null", "null", "not JSON"]
  ]
  for (const [what, body, problem] of bodies) {
    it(`${what} is malformed, and whether money moved is not known`, () => {
      const error = verdict({ status: 200, body })
      assert.deepStrictEqual(row(error), ["MalformedResponse", "unknown", "with-checksum"])
      assert.strictEqual(error._tag === "MalformedResponse" ? error.problem : "", problem)
    })
  }

  it("a malformed body is not quoted, because it may hold the buyer's name", () => {
    const error = verdict({ status: 200, body: "{\"buyer_name\":\"김고객\"" })
    assert.notInclude(`${JSON.stringify(error)} ${"message" in error ? error.message : ""}`, "김고객")
  })

  it("a byte order mark makes JSON unreadable, and unreadable is unknown", () => {
    const error = verdict({ status: 200, body: `\uFEFF${JSON.stringify(Provider.ok(Provider.wirePayment()).body)}` })
    assert.deepStrictEqual(row(error), ["MalformedResponse", "unknown", "with-checksum"])
  })

  it("rejections garbled by a wrong charset lose the certainty of their code", () => {
    assert.deepStrictEqual(row(verdict(Provider.refusal(1, "\uFFFD\uFFFD 전액취소"))), [
      "CancelRejected",
      "unknown",
      "never"
    ])
  })

  it("confirmations garbled by a wrong charset stay confirmed", () => {
    const body = Provider.ok(Provider.wirePayment({ buyer_name: "\uFFFD\uFFFD" }))
    assert.deepStrictEqual(row(verdict(body)), ["CancelConfirmed"])
  })
})

describe("answers about another payment", () => {
  it("code 0 for another imp_uid says nothing about this one", () => {
    const error = verdict(Provider.ok(Provider.wirePayment({ imp_uid: "imp_2" })))
    assert.deepStrictEqual(row(error), ["OutcomeUnknown", "unknown", "with-checksum"])
    assert.strictEqual(error._tag === "OutcomeUnknown" ? error.reason : "", "AnswerForAnotherPayment")
  })

  it("code 0 for another merchant_uid says nothing either, when that is all that was asked by", () => {
    const byOrder = CancelRequest.full({ merchantUid: "order-1", checksum: 10000 })
    assert.deepStrictEqual(row(verdict(Provider.ok(Provider.wirePayment()), byOrder)), ["CancelConfirmed"])
    assert.strictEqual(
      verdict(Provider.ok(Provider.wirePayment({ merchant_uid: "order-2" })), byOrder)._tag,
      "OutcomeUnknown"
    )
  })

  it("with both ids only imp_uid counts, as PortOne counts", () => {
    const both = CancelRequest.full({ impUid: "imp_1", merchantUid: "a-typo", checksum: 10000 })
    assert.deepStrictEqual(row(verdict(Provider.ok(Provider.wirePayment()), both)), ["CancelConfirmed"])
  })

  const byBoth = { impUid: "imp_1", merchantUid: "order-1" }
  const byImpUid = { impUid: "imp_1" }
  const byOrder = { merchantUid: "order-1" }
  const rows: ReadonlyArray<readonly [PaymentKey.PaymentKey, object, boolean]> = [
    [byBoth, { merchant_uid: "order-2" }, true],
    [byBoth, { imp_uid: null, merchant_uid: "order-2" }, true],
    [byBoth, { imp_uid: "imp_2" }, true],
    [byBoth, { imp_uid: "imp_2", merchant_uid: "order-1" }, true],
    [byBoth, { merchant_uid: "order-1" }, false],
    [byBoth, { imp_uid: "imp_1" }, false],
    [byBoth, {}, false],
    [byImpUid, { imp_uid: "imp_2", merchant_uid: "order-1" }, true],
    [byImpUid, { merchant_uid: "order-2" }, false],
    [byOrder, { merchant_uid: "order-2" }, true],
    [byOrder, { imp_uid: "imp_1", merchant_uid: 2 }, true],
    [byOrder, { imp_uid: "imp_9" }, false]
  ]
  for (const [key, response, isAnother] of rows) {
    const ids = `${JSON.stringify(response)} after ${JSON.stringify(key)}`
    it(`C13 ${ids} ${isAnother ? "is about another payment" : "contradicts no id"}`, () => {
      const request = CancelRequest.full({ ...key, checksum: 10000 })
      for (const fields of [response, { ...response, status: "cancelled" }]) {
        const seen = verdict(Provider.ok(fields), request)
        assert.strictEqual(seen._tag, isAnother ? "OutcomeUnknown" : "CancelConfirmedUnreadable")
        if (seen._tag === "OutcomeUnknown") assert.strictEqual(seen.reason, "AnswerForAnotherPayment")
      }
    })
  }
})

describe("no text makes a verdict more confident", () => {
  const Text = Schema.String
  const Words = Schema.Literals([
    "이미 전액취소된 주문입니다.",
    "취소할 결제건이 존재하지 않습니다.",
    "checksum",
    "잔액 일치",
    "환불계좌",
    "결제취소에 실패하였습니다.",
    "기취소",
    "성공",
    "success"
  ])
  const Code = Schema.Int.check(Schema.isBetween({ minimum: -9999, maximum: 9999 }))

  it.effect.prop(
    "any code but 0 and 1, with any words, leaves money unknown",
    [Code, Text, Words],
    ([code, text, words]) =>
      Effect.sync(() => {
        if (code === 0 || code === 1) return
        const error = verdict(Provider.refusal(code, text + words + text))
        assert.deepStrictEqual(row(error), ["CancelRejected", "unknown", "never"])
      }),
    { arbitrary: { runs: 500 } }
  )

  it.effect.prop(
    "code 1 with any words is never a success, and unknown unless the words are PortOne's",
    [Text, Words],
    ([text, words]) =>
      Effect.sync(() => {
        const message = text + words
        const error = verdict(Provider.refusal(1, message))
        assert.isTrue("moneyMoved" in error)
        if ("moneyMoved" in error) assert.strictEqual(error.moneyMoved, isPortOnes(message) ? "no" : "unknown")
      }),
    { arbitrary: { runs: 500 } }
  )

  it.effect.prop(
    "code 0 with HTTP 200 is never a failure, whatever the response is",
    [Schema.Unknown],
    ([response]) =>
      Effect.sync(() => {
        // A response that names another payment is about that payment.
        if (typeof response === "object" && response !== null && "imp_uid" in response) return
        const done = verdict({ status: 200, body: { code: 0, message: null, response: jsonable(response) } })
        assert.include(["CancelConfirmed", "CancelConfirmedUnreadable"], done._tag)
      }),
    { arbitrary: { runs: 500 } }
  )

  it.effect("random bytes are never a success and never a proof", () =>
    Effect.gen(function*() {
      const samples = yield* Arbitrary.sampleEffect(Arbitrary.schema(Schema.String), { count: 1000, size: 60 })
      for (const body of samples) {
        const error = verdict({ status: 200, body })
        assert.strictEqual(error._tag, "MalformedResponse")
      }
    }))
})

const jsonable = (value: unknown) => {
  const text = JSON.stringify(
    value,
    (_, inner) => typeof inner === "bigint" || typeof inner === "symbol" ? null : inner
  )
  return text === undefined ? null : JSON.parse(text)
}

describe("secrets echoed by the provider", () => {
  const refundAccount = RefundAccount.make({
    holder: "홍길동",
    bank: "88",
    account: "110123456789",
    phone: "01012345678"
  })
  const request = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000, refundAccount })
  const echoes = [
    "예금주 홍길동 불일치",
    "계좌 110123456789 없음",
    "계좌 110-123-456789 없음",
    "계좌 110 123 456789 없음",
    "연락처 010-1234-5678 오류",
    "토큰 0123456789abcdef 오류"
  ]
  for (const message of echoes) {
    it(`"${message}" loses its secret and keeps the rest`, () => {
      const error = verdict(Provider.refusal(-1, message), request)
      const shown = JSON.stringify(error) + ("message" in error ? error.message : "")
      for (
        const secret of [
          "홍길동",
          "110123456789",
          "110-123-456789",
          "110 123 456789",
          "010-1234-5678",
          "0123456789abcdef"
        ]
      ) {
        assert.notInclude(shown, secret)
      }
      assert.include(shown, "<redacted>")
      assert.include(shown, message.slice(0, 2))
    })
  }

  it("a PG's own phone number stays, because it helps", () => {
    const error = verdict(Provider.refusal(-1, "전화 문의(1661-0808)"), request)
    assert.include(JSON.stringify(error), "1661-0808")
  })

  it("words are cut at 500, because a page of HTML is no use in a log", () => {
    assert.strictEqual(scrub("가".repeat(2000), []).length, 500)
  })

  it("a secret that lies across the cut is not shown by half", () => {
    const error = verdict(Provider.refusal(-1, `${"가".repeat(494)}110123456789`), request)
    assert.notInclude(JSON.stringify(error), "110123")
  })

  it("verdicts are made from the words as they came, not from the scrubbed ones", () => {
    const holder = RefundAccount.make({ holder: "기취소", bank: "88", account: "110123456789" })
    const odd = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000, refundAccount: holder })
    assert.deepStrictEqual(row(verdict(Provider.refusal(1, "기취소"), odd)), ["CancelRejected", "unknown", "never"])
  })
})

describe("amounts of which a currency cannot express every minor unit exactly", () => {
  const entry = { pg_tid: "t", amount: 3000, cancelled_at: 1712634724, reason: "변심" }
  const fields: ReadonlyArray<readonly [name: string, (amount: unknown) => object, tag: string]> = [
    ["amount", (amount) => ({ amount }), "CancelConfirmedUnreadable"],
    ["cancel_amount", (cancel_amount) => ({ cancel_amount }), "CancelConfirmedUnreadable"],
    ["an entry of the history", (amount) => ({ cancel_history: [{ ...entry, amount }] }), "CancelConfirmed"],
    ["card_quota", (card_quota) => ({ card_quota }), "CancelConfirmed"],
    ["the promotion", (discount) => ({ promotion: { id: "p", discount } }), "CancelConfirmed"],
    [
      "the sum of the history",
      (amount) => ({ cancel_amount: null, cancel_history: [{ ...entry, amount }, { ...entry, amount }] }),
      "CancelConfirmedUnreadable"
    ]
  ]
  const amounts = [
    900_719_925_475,
    1e12,
    9e14,
    Number.MAX_SAFE_INTEGER,
    2 ** 53,
    1e300,
    -1,
    "9007199254740991",
    "1e999"
  ]
  for (const [name, make, tag] of fields) {
    it(`are unreadable and leave a confirmed cancel confirmed: ${name}`, () => {
      for (const amount of amounts) {
        for (const currency of ["KRW", "USD", "KWD", "CLF", undefined]) {
          const done = verdict(Provider.ok(Provider.wirePayment({ currency, ...make(amount) })))
          assert.strictEqual(done._tag, tag, `${amount} ${currency}`)
          if (done._tag === "CancelConfirmed") {
            const { cancelHistory, promotion } = done.payment
            assert.isTrue(cancelHistory.every((one) => one.amount < 1e12))
            assert.isAtLeast(done.payment.unreadFields.length + (Option.isSome(promotion) ? 1 : 0), 1)
          }
        }
      }
    })
  }

  it("begin above the largest payment that any currency can express", () => {
    const done = verdict(Provider.ok(Provider.wirePayment({ amount: 900_719_925_474, currency: "CLF" })))
    assert.deepStrictEqual(done._tag === "CancelConfirmed" ? done.payment.amount : 0, 900_719_925_474)
  })
})

describe("G2 virtual accounts", () => {
  it("G2 a confirmed cancel of a virtual account is confirmed: its refund is registered, the money follows", () => {
    const vbank = Provider.ok(Provider.wirePayment({ pay_method: "vbank", vbank_num: "123", vbank_date: 1712634724 }))
    assert.deepStrictEqual(row(verdict(vbank)), ["CancelConfirmed"])
  })
})

describe("every error", () => {
  const words = { payment: "imp_1", code: 1, providerMessage: "말" }
  const errors: ReadonlyArray<CancelError.CancelError> = [
    new CancelError.InvalidRequest({ field: "amount", problem: "is missing" }),
    new CancelError.MissingRefundAccount(words),
    new CancelError.CredentialsRejected({ ...words, status: 401 }),
    new CancelError.Unauthorized({ payment: "imp_1", attempts: 2, providerMessage: "Unauthorized" }),
    new CancelError.PaymentNotFound(words),
    new CancelError.AlreadyCancelled(words),
    new CancelError.ChecksumMismatch({ ...words, checksum: 10000 }),
    new CancelError.CancelRejected({ ...words, status: 200, family: "portone" }),
    new CancelError.CancelRejected({ ...words, status: 200, family: "pg" }),
    new CancelError.CancelRejected({ ...words, status: 200, family: "unknown" }),
    new CancelError.NotSent({ reason: "ConnectionRefused" }),
    new CancelError.OutcomeUnknown({ reason: "Timeout" }),
    new CancelError.MalformedResponse({ status: 200, problem: "an empty body" })
  ]
  for (const error of errors) {
    const family = error._tag === "CancelRejected" ? ` of ${error.family}` : ""
    it(`${error._tag}${family} says what happened, whether money moved and what to do next`, () => {
      const sentences = error.message.split(/(?<=[.)])\s+(?=[A-Z“])/)
      assert.isAtLeast(sentences.length, 3, error.message)
      assert.match(error.message, error.moneyMoved === "no" ? /no money/i : /Whether money moved is not known/)
      assert.include(["no", "unknown"], error.moneyMoved)
      assert.include(["safe", "with-checksum", "never"], error.resend)
    })

    it(`${error._tag}${family} survives a trip through JSON, because workflows and queues carry it`, () => {
      const codec = Schema.toCodecJson(CancelError.CancelError)
      const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(Schema.encodeSync(codec)(error))))
      assert.strictEqual(back._tag, error._tag)
      assert.strictEqual(back.message, error.message)
      assert.strictEqual(back.moneyMoved, error.moneyMoved)
      assert.strictEqual(back.resend, error.resend)
    })
  }

  it("may be sent again without a thought only when nothing left the machine", () => {
    assert.deepStrictEqual(errors.filter((error) => error.resend === "safe").map((error) => error._tag), ["NotSent"])
  })
})

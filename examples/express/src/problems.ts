/**
 * Every error of this server as an RFC 9457 problem: what was wrong, whether this request moved
 * money, and what to do next, in English and Korean.
 */
import { Data } from "effect"

type Sentences = readonly [title: string, what: string, next: string]

const rows = {
  "not-signed-in": [
    401,
    ["Not signed in", "The bearer token is missing or wrong.", "Send SHOP_TOKEN as the bearer token."],
    ["인증이 필요합니다", "Bearer 토큰이 없거나 틀립니다.", "SHOP_TOKEN을 Bearer 토큰으로 보내세요."]
  ],
  "not-http": [
    400,
    ["Unreadable request", "The bytes are not a complete HTTP request.", "Send a complete one."],
    ["요청을 읽을 수 없습니다", "온전한 HTTP 요청이 아닙니다.", "온전한 요청을 보내세요."]
  ],
  "headers-too-large": [
    431,
    ["Headers too large", "The headers have more than 16 KiB.", "Send fewer or shorter ones."],
    ["헤더가 너무 큽니다", "헤더가 16 KiB를 넘습니다.", "헤더를 줄여서 보내세요."]
  ],
  "not-found": [
    404,
    ["Not found", "There is no such address, order or refund.", "Check the id and the method."],
    ["찾을 수 없습니다", "없는 주소, 주문 또는 환불입니다.", "번호와 메서드를 확인하세요."]
  ],
  "body-unreadable": [
    400,
    ["Unreadable body", "The body is cut, too large or of another format.", "Correct it, then send it again."],
    ["본문을 읽을 수 없습니다", "본문이 잘렸거나, 너무 크거나, 형식이 다릅니다.", "고쳐서 다시 보내세요."]
  ],
  "field-invalid": [
    422,
    [
      "A field is invalid",
      "`field` is missing, unknown or has a value it cannot have.",
      "See the README; keep the key."
    ],
    ["입력값이 잘못되었습니다", "`field` 항목이 없거나 값이 잘못되었습니다.", "고쳐서 같은 키로 다시 보내세요."]
  ],
  "key-invalid": [
    400,
    ["Key needed", "The Idempotency-Key is not 8 to 64 letters, digits, -, _, . or ~.", "Store a key, then send it."],
    ["키가 필요합니다", "Idempotency-Key가 8~64자의 영문자, 숫자, -, _, ., ~가 아닙니다.", "키를 저장한 뒤 보내세요."]
  ],
  "key-reused": [
    409,
    [
      "Key used before",
      "The key belongs to another order, amount or reason.",
      "Read its refund; only another one needs a new key."
    ],
    [
      "이미 쓰인 키입니다",
      "다른 주문, 금액 또는 사유에 쓰인 키입니다.",
      "그 환불을 조회하세요. 다른 환불에만 새 키를 쓰세요."
    ]
  ],
  "shutting-down": [
    503,
    ["Shutting down", "The server starts no refund any more.", "Send the request again with the same key."],
    ["서버가 종료 중입니다", "새 환불을 시작하지 않습니다.", "잠시 뒤 같은 키로 다시 요청하세요."]
  ],
  "look-up-failed": [
    502,
    ["PortOne not readable", "The payment could not be looked up.", "Send the webhook again later."],
    ["조회하지 못했습니다", "포트원에서 결제를 조회하지 못했습니다.", "잠시 뒤 웹훅을 다시 보내세요."]
  ],
  unexpected: [
    500,
    ["Unexpected error", "The server failed unexpectedly.", "Send the request again with the same key."],
    ["예상하지 못한 오류입니다", "서버에서 오류가 발생했습니다.", "같은 키로 다시 요청하세요."]
  ]
} as const satisfies Record<string, readonly [status: number, english: Sentences, korean: Sentences]>

/** An error of this server. `field` names the field that is wrong, and never its value. */
export class Problem
  extends Data.TaggedError("Problem")<{ readonly type: keyof typeof rows; readonly field?: string }>
{
  /** Status and body of the response. */
  get reply() {
    const [status, [title, what, next], [titleKo, whatKo, nextKo]] = rows[this.type]
    const [moneyMoved, moved, movedKo] = this.type === "unexpected"
      ? ["unknown", "It is not known whether money moved.", "실제로 환불됐는지 알 수 없습니다."]
      : ["no", "This request moved no money.", "이 요청으로 환불된 금액은 없습니다."]
    const korean = { title: titleKo, detail: `${whatKo} ${movedKo} ${nextKo}` }
    const type = `urn:shop:problem:${this.type}`
    return {
      status,
      body: { type, status, title, detail: `${what} ${moved} ${next}`, korean, moneyMoved, field: this.field }
    }
  }
}

/**
 * The tables of `docs/`, made from the data, so that a page and the code cannot differ.
 */
import { CancelError, type PortOneError, Rejection } from "@effect-portone/core"
import { Bank, CancelCheck, Card, RejectionAdvice, Settlement } from "@effect-portone/gateways"
import { sourceInKorean } from "./sourcesInKorean.ts"

export type Language = "en" | "ko"
/** Header and rows, cell by cell, as Markdown. */
export type Table = ReadonlyArray<ReadonlyArray<string>>

const NONE = "–"
const code = (text: string) => text === "" ? NONE : `\`${text}\``
const codes = (text: string) => {
  const all = text.split(", ")
  return text === "" ? NONE : all.every((one) => /^\w+$/.test(one)) ? all.map(code).join(", ") : text
}
// The few words that stand among names of PGs and methods.
const korean: ReadonlyArray<readonly [english: RegExp, korean: string]> = [
  [/^all but (.*)$/, "$1 제외"],
  [/^any test channel$/, "테스트 채널"],
  [/\(test channel\)/, "(테스트 채널)"],
  [/\(partial\)/, "(부분취소)"],
  [/\(later than the next month\)/, "(익월 이후)"],
  [/, later month/, ", 결제월 이후"],
  [/^pending, then completed$/, "pending 후 completed"],
  [/^old, now Hana 081$/, "폐지, 현 하나은행 081"]
]
const translated = (language: Language, text: string) =>
  language === "en" ? text : korean.reduce((so, [english, korean]) => so.replace(english, korean), text)
const names = (language: Language, text: string) => codes(translated(language, text))
const pick = (language: Language, english: string, korean: string) => language === "en" ? english : korean

const LISTS = ["tosspayments", "html5_inicis", "kcp", "daou", "nice_v2", "welcome"]

export const refundBanks = (language: Language): Table => [
  [
    pick(language, "bank", "은행"),
    pick(
      language,
      "Toss Payments, Danal, NICE (old), KICC, Smartro, Hecto",
      "토스페이먼츠, 다날, 나이스(구), KICC, 스마트로, 헥토"
    ),
    pick(language, "KG Inicis", "KG이니시스"),
    "NHN KCP",
    pick(language, "Kiwoom", "키움페이"),
    pick(language, "NICE (new)", "나이스(신)"),
    pick(language, "Welcome", "웰컴")
  ],
  ...Bank.refundCodes.map(({ codes, english, korean }) => [
    pick(language, `${english} ${korean}`, korean),
    ...LISTS.map((pg) => code(codes[pg] ?? ""))
  ])
]

export const institutions = (language: Language): Table => [
  [pick(language, "code", "코드"), pick(language, "institution", "기관"), pick(language, "evidence", "근거")],
  ...Bank.institutions.map(({ code: one, english, evidence, korean, note }) => [
    code(one),
    pick(language, `${english}, ${korean}`, korean) + (note === undefined ? "" : ` (${translated(language, note)})`),
    evidence
  ])
]

export const cards = (language: Language): Table => [
  [pick(language, "code", "코드"), pick(language, "card", "카드사"), pick(language, "evidence", "근거")],
  ...Card.cards.map(({ code: one, english, evidence, korean }) => [
    code(one),
    pick(language, `${english}, ${korean}`, korean),
    evidence
  ])
]

export const rules = (language: Language, severity: "error" | "warning"): Table => [
  [
    pick(language, "code", "코드"),
    "PG",
    pick(language, "method", "결제수단"),
    pick(language, "what is wrong", "문제"),
    pick(language, "what to do", "조치"),
    pick(language, "source", "출처"),
    pick(language, "evidence", "근거")
  ],
  ...CancelCheck.rules().filter((rule) => rule.severity === severity).map((rule) => [
    code(rule.code),
    names(language, rule.pg),
    names(language, rule.method),
    pick(language, `\`${rule.field}\` ${rule.problem}`, rule.korean.problem),
    pick(language, rule.advice, rule.korean.advice),
    pick(language, rule.source, sourceInKorean(rule.source)),
    rule.evidence
  ])
]

export const timings = (language: Language): Table => [
  [
    "PG",
    pick(language, "method", "결제수단"),
    pick(language, "state", "상태"),
    pick(language, "timing", "시점"),
    pick(language, "when the customer gets the money", "고객이 돈을 받는 시점"),
    pick(language, "evidence", "근거")
  ],
  ...Settlement.timings.map(({ evidence, method, money, pg, state, timing }) => [
    names(language, pg),
    names(language, method),
    translated(language, state),
    code(timing),
    pick(language, money.english, money.korean),
    evidence
  ])
]

const rejection = { payment: "imp_1", code: 1, providerMessage: "" }
type Pair = readonly [english: string, korean: string]
const moved: Readonly<Record<PortOneError.MoneyMoved, Pair>> = {
  no: ["no", "아니요"],
  unknown: ["**not known**", "**알 수 없음**"]
}
const resend: Readonly<Record<PortOneError.Resend, Pair>> = {
  safe: ["yes", "예"],
  "with-checksum": ["only with the same checksum", "같은 checksum일 때만"],
  never: ["no", "아니요"]
}

// Each error with the answer behind it.
const errorRows: ReadonlyArray<readonly [CancelError.CancelError, name: string, english: string, korean: string]> = [
  [new CancelError.InvalidRequest({ field: "", problem: "" }), "", "none; nothing was sent", "없음. 보내지 않았습니다"],
  [
    new CancelError.MissingRefundAccount({ ...rejection, evidence: "rule" }),
    ", evidence `rule`",
    "none; nothing was sent",
    "없음. 보내지 않았습니다"
  ],
  [
    new CancelError.MissingRefundAccount({ ...rejection, evidence: "provider" }),
    ", evidence `provider`",
    "code 1; the words are not public",
    "code 1. 문구는 공개되어 있지 않습니다"
  ],
  [
    new CancelError.CredentialsRejected({ ...rejection, status: 401 }),
    "",
    "401 \"인증에 실패하였습니다. API키와 secret을 확인하세요.\"",
    "401 \"인증에 실패하였습니다. API키와 secret을 확인하세요.\""
  ],
  [
    new CancelError.Unauthorized({ attempts: 2, providerMessage: "" }),
    "",
    "401 \"Unauthorized\", twice",
    "401 \"Unauthorized\", 두 번"
  ],
  [
    new CancelError.PaymentNotFound(rejection),
    "",
    "code 1 \"취소할 결제건이 존재하지 않습니다.\"",
    "code 1 \"취소할 결제건이 존재하지 않습니다.\""
  ],
  [
    new CancelError.AlreadyCancelled(rejection),
    "",
    "code 1 \"이미 전액취소된 주문입니다.\"",
    "code 1 \"이미 전액취소된 주문입니다.\""
  ],
  [
    new CancelError.ChecksumMismatch({ ...rejection, checksum: 1 }),
    "",
    "code 1; the words are not public",
    "code 1. 문구는 공개되어 있지 않습니다"
  ],
  [
    new CancelError.CancelRejected({ ...rejection, status: 200, family: "portone" }),
    ", family `portone`",
    "code 1 \"…지정해주셔야합니다.\"",
    "code 1 \"…지정해주셔야합니다.\""
  ],
  [
    new CancelError.CancelRejected({ ...rejection, status: 200, family: "pg" }),
    ", family `pg`",
    "code −1 \"결제취소에 실패하였습니다. …\", or code 1 with any text that is not known as PortOne's",
    "code −1 \"결제취소에 실패하였습니다. …\", 또는 포트원 문구로 알려지지 않은 문구의 code 1"
  ],
  [
    new CancelError.CancelRejected({ ...rejection, status: 200, family: "unknown" }),
    ", family `unknown`",
    "any other code",
    "그 밖의 code"
  ],
  [new CancelError.NotSent({ reason: "Other" }), "", "none; no byte left", "없음. 전송되지 않았습니다"],
  [
    new CancelError.OutcomeUnknown({ reason: "Other" }),
    "",
    "none that decides: timeout, lost connection, 2xx other than 200, 3xx, 408, 429, 5xx",
    "결과를 알 수 있는 응답 없음: 시간 초과, 연결 끊김, 200이 아닌 2xx, 3xx, 408, 429, 5xx"
  ],
  [
    new CancelError.MalformedResponse({ status: 200, problem: "" }),
    "",
    "HTTP 200 with a body that is not PortOne's JSON",
    "HTTP 200이지만 본문이 포트원의 JSON이 아님"
  ]
]

export const errors = (language: Language): Table => [
  [
    pick(language, "error", "오류"),
    pick(language, "money moved?", "실제로 환불됐나?"),
    pick(language, "send again?", "다시 보내도 되나?"),
    pick(language, "the answer behind it", "포트원의 응답")
  ],
  ...errorRows.map(([error, name, english, korean]) => [
    code(error._tag) + name,
    pick(language, ...moved[error.moneyMoved]),
    pick(language, ...resend[error.resend]),
    pick(language, english, korean)
  ])
]

const proof: Readonly<Record<Rejection.Rejection["proves"], Pair>> = {
  "not-executed": ["**not executed**", "**처리되지 않음**"],
  nothing: ["nothing", "없음"]
}
const obstacles: Readonly<Record<Rejection.Rejection["obstacle"], Pair>> = {
  passes: ["passes", "해소될 수 있음"],
  stays: ["stays", "해소되지 않음"],
  unknown: ["not known", "알 수 없음"]
}
const sources = [...new Set(Rejection.rejections.map(({ source }) => source))]

export const rejections = (language: Language): Table => [
  [
    pick(language, "family", "종류"),
    pick(language, "words", "문구"),
    "code",
    "PG",
    pick(language, "error", "오류"),
    pick(language, "money moved?", "실제로 환불됐나?"),
    pick(language, "words prove", "문구가 증명하는 것"),
    pick(language, "obstacle", "원인"),
    pick(language, "evidence", "근거"),
    pick(language, "source", "출처")
  ],
  ...Rejection.rejections.map((one) => [
    code(one.family),
    one.words === "" ? pick(language, "not public", "비공개") : one.words.replaceAll("|", "\\|").replaceAll("~", "\\~"),
    one.code === undefined ? NONE : String(one.code).replace("-", "−"),
    names(language, one.pg),
    code(one.error),
    pick(language, ...moved[one.moneyMoved]),
    pick(language, ...proof[one.proves]),
    pick(language, ...obstacles[one.obstacle]),
    one.evidence,
    String(sources.indexOf(one.source) + 1)
  ])
]

export const rejectionSources = (language: Language): Table => [
  [pick(language, "number", "번호"), pick(language, "source", "출처")],
  ...sources.map((source, index) => [String(index + 1), code(source)])
]

export const hintWords = (language: Language): Table => [
  [pick(language, "hint", "힌트"), pick(language, "what to do", "어떻게 하나")],
  ...RejectionAdvice.all.map(({ advice, hint }) => [code(hint), pick(language, advice.english, advice.korean)])
]

/** Which tables stand on which page, in order. */
export const pages: Readonly<Record<string, (language: Language) => ReadonlyArray<Table>>> = {
  "refund-banks": (language) => [refundBanks(language), institutions(language), cards(language)],
  "before-sending": (language) => [rules(language, "error"), rules(language, "warning")],
  "when-the-money-comes": (language) => [timings(language)],
  errors: (language) => [errors(language), rejections(language), rejectionSources(language), hintWords(language)],
  webhooks: () => []
}

/** A table as Markdown. */
export const markdown = ([header = [], ...rows]: Table): string =>
  [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

/** The tables of a page, cell by cell. */
export const tablesOf = (page: string): ReadonlyArray<Table> =>
  page.split(/\n(?!\|)/).flatMap((block) => {
    const lines = block.split("\n").filter((line) => line.startsWith("|"))
    if (lines.length < 2) return []
    const cells = lines.map((line) =>
      line.slice(1, line.lastIndexOf("|")).split(/(?<!\\)\|/).map((cell) => cell.trim())
    )
    return [cells.filter((_, index) => index !== 1)]
  })

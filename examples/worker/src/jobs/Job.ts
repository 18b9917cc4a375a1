/**
 * One refund: as a caller requests it, and as the worker's table stores it.
 */
import { type Bilingual, PaymentKey, VisibleText } from "@effect-portone/core"
import { RefundKey } from "@effect-portone/refunds"
import { Result, Schema } from "effect"
import { createHash } from "node:crypto"

/**
 * A refund as it is requested.
 *
 * Units: `amount` in the payment's major units.
 */
export interface NewJob {
  readonly key: string
  readonly impUid: string
  readonly amount: number
  readonly reason?: string | undefined
}

/**
 * A refund as it arrives over HTTP, in a line of a CSV or on the command line, or the first thing
 * that is wrong with it. One check for all of them: what is accepted here is accepted by
 * `refundOnce`.
 */
export const newJob = (input: unknown): Result.Result<NewJob, Bilingual> => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return Result.fail(NOT_A_REFUND)
  const given = input as Readonly<Record<string, unknown>>
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(checks, name))
  if (unknown !== undefined) return Result.fail(unknownField(unknown))
  for (const [name, problem] of Object.entries(checks)) {
    const found = Object.hasOwn(given, name) ? problem(given[name]) : name === "reason" ? undefined : MISSING
    if (found !== undefined) {
      return Result.fail({ english: `${name} ${found.english}.`, korean: `${name}: ${found.korean}.` })
    }
  }
  const { amount, imp_uid: impUid, key, reason } = given as {
    readonly key: string
    readonly imp_uid: string
    readonly amount: number
    readonly reason?: string
  }
  return Result.succeed({ key, impUid, amount, ...(reason !== undefined && { reason }) })
}

/**
 * An amount as a person or a spreadsheet writes it, or what is wrong with it. Text of any other
 * form is rejected, because its meaning depends on the country or was rounded: `3.000` is three or
 * three thousand.
 */
export const amountOf = (text: string): Result.Result<number, Bilingual> =>
  /^\d{1,13}(\.\d{1,2})?$/.test(text)
    ? Result.succeed(Number(text))
    : /^\d{1,13}\.\d{3}$/.test(text)
    ? Result.fail({
      english:
        "amount has three decimals, which some countries read as thousands. Write it with fewer, or send it as " +
        "a JSON number over HTTP.",
      korean: "amount: 소수점 아래 세 자리는 천 단위로 읽는 나라가 있습니다. 자릿수를 줄여 쓰거나 HTTP로 JSON 숫자를 " +
        "보내세요."
    })
    : E_NOTATION.test(text)
    ? Result.fail({
      english: "amount was rounded by a spreadsheet (E-notation). Write the digits.",
      korean: "amount: 스프레드시트가 반올림한 값입니다(E 표기). 숫자를 모두 쓰세요."
    })
    : Result.fail({
      english: "amount must be a plain number above 0, without separators or a currency.",
      korean: "amount: 쉼표나 통화 표시 없이 0보다 큰 숫자만 쓰세요."
    })

/** How spreadsheets write a long number: `2.02611E+13`. Its last digits are lost. */
export const E_NOTATION = /^[+-]?\d+(?:[.,]\d+)?E[+-]\d+$/i

/**
 * - `waiting`: not claimed yet.
 * - `running`: a process has claimed it and calls `refundOnce`.
 * - `retrying`: the outcome is unknown, and the worker calls again by itself.
 * - `needs-review`: the outcome is unknown, and a person has to compare before the next call.
 * - `done`, `rejected`: final.
 */
export const State = Schema.Literals(["waiting", "running", "retrying", "needs-review", "done", "rejected"])
export type State = typeof State.Type

/**
 * The last outcome of a job. `cause` is a code, or a text of a provider; `advice` is a sentence for
 * a person, in English and in Korean.
 *
 * Units: `amount` in major units.
 */
export const Outcome = Schema.Struct({
  outcome: Schema.String,
  amount: Schema.optional(Schema.Finite),
  cause: Schema.optional(Schema.String),
  advice: Schema.optional(Schema.String),
  adviceKo: Schema.optional(Schema.String)
})
export type Outcome = typeof Outcome.Type

export interface Job {
  readonly key: string
  readonly impUid: string
  /** Units: major units. */
  readonly amount: number
  readonly reason: string | undefined
  readonly fingerprint: string
  /** The import, `http` or `submit` that added it. */
  readonly source: string
  readonly state: State
  /** How often it was claimed. */
  readonly dispatches: number
  /** How often `refundOnce` may have sent something: less where it was given back at once. */
  readonly attempts: number
  /** How many cancels were sent, as far as the worker knows. */
  readonly sends: number
  readonly outcome: Outcome | undefined
  /** The payment's PG and currency, once a look-up has shown them. */
  readonly pg: string | undefined
  readonly currency: string | undefined
  /** A database was restored since: an earlier call may have sent what the ledger has forgotten. */
  readonly isAfterRestore: boolean
  /** Units: milliseconds since 1970, as all times here. */
  readonly dueAt: number
  readonly createdAt: number
  readonly updatedAt: number
}

/**
 * The outcome of the last call, unless another one is due or under way: then the earlier one says
 * nothing about it.
 */
export const outcomeNow = ({ outcome, state }: Pick<Job, "outcome" | "state">): Outcome | undefined =>
  state === "waiting" || state === "running" ? undefined : outcome

/** A refund that another one may repeat. */
export type KnownRefund = Pick<Job, "key" | "state">

/**
 * Whether the customer has nothing from a refund, so that the same payment and amount under another
 * key is no further refund. Not where persons have closed the key, perhaps because the money went
 * another way, nor where another cancel came first, which may have been this refund made by hand.
 */
export const isProvedNotMade = ({ outcome, state }: Pick<Job, "outcome" | "state">): boolean =>
  state === "rejected" && (outcome?.outcome === "InvalidRefund" || outcome?.outcome === "Rejected")

/**
 * What must stay the same under one key: payment and amount. The reason may differ; the first one
 * is kept.
 */
export const fingerprintOf = ({ amount, impUid }: Pick<NewJob, "amount" | "impUid">): string =>
  createHash("sha256").update(JSON.stringify([impUid, amount])).digest("hex").slice(0, 32)

/**
 * The key is already in use for another refund. Nothing was added to the table.
 */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  key: Schema.String,
  requested: Schema.Struct({ impUid: Schema.String, amount: Schema.Finite }),
  existing: Schema.Struct({ impUid: Schema.String, amount: Schema.Finite })
}) {
  static readonly of = (requested: NewJob, existing: Pick<NewJob, "amount" | "impUid">) =>
    new KeyReused({
      key: requested.key,
      requested: { impUid: requested.impUid, amount: requested.amount },
      existing: { impUid: existing.impUid, amount: existing.amount }
    })
  override get message() {
    return `The key ${this.key} is already in use for ${summary(this.existing).english}; this request is for ${
      summary(this.requested).english
    }. This request was not added and moved no money. Look at that refund first: another key makes a further refund.`
  }
  get messageKo() {
    return `키 ${this.key}는 이미 ${summary(this.existing).korean} 환불에 쓰였습니다. ` +
      `이 요청(${
        summary(this.requested).korean
      })은 등록하지 않았고 환불된 금액도 없습니다. 다른 키를 쓰면 환불이 추가로 처리되므로 먼저 그 환불을 확인하세요.`
  }
}

/** That a refund has the payment and amount of a known one, without the end of the sentence. */
export const knownAs = (job: NewJob, { key, state }: KnownRefund): Bilingual => ({
  english: `${summary(job).english} is key ${key} already (${state})`,
  korean: `${summary(job).korean} 환불은 이미 키 ${key}로 있습니다(${state})`
})

/** A refund in a few words. */
export const summary = ({ amount, impUid }: Pick<NewJob, "amount" | "impUid">): Bilingual => ({
  english: `${amount} of ${impUid}`,
  korean: `결제 ${impUid}의 ${amount}`
})

// internal

/** Units: major units. */
const amountProblem = (amount: unknown): Bilingual | undefined =>
  typeof amount !== "number" || !Number.isFinite(amount)
    ? { english: "must be a number", korean: "숫자여야 합니다" }
    : !(amount > 0)
    ? { english: "must be above 0", korean: "0보다 커야 합니다" }
    : amount > MOST
    ? { english: `must be at most ${MOST}`, korean: `최대 ${MOST}까지 쓸 수 있습니다` }
    : Number(amount.toFixed(3)) === amount
    ? undefined
    : { english: "must have at most 3 decimals", korean: "소수점 아래 세 자리까지 쓸 수 있습니다" }

/**
 * The customer may see the reason, and a PG may cut it. Blanks are a matter of taste, and an emoji
 * may have joiners; nothing else in it may be invisible.
 */
const reasonProblem = (reason: unknown): Bilingual | undefined => {
  if (typeof reason !== "string") return NOT_A_STRING
  const count = Array.from(reason).length
  return count > 235
    ? {
      english: `must have at most 235 characters, has ${count}`,
      korean: `최대 235자까지 쓸 수 있는데 ${count}자입니다`
    }
    : VisibleText.problem(
      reason.normalize("NFC").replace(/(?<=\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}]?)(?:\u200D|\uFE0F)+/gu, "")
        .replace(/ +/g, " ").replace(/^ | $/g, "")
    )
}

/** In a CSV it marks text, so that `'=R1` there and `=R1` elsewhere are one key. */
const apostropheProblem = (text: unknown): Bilingual | undefined =>
  typeof text === "string" && text.startsWith("'")
    ? {
      english: "begins with an apostrophe, which spreadsheets use to mark text; remove it",
      korean: "스프레드시트가 텍스트 표시로 쓰는 작은따옴표로 시작합니다. 지우세요"
    }
    : undefined

const MOST = 1e12

const NOT_A_STRING: Bilingual = { english: "must be a string", korean: "문자열이어야 합니다" }
const MISSING: Bilingual = { english: "is missing", korean: "값이 없습니다" }
const NOT_A_REFUND: Bilingual = {
  english: "A refund is an object with key, imp_uid, amount and, if you like, reason.",
  korean: "환불은 key, imp_uid, amount와 선택 항목인 reason으로 이루어진 객체여야 합니다."
}

/** What is wrong with each field. The sentences follow its name. */
const checks: Readonly<Record<string, (value: unknown) => Bilingual | undefined>> = {
  key: (key) => RefundKey.problem(key) ?? apostropheProblem(key),
  imp_uid: (id) => typeof id === "string" ? PaymentKey.impUidProblem(id) ?? apostropheProblem(id) : NOT_A_STRING,
  amount: amountProblem,
  reason: reasonProblem
}

/** Another name is an error, because a mistyped `reason` or a bank account must not be ignored. */
const unknownField = (name: string): Bilingual => {
  const shown = /^\w{1,40}$/.test(name) ? name : "?"
  return {
    english: `The field ${shown} is not known. A refund has key, imp_uid, amount and reason.`,
    korean: `알 수 없는 항목 ${shown}가 있습니다. 환불에는 key, imp_uid, amount, reason만 쓸 수 있습니다.`
  }
}

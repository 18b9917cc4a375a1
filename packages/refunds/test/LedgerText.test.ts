/**
 * Texts that ledgers have stored. They outlive the version that wrote them, so they are literal
 * here: captured from a running version, never made by the code under test.
 */
import { assert, describe, it } from "@effect/vitest"
import { read, write } from "../src/internal/ledgerText.ts"
import type { PaymentRecord, RefundRecord } from "../src/protocol/paymentRecord.ts"

const KEY = "AAAAAAAAAAAA"
const REJECTION = "The request for imp_1 was refused (code -1: 결제취소에 실패하였습니다. [500626|기 취소 거래])."

const stored = {
  sending:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1}}}`,
  ambiguous:
    `{"version":1,"currency":"KRW","watermark":{"entries":1,"balance":9000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"plan":{"amount":3000,"checksum":9000,"entries":1},"saysAlready":false,"sent":1}}}`,
  succeededByAnswer:
    `{"version":1,"currency":"KRW","watermark":{"entries":1,"balance":7000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":0,"outcome":{"_tag":"Succeeded","certain":"answer","place":0},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1,"claimed":0}}}`,
  succeededByTag:
    `{"version":1,"currency":"KRW","watermark":{"entries":1,"balance":7000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"outcome":{"_tag":"Succeeded","certain":"tag","place":0},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1,"claimed":0}}}`,
  succeededByPosition:
    `{"version":1,"currency":"KRW","watermark":{"entries":1,"balance":7000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":false,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"outcome":{"_tag":"Succeeded","certain":"position","place":0},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1,"claimed":0}}}`,
  accepted:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":true,"confirming":false,"onlyAttempt":false,"open":1,"outcome":{"_tag":"AcceptedPending"},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1}}}`,
  rejected:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":0,"outcome":{"_tag":"NotRefunded","proof":"RefusedOnlyAttempt","refusal":"The request for imp_1 was refused (code -1: 결제취소에 실패하였습니다. [500626|기 취소 거래])."},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1}}}`,
  confirming:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":true,"onlyAttempt":true,"open":1,"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1,"refusal":"The request for imp_1 was refused (code -1: 결제취소에 실패하였습니다. [500626|기 취소 거래])."}}}`,
  rejectedByPg:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":true,"open":0,"outcome":{"_tag":"NotRefunded","proof":"RefusedOnlyAttempt","refusal":"The request for imp_1 was refused (code -1: 결제취소에 실패하였습니다. [500626|기 취소 거래])."},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1}}}`,
  saysAlready:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"outcome":{"_tag":"OutcomeUnknown","cause":"PgSaysAlreadyCancelled"},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":true,"sent":1}}}`,
  fenced:
    `{"version":1,"currency":"KRW","watermark":{"entries":1,"balance":9500},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":0,"outcome":{"_tag":"NotRefunded","proof":"FencedByOther"},"saysAlready":false,"sent":1}}}`,
  mismatch:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":0,"passed":10000,"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1}}}`,
  insufficient:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":20000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":0,"outcome":{"_tag":"NotRefunded","proof":"InsufficientBalance"},"saysAlready":false,"sent":0}}}`,
  rest:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":"rest","byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"plan":{"amount":10000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1}}}`,
  two:
    `{"version":1,"currency":"KRW","watermark":{"entries":1,"balance":7000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":0,"outcome":{"_tag":"Succeeded","certain":"answer","place":0},"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":1,"claimed":0},"BBBBBBBBBBBB":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"plan":{"amount":3000,"checksum":7000,"entries":1},"saysAlready":false,"sent":1}}}`,
  notSent:
    `{"version":1,"currency":"KRW","watermark":{"entries":0,"balance":10000},"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"accepted":false,"confirming":false,"onlyAttempt":false,"open":0,"plan":{"amount":3000,"checksum":10000,"entries":0},"saysAlready":false,"sent":0}}}`
} as const

/** As a process reads it that has not written it: a text that was just written is not decoded. */
const decoded = (text: string) => read(`${text} `)

const plan = { amount: 3000, checksum: 10000, known: [] }
const one: RefundRecord = {
  asked: 3000,
  byTag: true,
  tagged: true,
  settlement: "sync",
  checksumHolds: true,
  plan,
  sent: 1,
  refuted: 0,
  open: 1,
  accepted: false,
  rejection: undefined,
  confirming: 0,
  onlyAttempt: false,
  passes: false,
  maybeDoneAtPg: undefined,
  passedChecksum: undefined,
  outcome: undefined,
  claimed: undefined
}

// The place that version 1 stored identifies no entry, because the order of a history may change.
const succeeded = (certain: "answer" | "tag" | "new-entry") =>
  ({ _tag: "Succeeded", certain, entry: undefined, amount: 3000 }) as const

/** What each of them says of the refund, apart from `one`. */
const meaning: Readonly<Record<Exclude<keyof typeof stored, "two">, Partial<RefundRecord>>> = {
  sending: {},
  ambiguous: { plan: { amount: 3000, checksum: 9000, known: ["?"] } },
  succeededByAnswer: { open: 0, outcome: succeeded("answer") },
  succeededByTag: { outcome: succeeded("tag") },
  succeededByPosition: { byTag: false, tagged: false, outcome: succeeded("new-entry") },
  accepted: { accepted: true, outcome: { _tag: "AcceptedPending" } },
  rejected: {
    open: 0,
    outcome: { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: REJECTION, passes: false }
  },
  confirming: { maybeDoneAtPg: "UnknownRejection", onlyAttempt: true, rejection: REJECTION },
  rejectedByPg: {
    open: 0,
    onlyAttempt: true,
    outcome: { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: REJECTION, passes: false }
  },
  saysAlready: {
    maybeDoneAtPg: "PgSaysAlreadyCancelled",
    outcome: { _tag: "Undetermined", cause: "PgSaysAlreadyCancelled" }
  },
  fenced: {
    open: 0,
    plan: undefined,
    outcome: { _tag: "NotRefunded", proof: "FencedByOther", rejection: undefined, passes: false }
  },
  mismatch: { open: 0, passedChecksum: 10000 },
  insufficient: {
    asked: 20000,
    plan: undefined,
    sent: 0,
    open: 0,
    outcome: { _tag: "NotRefunded", proof: "InsufficientBalance", rejection: undefined, passes: false }
  },
  rest: { asked: "rest", plan: { amount: 10000, checksum: 10000, known: [] } },
  notSent: { sent: 0, open: 0 }
}

/** Without the fields that are undefined, which a text does not hold. */
const defined = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("a stored text of version 1", () => {
  for (const [name, fields] of Object.entries(meaning)) {
    it(`is read as it was meant: ${name}`, () => {
      const record = read(stored[name as keyof typeof meaning]) as PaymentRecord
      assert.strictEqual(record.currency, "KRW")
      assert.deepStrictEqual(Object.keys(record.refunds), [KEY])
      assert.deepStrictEqual(defined(record.refunds[KEY]), defined({ ...one, ...fields }))
    })
  }

  it("may hold several refunds of one payment", () => {
    const record = read(stored.two) as PaymentRecord
    assert.deepStrictEqual(record.watermark, { entries: 1, balance: 7000 })
    assert.deepStrictEqual(Object.values(record.refunds).map(({ claimed, open }) => [claimed, open]), [
      [undefined, 0],
      [undefined, 1]
    ])
  })

  for (const [name, text] of Object.entries(stored)) {
    it(`is written as version 2, which an earlier version cannot read, and means the same: ${name}`, () => {
      const record = read(text) as PaymentRecord
      const written = write(record)
      assert.strictEqual(JSON.parse(written).version, 2)
      assert.deepStrictEqual(defined(read(written)), defined(record))
      assert.deepStrictEqual(defined(decoded(written)), defined(record))
    })
  }

  it("of another version, or one that is not a record, is not read", () => {
    for (
      const text of [
        "{\"version\":3,\"fingerprints\":[],\"refunds\":{}}",
        "{\"version\":2,\"refunds\":{}}",
        "text",
        "{\"version\":1,\"refunds\":{\"a\":{}}}"
      ]
    ) {
      assert.isUndefined(read(text), text)
    }
  })
})

describe("a stored text of version 2", () => {
  const record = (fields: Partial<RefundRecord>): PaymentRecord => ({
    currency: "KRW",
    fingerprints: ["FFFFFFFFFFFF"],
    watermark: { entries: 1, balance: 9000 },
    refunds: { [KEY]: { ...one, ...fields } }
  })
  const again = (fields: Partial<RefundRecord>) => {
    const text = write(record(fields))
    const written = read(text)
    assert.deepStrictEqual(defined(decoded(text)), defined(written))
    return written?.refunds[KEY]
  }
  const entries = (length: number) => Array.from({ length }, (_, index) => `c${index}`)

  it("is read as it was written", () => {
    const text =
      `{"version":2,"currency":"KRW","fingerprints":["FFFFFFFFFFFF"],"watermark":{"entries":1,"balance":9000},` +
      `"refunds":{"AAAAAAAAAAAA":{"asked":3000,"byTag":true,"plan":{"amount":3000,"checksum":9000,"known":["c1"]},` +
      `"sent":3,"refuted":1,"open":1,"accepted":false,"rejection":"no","confirming":1,"onlyAttempt":true,` +
      `"passes":true,"maybeDoneAtPg":"PgTimedOut","passedChecksum":10000,` +
      `"outcome":{"_tag":"Succeeded","certain":"new-entry","entry":"c2","amount":2700},"claimed":"c2"}}}`
    const read_ = read(text) as PaymentRecord
    assert.deepStrictEqual(
      defined(read_),
      defined(record({
        plan: { amount: 3000, checksum: 9000, known: ["c1"] },
        sent: 3,
        refuted: 1,
        rejection: "no",
        confirming: 1,
        onlyAttempt: true,
        passes: true,
        maybeDoneAtPg: "PgTimedOut",
        passedChecksum: 10000,
        outcome: { _tag: "Succeeded", certain: "new-entry", entry: "c2", amount: 2700 },
        claimed: "c2"
      }))
    )
  })

  it("stays small: of a long history, and of a refund that is final, only the number of ids is stored", () => {
    const plan = (length: number) => ({ amount: 3000, checksum: 9000, known: entries(length) })
    assert.deepStrictEqual(again({ plan: plan(200) })?.plan, plan(200))
    assert.deepStrictEqual(again({ plan: plan(201) })?.plan?.known, Array.from({ length: 201 }, () => "?"))
    const final = again({ plan: plan(2), outcome: succeeded("tag") })
    assert.deepStrictEqual(final?.plan?.known, ["?", "?"])
    assert.isBelow(write(record({ plan: plan(100_000), rejection: "x".repeat(1_000_000) })).length, 2_000)
  })

  it("means the same to the process that wrote it and to another one", () => {
    const outcomes: ReadonlyArray<RefundRecord["outcome"]> = [
      undefined,
      { _tag: "Succeeded", certain: "answer", entry: undefined, amount: 3000 },
      { _tag: "AcceptedPending" },
      { _tag: "NotRefunded", proof: "NeverSent", rejection: undefined, passes: false },
      { _tag: "Undetermined", cause: "OutOfTime" }
    ]
    for (const outcome of outcomes) {
      for (const settlement of ["sync", "registered", "async"] as const) {
        again({ outcome, settlement, tagged: false, checksumHolds: false, asked: "rest", plan: undefined })
      }
    }
    for (const more of [{ firstSeen: ["c1"] }, { compared: ["c2"] }, { firstSeen: [], compared: [] }]) {
      const text = write({ ...record({}), hasUnknownSecrets: true, ...more })
      assert.deepStrictEqual(defined(read(text)), defined(decoded(text)))
    }
  })

  it("is not written where it could not be read again", () => {
    assert.throws(() => write(record({ sent: NaN })), "sent is not a whole number")
    assert.throws(() => write(record({ plan: { ...plan, amount: 0.5 } })), "amount is not a whole number")
    assert.throws(() => write(record({ outcome: { _tag: "KeyReused", found: 1 } })), "KeyReused")
  })

  it("keeps the beginning of a provider's words", () => {
    const rejection = "x".repeat(1000)
    assert.strictEqual(again({ rejection })?.rejection?.length, 500)
    const outcome = again({
      outcome: { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection, passes: true }
    })?.outcome
    assert.deepInclude(outcome, { passes: true, rejection: "x".repeat(500) })
  })

  it("is ASCII, which a database in any encoding can store, and keeps every character", () => {
    const words = "결제취소에 실패하였습니다. 똠 “\u{1F600}” \\u0041 \\ \ud800 \u0000\u2028"
    for (const rejection of [words, REJECTION.normalize("NFD")]) {
      assert.match(write(record({ rejection, plan: { ...plan, known: [`취소-1 3000`] } })), /^[\x20-\x7e]+$/)
      const kept = again({ rejection, plan: { ...plan, known: [`취소-1 3000`] } })
      assert.strictEqual(kept?.rejection, rejection)
      assert.deepStrictEqual(kept?.plan?.known, ["취소-1 3000"])
    }
  })
})

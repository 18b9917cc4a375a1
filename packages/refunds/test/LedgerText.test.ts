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

const plan = { amount: 3000, checksum: 10000, entries: 0 }
const one: RefundRecord = {
  asked: 3000,
  byTag: true,
  plan,
  sent: 1,
  open: 1,
  accepted: false,
  rejection: undefined,
  confirming: false,
  onlyAttempt: false,
  maybeDoneAtPg: false,
  passedChecksum: undefined,
  outcome: undefined,
  claimed: undefined
}

/** What each of them says of the refund, apart from `one`. */
const meaning: Readonly<Record<Exclude<keyof typeof stored, "two">, Partial<RefundRecord>>> = {
  sending: {},
  ambiguous: { plan: { amount: 3000, checksum: 9000, entries: 1 } },
  succeededByAnswer: { open: 0, outcome: { _tag: "Succeeded", certain: "answer", place: 0 }, claimed: 0 },
  succeededByTag: { outcome: { _tag: "Succeeded", certain: "tag", place: 0 }, claimed: 0 },
  succeededByPosition: { byTag: false, outcome: { _tag: "Succeeded", certain: "position", place: 0 }, claimed: 0 },
  accepted: { accepted: true, outcome: { _tag: "AcceptedPending" } },
  rejected: { open: 0, outcome: { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: REJECTION } },
  confirming: { confirming: true, onlyAttempt: true, rejection: REJECTION },
  rejectedByPg: {
    open: 0,
    onlyAttempt: true,
    outcome: { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: REJECTION }
  },
  saysAlready: { maybeDoneAtPg: true, outcome: { _tag: "Undetermined", cause: "PgSaysAlreadyCancelled" } },
  fenced: {
    open: 0,
    plan: undefined,
    outcome: { _tag: "NotRefunded", proof: "FencedByOther", rejection: undefined }
  },
  mismatch: { open: 0, passedChecksum: 10000 },
  insufficient: {
    asked: 20000,
    plan: undefined,
    sent: 0,
    open: 0,
    outcome: { _tag: "NotRefunded", proof: "InsufficientBalance", rejection: undefined }
  },
  rest: { asked: "rest", plan: { amount: 10000, checksum: 10000, entries: 0 } },
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
    assert.deepStrictEqual(Object.values(record.refunds).map(({ claimed, open }) => [claimed, open]), [[0, 0], [
      undefined,
      1
    ]])
  })

  for (const [name, text] of Object.entries(stored)) {
    it(`is written with the same names again, so that an earlier version can read it: ${name}`, () => {
      assert.deepStrictEqual(JSON.parse(write(read(text) as PaymentRecord)), JSON.parse(text))
    })
  }

  it("of another version, or one that is not a record, is not read", () => {
    for (const text of ["{\"version\":2,\"refunds\":{}}", "text", "{\"version\":1,\"refunds\":{\"a\":{}}}"]) {
      assert.isUndefined(read(text), text)
    }
  })
})

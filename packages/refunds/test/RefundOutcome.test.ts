/**
 * What an outcome and an error tell a program and a person.
 */
import { CancelError, FindPayment, PortOneError } from "@effect-portone/core"
import { RefundLedger, RefundOutcome, RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { inspect } from "node:util"
import { report } from "../src/internal/report.ts"
import { undetermined } from "../src/internal/undeterminedAdvice.ts"
import { type Cause, causes, type Outcome, proofs } from "../src/protocol/outcome.ts"

const facts = {
  payment: undefined,
  currency: "KRW",
  lastError: Option.none<RefundOutcome.LastError>(),
  sends: 1,
  hasLedger: true,
  isStored: true,
  planned: undefined,
  wasSent: true
}
const reported = (outcome: Outcome, fields: Partial<typeof facts> = {}) =>
  Effect.runSync(
    report({ refund: { impUid: "imp_1", key: "refund-1", amount: 3000 }, ...facts, ...fields, outcome })
  )
const lastErrors: ReadonlyArray<RefundOutcome.LastError> = [
  new CancelError.OutcomeUnknown({ payment: "imp_1", reason: "Timeout" }),
  new CancelError.CancelRejected({
    payment: "imp_1",
    code: -1,
    providerMessage: "통신실패",
    status: 200,
    family: "pg",
    proves: "nothing",
    obstacle: "unknown"
  }),
  new FindPayment.LookupFailed({ payment: "imp_1", reason: "Timeout" }),
  new RefundLedger.LedgerFailed({ impUid: "imp_1", problem: "the disk is full" }),
  new RefundTag.TagSecretUnknown({ impUid: "imp_1", fingerprints: ["R7K3QZM2X4TA"] })
]
const unknown = (cause: Cause, fields: Partial<typeof facts> = {}) =>
  reported({ _tag: "Undetermined", cause }, fields) as RefundOutcome.Undetermined

const every: ReadonlyArray<RefundOutcome.RefundOutcome> = [
  ...(["answer", "tag", "new-entry"] as const).flatMap((certain) =>
    [3000, 2700].map((amount) => reported({ _tag: "Succeeded", certain, entry: undefined, amount }))
  ),
  reported({ _tag: "AcceptedPending" }),
  ...proofs.flatMap((proof) =>
    [true, false].map((passes) => reported({ _tag: "NotRefunded", proof, rejection: "한도 초과", passes }))
  ),
  ...lastErrors.map((error) =>
    reported({ _tag: "Undetermined", cause: "OutOfTime" }, { lastError: Option.some(error) })
  ),
  ...causes.flatMap((cause) =>
    [0, 1].flatMap((sends) => [true, false].map((hasLedger) => unknown(cause, { hasLedger, sends })))
  )
]

describe("an undetermined refund", () => {
  it("E5.3 says for each cause what may be done next", () => {
    const next = Object.fromEntries(causes.map((cause) => [cause, undetermined[cause].next]))
    assert.deepStrictEqual(next, {
      NeverConfirmed: "call-again",
      Unreadable: "call-again",
      SnapshotInconsistent: "call-again",
      AnotherRefundOpen: "call-again",
      LedgerFailed: "call-again",
      OutOfTime: "call-again",
      EqualForeignCancel: "compare-first",
      BalanceChanged: "compare-first",
      BalanceIncreased: "compare-first",
      AsyncAnswerLost: "compare-first",
      PgSaysAlreadyCancelled: "compare-first",
      PgTimedOut: "compare-first",
      UnknownRejection: "compare-first",
      SendsUsedUp: "compare-first",
      ChecksumNotTrusted: "compare-first",
      BrokenInvariant: "stop"
    })
  })

  it("is locked by a ledger where the ledger sends nothing more, and never without one", () => {
    assert.sameMembers(causes.filter((cause) => unknown(cause).isLocked), [
      "BalanceIncreased",
      "AsyncAnswerLost",
      "PgSaysAlreadyCancelled",
      "PgTimedOut",
      "UnknownRejection",
      "SendsUsedUp",
      "ChecksumNotTrusted",
      "EqualForeignCancel"
    ])
    const sentNothing = causes.filter((cause) => unknown(cause, { sends: 0, wasSent: false }).isLocked)
    assert.sameMembers(sentNothing, [
      "BalanceIncreased",
      "EqualForeignCancel",
      "PgSaysAlreadyCancelled",
      "PgTimedOut",
      "UnknownRejection",
      "SendsUsedUp"
    ])
    assert.isFalse(causes.some((cause) => unknown(cause, { hasLedger: false }).isLocked))
  })

  it("says that a call which sent nothing did not send, and asks for `earlier` where that would decide it", () => {
    for (const cause of ["AsyncAnswerLost", "ChecksumNotTrusted"] as const) {
      const sentNothing = { sends: 0, wasSent: false }
      assert.match(unknown(cause, { ...sentNothing, hasLedger: false }).message, /sent nothing.*earlier: "none"/)
      assert.match(unknown(cause, sentNothing).message, /leave it unset with a refund ledger/)
      assert.notMatch(unknown(cause, { sends: 0 }).message, /earlier: "none"/)
      assert.notMatch(unknown(cause, { hasLedger: false }).message, /sent nothing/)
    }
  })
})

describe("an outcome", () => {
  it("tells a person in both languages what is known and what to do next", () => {
    for (const { message, messageKo } of every) {
      assert.match(message, /^Refund refund-1 of imp_1: .*\.$/)
      assert.isAtLeast(message.split(/\. |: /).length, 3, message)
      assert.match(messageKo, /^결제 imp_1, 환불 refund-1: .*[.]$/)
      assert.match(messageKo, /(?:세요|니다)\.$/, messageKo)
    }
  })

  it("never calls a refund unknown and not made at the same time", () => {
    for (const { _tag, message, messageKo } of every) {
      const isUnknown = /not known|확인할 수 없습니다/.test(message + messageKo)
      assert.strictEqual(isUnknown, _tag === "Undetermined", message)
      assert.strictEqual(
        /refund was not made|환불되지 않았습니다/.test(message + messageKo),
        _tag === "Rejected" || _tag === "NotRefunded"
      )
      assert.notMatch(message, /[Nn]o money moved/)
    }
  })

  it("lets only a proved refund be done, and a new attempt without comparing only where none can double it", () => {
    for (const outcome of every) {
      assert.strictEqual(outcome.next === "done", outcome._tag === "Succeeded" && outcome.amount === outcome.asked)
      const says = outcome.message + outcome.messageKo
      if (outcome.next === "call-again") assert.match(says, /[Cc]all again.*same key.*같은 키로 다시 호출/)
      else if (outcome.next === "compare-first") assert.notMatch(outcome.message, /^[^;]*\. Call again/)
      else assert.notMatch(says, /[Cc]all again|다시 호출하세요/)
    }
  })

  it("is what its schema says, there and back", () => {
    const codec = Schema.toCodecJson(RefundOutcome.RefundOutcome)
    for (const outcome of every) {
      const text = JSON.stringify(Schema.encodeSync(codec)(outcome))
      const again: RefundOutcome.RefundOutcome = Schema.decodeSync(codec)(JSON.parse(text))
      assert.deepStrictEqual(again, outcome)
    }
  })

  it("has the type that its schema has", () => {
    type Same<A, B> = [A, B] extends [B, A] ? true : false
    const same: ReadonlyArray<true> = [
      true satisfies Same<RefundOutcome.Succeeded, typeof RefundOutcome.Succeeded.Type>,
      true satisfies Same<RefundOutcome.AcceptedPending, typeof RefundOutcome.AcceptedPending.Type>,
      true satisfies Same<RefundOutcome.Rejected, typeof RefundOutcome.Rejected.Type>,
      true satisfies Same<RefundOutcome.NotRefunded, typeof RefundOutcome.NotRefunded.Type>,
      true satisfies Same<RefundOutcome.Undetermined, typeof RefundOutcome.Undetermined.Type>,
      true satisfies Same<RefundOutcome.RefundOutcome, typeof RefundOutcome.RefundOutcome.Type>
    ]
    assert.lengthOf(same, 6)
  })
})

describe("an error", () => {
  const errors = [
    new RefundOutcome.KeyReused({ impUid: "imp_1", key: "refund-1", asked: 2000, found: "rest" }),
    new RefundOutcome.InvalidRefund({ field: "amount", problem: "must be above 0", problemKo: "0보다 커야 합니다" }),
    new RefundOutcome.InvalidRefund({ field: "amount", problem: "must be above 0" }),
    new RefundLedger.LedgerFailed({ impUid: "imp_1", problem: "the disk is full" }),
    new RefundTag.TagSecretUnknown({ impUid: "imp_1", fingerprints: ["R7K3QZM2X4TA"] }),
    new RefundTag.UnusableTagSecret({ problem: "has fewer than 32 characters" })
  ]

  for (const error of errors) {
    it(`${error._tag} says whether money moved and whether to call again, in both languages`, () => {
      assert.isTrue(PortOneError.isPortOneError(error))
      assert.match(
        error.message,
        /(?:moved no money|No money moved|sent nothing|moved money is not known).*\. [A-Z].*\.$/
      )
      assert.match(error.messageKo, /[가-힣].*(?:없습니다|않았습니다)\. .*세요\.$/)
      const json = JSON.parse(JSON.stringify(error))
      const { message, messageKo, moneyMoved, resend } = error
      assert.deepInclude(json, { _tag: error._tag, moneyMoved, resend, message, messageKo })
      assert.notInclude(inspect(json), "stack")
    })
  }

  it("narrows by what it says of money, because the values are literal types", () => {
    type All = RefundOutcome.KeyReused | RefundOutcome.InvalidRefund | RefundLedger.LedgerFailed
    const tags: ReadonlyArray<Extract<All, { readonly moneyMoved: "no" }>["_tag"]> = ["KeyReused", "InvalidRefund"]
    const again: ReadonlyArray<Extract<All, { readonly resend: "safe" }>["_tag"]> = ["LedgerFailed"]
    assert.lengthOf([...tags, ...again], 3)
  })
})

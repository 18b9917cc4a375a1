/**
 * The judge: compares what the callers reported with what the server carried out.
 */
import { group } from "./group.ts"
import type { Applied, Call, Received, Round, Truth, Unfinished, Violation } from "./records.ts"

/** Everything that was written down about some rounds. */
export interface Evidence {
  readonly rounds: ReadonlyArray<Round>
  readonly truth: ReadonlyArray<Truth>
  readonly calls: ReadonlyArray<Call>
  readonly unfinished: ReadonlyArray<Unfinished>
}

export const judge = (evidence: Evidence): ReadonlyArray<Violation> => {
  const truth = group(evidence.truth, ({ impUid }) => impUid)
  const calls = group(evidence.calls, ({ impUid }) => impUid)
  const unfinished = group(evidence.unfinished, ({ impUid }) => impUid)
  return evidence.rounds.flatMap((round) =>
    ofRound(
      round,
      truth.get(round.impUid) ?? [],
      calls.get(round.impUid) ?? [],
      unfinished.get(round.impUid) ?? []
    )
  )
}

// internal

const ofRound = (
  round: Round,
  truth: ReadonlyArray<Truth>,
  calls: ReadonlyArray<Call>,
  unfinished: ReadonlyArray<Unfinished>
): ReadonlyArray<Violation> => {
  const found: Array<Violation> = []
  const report = (kind: string, refund: string, text: string) =>
    found.push({ kind, round: round.name, impUid: round.impUid, refund, text })
  const received = truth.filter((one) => one.type === "received")
  const applied = truth.filter((one) => one.type === "applied")
  const takenBack = new Set(truth.flatMap((one) => one.type === "takenBack" ? [one.nonce] : []))

  for (const one of received) {
    const refund = one.nonce === undefined ? "unknown" : refundOf(one.nonce)
    if (typeof one.amount !== "number" || !(one.amount > 0)) {
      report("cancel without an amount", refund, `amount ${String(one.amount)}`)
    }
    if (typeof one.checksum !== "number" || !(one.checksum > 0)) {
      report("cancel without a checksum", refund, `checksum ${String(one.checksum)}`)
    }
  }

  for (const { amount, refund } of round.refunds) {
    const own = applied.filter(({ nonce }) => nonce !== undefined && refundOf(nonce) === refund)
    if (round.isInside && own.length > 1) {
      const keys = new Set(own.map(({ nonce }) => nonce)).size
      const advice = keys > 1 ? ", under keys that the outcomes advised to change" : ""
      report("refunded twice", refund, `${own.map((one) => one.amount).join(" + ")} for ${amount}${advice}`)
    }
  }

  if (round.totalSends !== undefined) {
    const counted = received.filter(({ isTokenRejected }) => !isTokenRejected)
    for (const [nonce, list] of group(counted, ({ nonce }) => nonce ?? "")) {
      if (list.length > round.totalSends) report("too many sends", refundOf(nonce), `${list.length} under one key`)
    }
  }

  for (const call of calls) {
    const own = applied.filter(({ nonce }) => nonce === call.nonce)
    const sent = received.filter((one) => isOfCall(one, call))
    for (const [kind, text] of falseIn(round, call, own, sent, takenBack.has(call.nonce))) {
      report(kind, refundOf(call.nonce), `${text}: ${summary(call)}`)
    }
  }

  for (const one of unfinished) {
    report("no end", one.refund, `${one.calls} calls although no fault was left, last ${one.last}`)
  }
  return found
}

/** The statements of a call that the truth contradicts. */
const falseIn = function*(
  round: Round,
  call: Call,
  own: ReadonlyArray<Applied>,
  sent: ReadonlyArray<Received>,
  isTakenBack: boolean
): Iterable<readonly [kind: string, text: string]> {
  const asked = round.refunds.find(({ refund }) => refund === refundOf(call.nonce))?.amount
  const before = own.filter(({ at }) => at <= call.endedAt)

  if (call.tag === "Succeeded") {
    if (before.length === 0) yield ["success without a refund", "nothing was carried out"]
    else if (!before.some(({ amount }) => amount === call.amount)) {
      yield ["wrong amount", `${before[0]!.amount} was carried out`]
    }
  }

  if ((call.tag === "Rejected" || call.tag === "NotRefunded") && !isTakenBack) {
    // With a ledger a final outcome covers every cancel of the key, otherwise those sent before it.
    const isFinal = round.hasLedger && call.next !== "call-again"
    const against = own.filter(({ receivedAt }) => isFinal || receivedAt <= call.endedAt)
    if (against.length > 0) yield ["denied although refunded", `${against[0]!.amount} was carried out`]
  }

  if (call.isError && call.moneyMoved === "no") {
    const moved = own.filter(({ process, receivedAt }) =>
      process === call.process && receivedAt >= call.startedAt && receivedAt <= call.endedAt
    )
    if (moved.length > 0) yield ["denied although refunded", `this call gave back ${moved[0]!.amount}`]
  }
  // Without a ledger, a key that gave back another amount looks as if it was asked for that amount.
  const looksReused = !round.hasLedger && sent.length === 0 && before.some(({ amount }) => amount !== asked)
  if (call.tag === "KeyReused" && !looksReused) {
    yield ["false KeyReused", "the key was only called with one amount"]
  }

  if (call.sends === 0 && sent.length > 0) yield ["false count of sends", `${sent.length} cancels arrived`]
  if (call.proof === "NeverSent" && sent.length > 0) yield ["false count of sends", `${sent.length} cancels arrived`]

  if (round.isInside && call.cause === "BrokenInvariant") {
    yield ["alarm within the assumptions", "no assumption was broken"]
  }
  const isFenced = call.proof === "FencedByOther" || call.cause === "BalanceChanged"
  if (round.isInside && round.isOursAndTagged && isFenced) {
    yield ["ended by a sibling", "every cancel of the payment is one of ours"]
  }
}

// The process and the time identify a call, because no process makes two calls of one nonce at the
// same time, and none sends after its call ended.
const isOfCall = (one: Received, call: Call) =>
  one.nonce === call.nonce && one.process === call.process && one.at >= call.startedAt && one.at <= call.endedAt

const refundOf = (nonce: string) => nonce.split(".")[0]!

const summary = (call: Call) =>
  [call.tag, call.cause ?? call.proof ?? call.certain, call.next ?? call.resend, call.amount]
    .filter((part) => part !== undefined).map(String).join(" ")

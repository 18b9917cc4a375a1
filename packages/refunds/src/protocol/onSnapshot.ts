/**
 * What a look-up of the payment decides.
 */
import { firstIds, idsOf } from "./history.ts"
import { match } from "./match.ts"
import { isWhole, type Snapshot } from "./snapshot.ts"
import type { Plan, State, Step } from "./state.ts"
import { finish, found, giveUp, send, undetermined, unusable, wait } from "./transitions.ts"

/** Decides on one snapshot. */
export const onSnapshot = (before: State, snapshot: Snapshot): Step => {
  if (!isWhole(snapshot)) return unusable(before, "SnapshotInconsistent")
  const { passedChecksum, watermark } = before
  if (watermark !== undefined) {
    // Fewer entries: an old answer, or a cancel that was taken back. Only time can tell which.
    if (snapshot.entries.length < watermark.entries) return unusable(before, "BalanceIncreased")
    if (snapshot.balance > watermark.balance) return undetermined(before, "BalanceIncreased")
  }
  if (passedChecksum !== undefined && snapshot.balance >= passedChecksum) {
    // An old answer, or PortOne compares with another balance than it shows, as with some
    // promotions.
    return unusable(before, snapshot.balance === passedChecksum ? "ChecksumNotTrusted" : "BalanceIncreased")
  }
  const state: State = {
    ...before,
    watermark: { entries: snapshot.entries.length, balance: snapshot.balance },
    firstSeen: before.firstSeen ?? firstIds(snapshot.entries)
  }

  const result = match(state, snapshot)
  switch (result._tag) {
    case "Mine":
      return found({ ...state, plan: state.plan ?? planOf(snapshot, state.ask.amount, result.entry.amount) }, result)
    case "Twice":
      return undetermined(state, "BrokenInvariant")
    case "OtherAmount":
      return finish(state, { _tag: "KeyReused", found: result.found })
    case "Equal":
      // The other refund's answer may tell whose the entry is.
      return result.sibling === "running"
        ? unusable(state, "AnotherRefundOpen")
        : equal(state, snapshot)
    case "Vanished":
      return unusable(state, result.isFewer ? "BalanceIncreased" : "SnapshotInconsistent")
    case "NotVisibleYet":
      return unusable(state, "SnapshotInconsistent")
    case "Sibling":
      return fenced(state, snapshot, true)
    case "NeverMine": {
      // Not an end while the entry may turn out to be another refund's of ours.
      if (state.ask.onForeign === "stop" && result.sibling !== undefined) {
        return result.sibling === "running"
          ? unusable(state, "AnotherRefundOpen")
          : giveUp(state, "AnotherRefundOpen")
      }
      return fenced(state, snapshot, false)
    }
    case "NotYet":
      return state.plan === undefined ? plan(state, snapshot) : notYet(state, state.plan)
  }
}

// The balance has left our checksum and the entry that moved it is not ours, so no send of this
// plan can apply any more if PortOne compares and applies in one step. Where it does not, a request
// that has passed the check may still apply, so the quiet period comes first here too.
const fenced = (state: State, snapshot: Snapshot, bySiblings: boolean): Step => {
  if (state.open > 0) {
    if (isAsync(state)) return undetermined(state, "AsyncAnswerLost")
    // A checksum that is not compared rejects nothing, and our entry may be anywhere in the
    // history.
    if (!state.ask.profile.checksumHolds) return undetermined(state, "ChecksumNotTrusted")
    if (state.quiet < state.ask.budget.quiet - 1) {
      return wait({ ...state, quiet: state.quiet + 1 }, "quiet", state.quiet + 1)
    }
  }
  // The PG's earlier cancel may be this refund, which PortOne then does not show.
  if (state.maybeDoneAtPg !== undefined) return undetermined(state, state.maybeDoneAtPg)
  const settled: State = { ...state, plan: undefined, open: 0, quiet: 0, confirming: 0, refuted: state.sent }
  if (bySiblings || state.ask.onForeign === "replan") {
    // Each sibling lowers the balance, so the sends that siblings fence are bounded without a
    // budget.
    const again: State = {
      ...settled,
      rejection: undefined,
      ...bySiblings ? { sentHere: 0, undecidedReads: 0 } : {}
    }
    // Our attempt is fenced; another call under this key may have planned on the new balance before
    // us.
    return match(again, snapshot)._tag === "Equal"
      ? equal(again, snapshot)
      : plan(again, snapshot)
  }
  // Another call under this key may plan again on the new balance; only without one is this final.
  return state.ask.earlier !== "possible"
    ? finish(settled, { _tag: "NotRefunded", proof: "FencedByOther", rejection: state.rejection, passes: false })
    : undetermined(settled, "BalanceChanged")
}

// Where nothing was sent there is no plan that a later call compares the history with, so the
// entries count as found first until a person has compared.
const equal = (state: State, { entries }: Snapshot): Step =>
  undetermined(state.sent === 0 ? { ...state, firstSeen: firstIds(entries) } : state, "EqualForeignCancel")

const plan = (state: State, snapshot: Snapshot): Step => {
  const { profile } = state.ask
  const amount = state.ask.amount === "rest" ? snapshot.balance : state.ask.amount
  // A balance only falls, so an amount that does not fit now never will; and a cancel that is not
  // in this history cannot get into it any more.
  if (amount > snapshot.balance || amount <= 0) {
    return finish(state, {
      _tag: "NotRefunded",
      proof: "InsufficientBalance",
      rejection: state.rejection,
      passes: false
    })
  }
  const spent = spentBudget(state)
  if (spent !== undefined) return undetermined(state, spent)
  // A cancel that an earlier call left open is not in the history, and no checksum stops it. Only
  // an amount above half the balance is safe, because two of them do not fit.
  if (state.ask.earlier === "possible" && 2 * amount <= snapshot.balance) {
    if (isAsync(state)) return undetermined(state, "AsyncAnswerLost")
    if (!profile.checksumHolds) return undetermined(state, "ChecksumNotTrusted")
  }
  return send(state, {
    amount,
    checksum: snapshot.balance,
    known: idsOf(snapshot.entries),
    ...(snapshot.hasPromotion === true ? { hasPromotion: true } : {})
  })
}

// The balance is still at our checksum. The request may be lost, late or rejected; only sending the
// same cancel again can decide it.
const notYet = (state: State, plan: Plan): Step => {
  const { ask } = state
  if (state.accepted) return unusable(state, "NeverConfirmed")
  const next: State = { ...state, quiet: state.quiet + 1, undecidedReads: state.undecidedReads + 1 }
  if (next.undecidedReads >= ask.budget.reads) return giveUp(next, "NeverConfirmed")
  if (state.confirming > 0) return next.quiet < state.confirming ? wait(next, "confirm", next.quiet) : confirmed(next)
  if (state.maybeDoneAtPg !== undefined) {
    return next.quiet < 2 ? wait(next, "confirm", next.quiet) : undetermined(next, state.maybeDoneAtPg)
  }
  if (state.rejection !== undefined) return undetermined(next, "NeverConfirmed")
  if (state.open > 0) {
    if (isAsync(state)) return wait(next, "read", next.undecidedReads)
    if (!ask.profile.checksumHolds && 2 * plan.amount <= plan.checksum) return undetermined(next, "ChecksumNotTrusted")
    if (next.quiet < ask.budget.quiet) return wait(next, "quiet", next.quiet)
  }
  const spent = spentBudget(state)
  return spent === undefined ? send(next, plan) : undetermined(next, spent)
}

// Look-ups after the rejection show no entry, so that attempt is over. Whether every other attempt
// is proved dead decides what this proves.
const confirmed = (state: State): Step => {
  const over: State = {
    ...state,
    confirming: 0,
    // PortOne's own rejection has closed its attempt already.
    open: state.confirming === 2 ? Math.max(0, state.open - 1) : state.open,
    quiet: 0
  }
  if (!state.onlyAttempt || over.open > 0) return undetermined(over, "NeverConfirmed")
  const { passes, rejection } = state
  return finish({ ...over, refuted: state.sent, plan: passes ? undefined : state.plan }, {
    _tag: "NotRefunded",
    proof: "OnlyAttemptRejected",
    rejection,
    passes
  })
}

// Every further call would only lose one more answer, or be rejected once more, so the sends of a
// key end some day.
const spentBudget = ({ ask, refuted, sent, sentHere }: State) =>
  sent - refuted >= ask.budget.life || sent >= REFUTED_SENDS * ask.budget.life
    ? "SendsUsedUp"
    : sentHere >= ask.budget.sends
    ? ask.profile.settlement === "async" ? "AsyncAnswerLost" : "NeverConfirmed"
    : undefined

// Sends that are proved never to apply count a tenth, so that hours of maintenance use no key up.
const REFUTED_SENDS = 10

const isAsync = ({ ask }: State) => ask.profile.settlement === "async"

// The plan that another call must have made, so that the amount can be reported when the payment
// cannot be read. Nothing is sent under it. All that was left is asked for with the whole balance.
const planOf = ({ balance }: Snapshot, asked: number | "rest", amount: number): Plan => ({
  amount: asked === "rest" ? balance + amount : amount,
  checksum: balance + amount,
  known: []
})

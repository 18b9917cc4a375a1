/**
 * What a look-up of the payment decides.
 */
import { match } from "./match.ts"
import { isWhole, type Snapshot } from "./snapshot.ts"
import type { Plan, State, Step } from "./state.ts"
import { finish, giveUp, send, undetermined, unusable, wait } from "./transitions.ts"

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
  const state: State = { ...before, watermark: { entries: snapshot.entries.length, balance: snapshot.balance } }

  const found = match(state, snapshot)
  switch (found._tag) {
    case "Mine":
      return finish({ ...state, plan: state.plan ?? planOf(snapshot, found.place) }, {
        _tag: "Succeeded",
        certain: found.certain,
        place: found.place
      })
    case "Twice":
      return undetermined(state, "BrokenInvariant")
    case "OtherAmount":
      return finish(state, { _tag: "KeyReused", found: snapshot.entries[found.place]?.amount ?? 0 })
    case "Equal":
      return undetermined(state, "EqualForeignCancel")
    case "NotVisibleYet":
      return unusable(state, "SnapshotInconsistent")
    case "NeverMine":
      return fenced(state, snapshot)
    case "NotYet":
      return state.plan === undefined ? plan(state, snapshot) : notYet(state, state.plan)
  }
}

// The balance has left our checksum and the entry that moved it is not ours, so no send of this
// plan can apply any more if PortOne compares and applies in one step. Where it does not, a request
// that has passed the check may still apply, so the quiet period comes first here too.
const fenced = (state: State, snapshot: Snapshot): Step => {
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
  if (state.maybeDoneAtPg) return undetermined(state, "PgSaysAlreadyCancelled")
  const settled: State = { ...state, plan: undefined, open: 0, quiet: 0, confirming: false }
  if (state.ask.onForeign === "replan") {
    // Our attempt is fenced; another call under this key may have planned on the new balance before
    // us.
    return match(settled, snapshot)._tag === "Equal"
      ? undetermined(settled, "EqualForeignCancel")
      : plan(settled, snapshot)
  }
  // Another call under this key may plan again on the new balance; only without one is this final.
  return state.ask.earlier !== "possible"
    ? finish(settled, { _tag: "NotRefunded", proof: "FencedByOther", rejection: state.rejection })
    : undetermined(settled, "BalanceChanged")
}

const plan = (state: State, snapshot: Snapshot): Step => {
  const { profile } = state.ask
  const amount = state.ask.amount === "rest" ? snapshot.balance : state.ask.amount
  // A balance only falls, so an amount that does not fit now never will; and a cancel that is not
  // in this history cannot get into it any more.
  if (amount > snapshot.balance || amount <= 0) {
    return finish(state, { _tag: "NotRefunded", proof: "InsufficientBalance", rejection: state.rejection })
  }
  if (state.sentHere >= state.ask.budget.sends) return undetermined(state, "NeverConfirmed")
  // A cancel that an earlier call left open is not in the history, and no checksum stops it. Only
  // an amount above half the balance is safe, because two of them do not fit.
  if (state.ask.earlier === "possible" && 2 * amount <= snapshot.balance) {
    if (isAsync(state)) return undetermined(state, "AsyncAnswerLost")
    if (!profile.checksumHolds) return undetermined(state, "ChecksumNotTrusted")
  }
  return send(state, { amount, checksum: snapshot.balance, entries: snapshot.entries.length })
}

// The balance is still at our checksum. The request may be lost, late or rejected; only sending the
// same cancel again can decide it.
const notYet = (state: State, plan: Plan): Step => {
  const { ask } = state
  if (state.accepted) return unusable(state, "NeverConfirmed")
  const next: State = { ...state, quiet: state.quiet + 1, undecidedReads: state.undecidedReads + 1 }
  if (next.undecidedReads >= ask.budget.reads) return giveUp(next, cause(state))
  if (state.confirming) return next.quiet < 2 ? wait(next, "confirm", next.quiet) : confirmed(next)
  if (state.maybeDoneAtPg) {
    return next.quiet < 2 ? wait(next, "confirm", next.quiet) : undetermined(next, "PgSaysAlreadyCancelled")
  }
  if (state.rejection !== undefined) return undetermined(next, "NeverConfirmed")
  if (state.open > 0) {
    if (isAsync(state)) return wait(next, "read", next.undecidedReads)
    if (!ask.profile.checksumHolds && 2 * plan.amount <= plan.checksum) return undetermined(next, "ChecksumNotTrusted")
    if (next.quiet < ask.budget.quiet) return wait(next, "quiet", next.quiet)
  }
  if (state.sentHere >= ask.budget.sends) return undetermined(next, cause(state))
  return send(next, plan)
}

// A PG rejected and two look-ups a minute apart show no entry, so that attempt is over. Whether it
// was the only one decides what this proves.
const confirmed = (state: State): Step => {
  const over: State = { ...state, confirming: false, open: Math.max(0, state.open - 1), quiet: 0 }
  return state.onlyAttempt
    ? finish(over, { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: state.rejection })
    : undetermined(over, "NeverConfirmed")
}

const isAsync = ({ ask }: State) => ask.profile.settlement === "async"

const cause = (state: State) => state.ask.profile.settlement === "async" ? "AsyncAnswerLost" : "NeverConfirmed"

// The plan that another call must have made, so that the amount can be reported when the payment
// cannot be read.
const planOf = ({ entries, paid }: Snapshot, place: number): Plan => ({
  amount: entries[place]?.amount ?? 0,
  checksum: entries.slice(0, place).reduce((left, { amount }) => left - amount, paid),
  entries: place
})

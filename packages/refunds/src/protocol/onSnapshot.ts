/**
 * What a look at the payment decides.
 */
import { match } from "./match.ts"
import { isWhole, type Snapshot } from "./Snapshot.ts"
import type { Plan, State, Step } from "./State.ts"
import { finish, giveUp, send, unknown, unusable, wait } from "./transitions.ts"

/** One look. */
export const onSnapshot = (before: State, snapshot: Snapshot): Step => {
  if (!isWhole(snapshot)) return unusable(before, "SnapshotInconsistent")
  const { passed, watermark } = before
  if (watermark !== undefined) {
    // Fewer entries: an old answer, or a cancel that was taken back. Time tells them apart.
    if (snapshot.entries.length < watermark.entries) return unusable(before, "BalanceIncreased")
    if (snapshot.balance > watermark.balance) return unknown(before, "BalanceIncreased")
  }
  if (passed !== undefined && snapshot.balance >= passed) {
    // An old answer; or the provider does not go by the balance it shows, as with some promotions.
    return unusable(before, snapshot.balance === passed ? "ChecksumNotTrusted" : "BalanceIncreased")
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
      return unknown(state, "BrokenInvariant")
    case "OtherAmount":
      return finish(state, { _tag: "KeyReused", found: snapshot.entries[found.place]?.amount ?? 0 })
    case "Equal":
      return unknown(state, "EqualForeignCancel")
    case "NotVisibleYet":
      return unusable(state, "SnapshotInconsistent")
    case "NeverMine":
      return fenced(state, snapshot)
    case "NotYet":
      return state.plan === undefined ? plan(state, snapshot) : notYet(state, state.plan)
  }
}

// The balance has moved off our checksum, and the entry that moved it is not ours: nothing under this plan can be applied any more, if the provider
// compares and acts in one step. Where it does not, what has passed its check may still act; so the quiet period comes first here too.
const fenced = (state: State, snapshot: Snapshot): Step => {
  if (state.open > 0) {
    if (isAsync(state)) return unknown(state, "AsyncAnswerLost")
    // A checksum that is not compared holds nothing off, and ours may stand anywhere in the history.
    if (!state.ask.profile.checksumHolds) return unknown(state, "ChecksumNotTrusted")
    if (state.quiet < state.ask.budget.quiet - 1) {
      return wait({ ...state, quiet: state.quiet + 1 }, "quiet", state.quiet + 1)
    }
  }
  // A PG that says it was cancelled before may mean this very refund, which PortOne then does not show.
  if (state.saysAlready) return unknown(state, "PgSaysAlreadyCancelled")
  const settled: State = { ...state, plan: undefined, open: 0, quiet: 0, confirming: false }
  if (state.ask.onForeign === "replan") {
    // Our own attempt is fenced; another call under this key may have planned on the new balance before us.
    return match(settled, snapshot)._tag === "Equal"
      ? unknown(settled, "EqualForeignCancel")
      : plan(settled, snapshot)
  }
  // Another call under the same key may plan again on the new balance; only when there is none is this an end.
  return state.ask.earlier !== "possible"
    ? finish(settled, { _tag: "NotRefunded", proof: "FencedByOther", refusal: state.refusal })
    : unknown(settled, "BalanceChanged")
}

const plan = (state: State, snapshot: Snapshot): Step => {
  const { profile } = state.ask
  const amount = state.ask.amount === "rest" ? snapshot.balance : state.ask.amount
  // A balance only falls, so what does not fit now never will; and what is not in this history cannot get into it any more.
  if (amount > snapshot.balance || amount <= 0) {
    return finish(state, { _tag: "NotRefunded", proof: "InsufficientBalance", refusal: state.refusal })
  }
  if (state.here >= state.ask.budget.sends) return unknown(state, "NeverConfirmed")
  // What an earlier call left under way cannot be seen in the history, and no checksum holds it off; unless two do not fit.
  if (state.ask.earlier === "possible" && 2 * amount <= snapshot.balance) {
    if (isAsync(state)) return unknown(state, "AsyncAnswerLost")
    if (!profile.checksumHolds) return unknown(state, "ChecksumNotTrusted")
  }
  return send(state, { amount, checksum: snapshot.balance, entries: snapshot.entries.length })
}

// The balance is still at our checksum. What was sent may be lost, late, or refused; only a repetition can bring a decision.
const notYet = (state: State, plan: Plan): Step => {
  const { ask } = state
  if (state.accepted) return unusable(state, "NeverConfirmed")
  const next: State = { ...state, quiet: state.quiet + 1, vain: state.vain + 1 }
  if (next.vain >= ask.budget.reads) return giveUp(next, cause(state))
  if (state.confirming) return next.quiet < 2 ? wait(next, "confirm", next.quiet) : confirmed(next)
  if (state.saysAlready) {
    return next.quiet < 2 ? wait(next, "confirm", next.quiet) : unknown(next, "PgSaysAlreadyCancelled")
  }
  if (state.refusal !== undefined) return unknown(next, "NeverConfirmed")
  if (state.open > 0) {
    if (isAsync(state)) return wait(next, "read", next.vain)
    if (!ask.profile.checksumHolds && 2 * plan.amount <= plan.checksum) return unknown(next, "ChecksumNotTrusted")
    if (next.quiet < ask.budget.quiet) return wait(next, "quiet", next.quiet)
  }
  if (state.here >= ask.budget.sends) return unknown(next, cause(state))
  return send(next, plan)
}

// A PG refused, and two looks a minute apart show no sign of it: that attempt is over. Whether it was the only one decides what that proves.
const confirmed = (state: State): Step => {
  const over: State = { ...state, confirming: false, open: Math.max(0, state.open - 1), quiet: 0 }
  return state.onlyAttempt
    ? finish(over, { _tag: "NotRefunded", proof: "RefusedOnlyAttempt", refusal: state.refusal })
    : unknown(over, "NeverConfirmed")
}

const isAsync = ({ ask }: State) => ask.profile.settlement === "async"

const cause = (state: State) => state.ask.profile.settlement === "async" ? "AsyncAnswerLost" : "NeverConfirmed"

// What another call must have planned, so that it can be told what was given back when the payment cannot be read.
const planOf = ({ entries, paid }: Snapshot, place: number): Plan => ({
  amount: entries[place]?.amount ?? 0,
  checksum: entries.slice(0, place).reduce((left, { amount }) => left - amount, paid),
  entries: place
})

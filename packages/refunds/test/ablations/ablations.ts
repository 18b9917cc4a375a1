/**
 * The rules that keep the protocol safe, and the edits that take each of them out of its source.
 *
 * The production code has no switches. A negative control runs a copy of `src/protocol` with these
 * edits and must then find a violation, which shows that the rule is needed.
 */

/** One edit: in `file`, the only occurrence of `text` becomes `replacement`. */
export interface Edit {
  /** Its name in `src/protocol`. */
  readonly file: string
  /** Has to occur exactly once, or the control fails. */
  readonly text: string
  readonly replacement: string
}

/** One rule and what its removal takes. */
export interface Ablation {
  /** What the rule demands. */
  readonly rule: string
  readonly edits: ReadonlyArray<Edit>
}

/** The rules. */
export const ablations = {
  readBeforeResend: {
    rule: "After an answer that decides nothing, the payment is read before anything is sent again.",
    edits: [
      {
        file: "onVerdict.ts",
        text: `case "Ambiguous":
      return read(state)`,
        replacement: `case "Ambiguous":
      return state.plan !== undefined && state.sentHere < state.ask.budget.sends ? send(state, state.plan) : read(state)`
      },
      {
        file: "onVerdict.ts",
        text: `inFlight: undefined`,
        replacement: `inFlight: step.command._tag === "Send" ? step.state.inFlight : undefined`
      },
      {
        file: "onVerdict.ts",
        text: `import { finish, read, unusable } from`,
        replacement: `import { finish, read, send, unusable } from`
      }
    ]
  },
  checksum: {
    rule: "Every cancel carries the balance it was planned on.",
    edits: [{
      file: "transitions.ts",
      text: `command: { _tag: "Send", plan }`,
      replacement: `command: { _tag: "Send", plan, unchecked: true }`
    }]
  },
  tag: {
    rule: "A refund is recognised by its tag in the payment history.",
    edits: [
      {
        file: "history.ts",
        text: `if (id === undefined) return { entry, owner: "unclear" }`,
        replacement: `if (true) return { entry, owner: id === "" ? "mine" : "unclear" }`
      },
      {
        file: "match.ts",
        text: `(ask.tag === undefined || !ask.profile.echoesReason || entry.words.length > 0)`,
        replacement: `(ask.tag === undefined || true || entry.words.length > 0)`
      }
    ]
  },
  samePlan: {
    rule: "Every send of one plan carries the same amount and checksum.",
    edits: [{
      file: "match.ts",
      text: `if (balance === plan.checksum) return { _tag: "NotYet" }`,
      replacement: `if (balance === plan.checksum) return { _tag: "NotYet" }
  if (true) return { _tag: "NeverMine", sibling: undefined }`
    }]
  },
  wholeReads: {
    rule: "A history and a balance that do not add up are not used.",
    edits: [{
      file: "onSnapshot.ts",
      text: `if (!isWhole(snapshot)) return unusable(before, "SnapshotInconsistent")`,
      replacement: ``
    }]
  },
  watermark: {
    rule: "A look-up older than what is already known is not used.",
    edits: [
      {
        file: "onSnapshot.ts",
        text: `if (watermark !== undefined) {`,
        replacement: `if (false) {`
      },
      {
        file: "onSnapshot.ts",
        text: `if (passedChecksum !== undefined && snapshot.balance >= passedChecksum) {`,
        replacement: `if (false) {`
      },
      {
        file: "paymentRecord.ts",
        text: `const watermark = newest(record.watermark, state.watermark)`,
        replacement: `const watermark = undefined`
      }
    ]
  },
  equalIsUndetermined: {
    rule: "An entry of the same amount that is not provably ours is not taken for ours.",
    edits: [
      {
        file: "match.ts",
        text: `const suspects = owned.filter((one) =>`,
        replacement: `const suspects = owned.filter((one) => false &&`
      },
      {
        file: "match.ts",
        text:
          `if (equal.some((one) => couldBeMine(state, one))) return { _tag: "Equal", sibling: maybeSibling(state, equal) }`,
        replacement: `const [first] = equal.filter((one) => couldBeMine(state, one))
  if (first !== undefined) return { _tag: "Mine", entry: first.entry, certain: "new-entry" }`
      }
    ]
  },
  foundByNewLedger: {
    rule: "What a ledger finds in the history when it first sees a payment may be a refund that it does not know.",
    edits: [
      {
        file: "match.ts",
        text: `state.ask.earlier === "in-ledger" && state.isCompared`,
        replacement: `state.ask.earlier === "in-ledger"`
      }
    ]
  },
  quietPeriod: {
    rule: "A cancel is repeated only when earlier requests can no longer be inside the provider.",
    edits: [
      {
        file: "onSnapshot.ts",
        text: `if (state.quiet < state.ask.budget.quiet - 1) {`,
        replacement: `if (false) {`
      },
      {
        file: "onSnapshot.ts",
        text: `if (next.quiet < ask.budget.quiet) return`,
        replacement: `if (false) return`
      }
    ]
  },
  neverResendAsync: {
    rule: "Where a PG settles later, nothing is sent again after an answer that decides nothing.",
    edits: [{
      file: "onSnapshot.ts",
      text: `const isAsync = ({ ask }: State) => ask.profile.settlement === "async"`,
      replacement: `const isAsync = (_: State) => false`
    }]
  },
  quietReadProvesNothing: {
    rule: "A look-up without the entry does not prove that the refund was not made.",
    edits: [{
      file: "onSnapshot.ts",
      text: `if (state.accepted) return unusable(state, "NeverConfirmed")`,
      replacement: `if (state.accepted) return unusable(state, "NeverConfirmed")
  if (state.open > 0) return finish(state, { _tag: "NotRefunded", proof: "FencedByOther", rejection: state.rejection, passes: false })`
    }]
  },
  onlyAttemptRejection: {
    rule: "A rejection is final only when it answers the only attempt there ever was.",
    edits: [
      {
        file: "onVerdict.ts",
        text:
          `return read({ ...closed, rejection, passes, confirming: state.confirming === 2 ? 2 : 1, quiet: 0, onlyAttempt })`,
        replacement: `return finish(closed, { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection, passes })`
      },
      {
        file: "onVerdict.ts",
        text: `return read({ ...state, rejection, passes, confirming: 2, quiet: 0, onlyAttempt })`,
        replacement: `return finish(closed, { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection, passes })`
      }
    ]
  },
  serialise: {
    rule: "Refunds of one payment that tags cannot tell apart go one after the other.",
    edits: [{
      file: "paymentRecord.ts",
      text: `Object.entries(record.refunds).find(([other, one])`,
      replacement: `Object.entries({}).find(([other, one])`
    }]
  },
  undeterminedLocks: {
    rule: "A refund whose outcome is undetermined keeps its payment locked.",
    edits: [{
      file: "paymentRecord.ts",
      text: ` || one.outcome._tag === "Undetermined")`,
      replacement: `)`
    }]
  },
  claims: {
    rule: "An entry of the payment history belongs to one refund.",
    edits: [{
      file: "paymentRecord.ts",
      text: `const claimed = rest.flatMap(`,
      replacement: `const claimed = [].flatMap(`
    }]
  },
  setDifference: {
    rule: "What is new in the history is what the plan did not know, wherever it stands.",
    edits: [{
      file: "history.ts",
      text: `  const left = countsOf(known)
`,
      replacement: `  if (true) return { fresh: owned.slice(known.length, known.length + 1), missing: 0 }
  const left = countsOf(known)
`
    }]
  },
  vanished: {
    rule: "Nothing is sent while an entry that the plan knew is gone.",
    edits: [{
      file: "match.ts",
      text: `if (missing > 0 || balance > plan.checksum || balance === plan.checksum && fresh.length > 0) {`,
      replacement: `if (false) {`
    }]
  },
  siblings: {
    rule: "Where only other refunds of ours moved the balance, the refund is planned again.",
    edits: [{
      file: "match.ts",
      text: `    ? { _tag: "Sibling" }`,
      replacement: `    ? { _tag: "NeverMine", sibling: undefined }`
    }]
  },
  waitForSiblings: {
    rule: "While an entry may be another refund's of ours, nothing ends because of it.",
    edits: [{
      file: "onSnapshot.ts",
      text: `if (state.ask.onForeign === "stop" && result.sibling !== undefined) {`,
      replacement: `if (false) {`
    }]
  },
  foreignWords: {
    rule: "A word in brackets that nobody authenticated is no tag.",
    edits: [{
      file: "history.ts",
      text: `words.find((word) => ask.searchIds.includes(word) || others.includes(word))`,
      replacement: `words[0]`
    }]
  },
  wordsOfOtherSecrets: {
    rule: "A word that another secret may have made does not prove that an entry is not ours.",
    edits: [{
      file: "match.ts",
      text: ` || entry.words.length > 0)`,
      replacement: `)`
    }]
  },
  lookUpBeforeRejected: {
    rule: "PortOne's own rejection is believed after a look-up.",
    edits: [{
      file: "onVerdict.ts",
      text:
        `      return read({ ...closed, rejection, passes, confirming: state.confirming === 2 ? 2 : 1, quiet: 0, onlyAttempt })`,
      replacement:
        `      if (onlyAttempt) return finish(closed, { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection, passes })
      return read({ ...closed, rejection, passes, confirming: state.confirming === 2 ? 2 : 1, quiet: 0, onlyAttempt })`
    }]
  },
  allowList: {
    rule: "A PG's rejection is final only in words that prove that it did not cancel.",
    edits: [{
      file: "onVerdict.ts",
      text: `    case "MaybeDoneAtPg":
      return leftOpen(state, verdict)
    case "Ambiguous":`,
      replacement: `    case "MaybeDoneAtPg":
      return read({ ...state, rejection: verdict.rejection, passes: false, confirming: 2, quiet: 0, onlyAttempt })
    case "Ambiguous":`
    }]
  },
  life: {
    rule: "The sends of a key are bounded over all calls.",
    edits: [{
      file: "onSnapshot.ts",
      text: `sent - refuted >= ask.budget.life`,
      replacement: `sent < refuted`
    }]
  },
  appliedAmount: {
    rule: "Once a refund was sent, its tag on another amount is this refund.",
    edits: [{
      file: "match.ts",
      text: `return fits || state.sent > 0`,
      replacement: `return fits`
    }]
  },
  promotion: {
    rule: "With a promotion, an entry of a smaller amount may be ours.",
    edits: [{
      file: "snapshot.ts",
      text: `? entry.amount <= amount : entry.amount === amount`,
      replacement: `? entry.amount === amount : entry.amount === amount`
    }]
  },
  copiedTags: {
    rule: "A tag of another refund that is there twice names none.",
    edits: [{
      file: "history.ts",
      text: `tagged.indexOf(id) === tagged.lastIndexOf(id) ? "other" : "unclear"`,
      replacement: `"other"`
    }]
  },
  confirmAnew: {
    rule: "A look-up that began before a rejection was known does not confirm it.",
    edits: [{
      file: "paymentRecord.ts",
      text: `isOld ? state.quiet : confirming > 0 ? -1 : 0`,
      replacement: `isOld ? state.quiet : 0`
    }]
  },
  timeProvesNothing: {
    rule: "When the time of a call is over, nothing is proved by that.",
    edits: [{
      file: "step.ts",
      text: `return giveUp(state, "OutOfTime")`,
      replacement:
        `return finish(state, { _tag: "NotRefunded", proof: "NeverSent", rejection: undefined, passes: false })`
    }]
  }
} as const satisfies Readonly<Record<string, Ablation>>

/** The name of a rule. */
export type Rule = keyof typeof ablations

/**
 * The checks that production makes of its own steps. A control without a rule runs without them as
 * well, because they would stop it before the violation.
 */
export const invariants: Ablation = {
  rule: "A step that breaks an invariant is not taken.",
  edits: [{
    file: "step.ts",
    text: `return broken(state, event, next) === undefined ? next : undetermined(next.state, "BrokenInvariant")`,
    replacement: `return next`
  }]
}

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
        file: "match.ts",
        text: `const [place, second] = ask.searchTag !== undefined`,
        replacement: `const [place, second] = false`
      },
      {
        file: "match.ts",
        text: `=> ask.tag !== undefined && ask.profile.echoesReason`,
        replacement: `=> false`
      },
      {
        file: "match.ts",
        text: `=> entry !== undefined && entry.tag === undefined`,
        replacement: `=> entry !== undefined`
      }
    ]
  },
  samePlan: {
    rule: "Every send of one plan carries the same amount and checksum.",
    edits: [{
      file: "match.ts",
      text: `if (plan === undefined || snapshot.balance === plan.checksum) return { _tag: "NotYet" }`,
      replacement: `if (plan === undefined || snapshot.balance === plan.checksum) return { _tag: "NotYet" }
  if (true) return { _tag: "NeverMine" }`
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
        text: `if (earlier !== "possible" || isRecognisable(state)) return`,
        replacement: `if (true) return`
      },
      {
        file: "match.ts",
        text: `  return { _tag: "Equal" }`,
        replacement: `  return { _tag: "Mine", place: plan.entries, certain: "position" }`
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
  if (state.open > 0) return finish(state, { _tag: "NotRefunded", proof: "FencedByOther", rejection: state.rejection })`
    }]
  },
  onlyAttemptRejection: {
    rule: "A rejection is final only when it answers the only attempt there ever was.",
    edits: [
      {
        file: "onVerdict.ts",
        text: `return onlyAttempt
`,
        replacement: `return true
`
      },
      {
        file: "onVerdict.ts",
        text: `return read({ ...state, rejection: verdict.rejection, confirming: true, quiet: 0, onlyAttempt })`,
        replacement:
          `return finish(closed, { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: verdict.rejection })`
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
      text: ` || outcome._tag === "Undetermined")`,
      replacement: `)`
    }]
  },
  claims: {
    rule: "An entry of the payment history belongs to one refund.",
    edits: [{
      file: "paymentRecord.ts",
      text: `const claimed = Object.entries(record.refunds).flatMap(`,
      replacement: `const claimed = Object.entries({}).flatMap(`
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

/**
 * The configurations to explore: what must hold, and what must fail once a rule or an assumption is
 * taken away.
 */
import { cautious, type Profile } from "../../src/protocol/profile.ts"
import type { Result } from "./explore.ts"
import type { Scenario } from "./scenario.ts"

export interface Row {
  readonly name: string
  readonly title: string
  readonly config: Scenario
  readonly expected:
    | "holds"
    | "double refund"
    | "false success"
    | "false rejection"
    | "false end"
    | "false key"
    | "too many sends"
  /** Smaller bounds for the ordinary test run; the command line explores `config` whole. */
  readonly quick: Scenario
  /** Too large for the command without a name: `node packages/refunds/test/explorer/run.ts S4D`. */
  readonly onDemand: boolean
}

/** What was found, in words. */
export const foundIn = (result: Result): string =>
  result.violation ?? (!result.complete ? "no violation within the bound" : result.live === false ? "stuck" : "holds")

/**
 * Did a row come out as it must? A negative row that holds is as wrong as a positive one that
 * fails.
 */
export const asExpected = ({ expected }: Row, result: Result): boolean => foundIn(result).startsWith(expected)

const verified: Profile = { ...cautious, echoesReason: true }

const small: Scenario = {
  balance: 4,
  amounts: [1],
  workers: 2,
  sends: 2,
  foreign: { times: 1, amounts: [1] },
  duplicates: 1,
  crashes: 1,
  server: "cas",
  staleReads: true,
  tornReads: false,
  pgRefuses: false,
  pgHides: false,
  mayNotLeave: false,
  gaps: 0,
  uncancels: 0,
  foreignUncancels: 0,
  slowReads: false,
  tagLost: false,
  pgWord: false,
  order: "oldest-first",
  contentIds: false,
  secrets: "one",
  rejectsAfterApplying: false,
  unauthorizedAfterApplying: undefined,
  unknownWords: false,
  promotion: false,
  promotionShown: false,
  outOfTime: 0,
  allSucceed: false,
  boundedSends: undefined,
  drains: false,
  without: [],
  ask: {
    profile: verified,
    earlier: "possible",
    onForeign: "replan",
    budget: { life: 12, sends: 2, reads: 3, quiet: 2 }
  },
  tagged: true,
  store: false,
  losses: 0,
  maxStates: 4_000_000,
  liveness: false
}

const asking = (ask: Partial<Scenario["ask"]>): Scenario["ask"] => ({ ...small.ask, ...ask })
const withStore = { store: true, ask: asking({ earlier: "none" }) } as const
const untagged = { tagged: false, store: true, ask: asking({ earlier: "none", profile: cautious }) } as const
const alone = {
  tagged: false,
  store: true,
  ask: asking({ earlier: "none", profile: { ...cautious, singleWriter: true } })
} as const
const two = { amounts: [1, 1] } as const
const bare = { duplicates: 0, crashes: 0 } as const
const large = { balance: 5, workers: 3, crashes: 0, foreign: { times: 2, amounts: [1] } } as const
const noForeign = { foreign: { times: 0, amounts: [] } } as const

const stopping = { ask: asking({ earlier: "none", onForeign: "stop", profile: cautious }) } as const
const worded = { ...untagged, ...bare, pgWord: true } as const
const reordered = { ...untagged, ...bare, foreign: { times: 1, amounts: [2] } } as const
const racing = {
  ...withStore,
  ...noForeign,
  ...bare,
  staleReads: false,
  amounts: [1, 2],
  allSucceed: true,
  ask: asking({ earlier: "none", onForeign: "stop" })
} as const
const unechoed = { tagLost: true, ...stopping } as const
const copies = { ...withStore, ...bare, ...noForeign, staleReads: false, rejectsAfterApplying: true } as const
const slowCopies = {
  ...copies,
  slowReads: true,
  tagLost: true,
  ask: asking({ earlier: "none", profile: cautious })
} as const
const unauthorized = {
  ...withStore,
  ...noForeign,
  tagLost: true,
  duplicates: 0,
  unauthorizedAfterApplying: "Ambiguous",
  ask: asking({ earlier: "none", profile: cautious })
} as const
const unknownWords = { ...withStore, ...noForeign, ...bare, amounts: [3], unknownWords: true } as const
const lostForEver = {
  ...withStore,
  ...noForeign,
  ...bare,
  workers: 1,
  sends: 4,
  boundedSends: 2,
  ask: asking({ earlier: "none", budget: { life: 2, sends: 2, reads: 9, quiet: 2 } })
} as const
const promoted = { ...noForeign, duplicates: 0, amounts: [2], promotion: true } as const
const promotedUntagged = {
  ...promoted,
  ...withStore,
  promotionShown: true,
  tagLost: true,
  ask: asking({ earlier: "none", onForeign: "replan", profile: cautious })
} as const
const takenBack = {
  ...withStore,
  ...bare,
  workers: 1,
  staleReads: false,
  drains: true,
  tagLost: true,
  foreignUncancels: 1,
  // The first refund makes the payment known to the ledger before another program cancels.
  amounts: [2, 1],
  ask: asking({ earlier: "none", profile: cautious })
} as const

const lostStore = {
  ...withStore,
  ...noForeign,
  ...bare,
  workers: 1,
  staleReads: false,
  drains: true,
  tagLost: true,
  losses: 1,
  ask: asking({ earlier: "none", profile: cautious })
} as const

const row = (
  name: string,
  expected: Row["expected"],
  title: string,
  config: Partial<Scenario>,
  { onDemand = false, ...quick }: Partial<Scenario> & { readonly onDemand?: boolean } = {}
): Row => ({
  name,
  title,
  expected,
  config: { ...small, ...config },
  quick: { ...small, ...config, ...quick },
  onDemand
})

export const rows: ReadonlyArray<Row> = [
  row("N0", "double refund", "blind retry without a checksum", {
    without: ["checksum", "tag", "readBeforeResend", "samePlan", "watermark"],
    ask: asking({ earlier: "none" })
  }),
  row("N1", "double refund", "a look-up before the retry, without a checksum: the late packet", {
    without: ["checksum"]
  }),
  row("N2", "double refund", "a fresh checksum for every retry, no tag, no ledger", {
    without: ["tag", "samePlan", "watermark"],
    ask: asking({ earlier: "none" })
  }),
  row("N3", "false success", "one checksum, an equal amount taken for ours", {
    ...untagged,
    without: ["equalIsUndetermined", "watermark"]
  }),
  row("S1", "holds", "one checksum, an equal amount is unknown", untagged, { duplicates: 0 }),
  row("S2", "holds", "tag, whole snapshot, checksum", {}),
  row("S2L", "holds", "the same; from everywhere some way leads to an end", { liveness: true }),
  row("S2u", "holds", "tags come back, but the profile does not state it", { ask: asking({ profile: cautious }) }),
  row("S2v", "holds", "tags do not come back, and the profile does not state that they do", {
    ask: asking({ profile: cautious }),
    tagLost: true
  }),
  row("S2w", "holds", "the same, stopping where another program cancels", {
    ask: asking({ profile: cautious, onForeign: "stop" }),
    tagLost: true
  }),
  row("S2s", "holds", "stopping where another program cancels", { ask: asking({ onForeign: "stop" }) }),
  row("S2t", "holds", "the same with a store, so that stopping is an end", {
    ...withStore,
    ask: asking({ earlier: "none", onForeign: "stop" })
  }, { crashes: 0 }),
  row("X13", "false rejection", "stopping, two callers that both state to be the only one", {
    ask: asking({ earlier: "none", onForeign: "stop" })
  }),
  row("A4", "double refund", "tags said to come back that do not", { tagLost: true }),
  row("S3", "holds", "a store that is lost once", { ...withStore, losses: 1, duplicates: 0 }, {
    crashes: 0,
    foreign: { times: 0, amounts: [] }
  }),
  row("S3u", "holds", "tags that do not come back, and a store that is lost", lostStore),
  row("S3n", "double refund", "the same, the history found by a new store ignored", {
    ...lostStore,
    without: ["foundByNewLedger"]
  }),
  row("S3v", "holds", "tags that do not come back, two refunds, and a store that is lost", {
    ...lostStore,
    amounts: [1, 1]
  }),
  row("S3w", "double refund", "the same, and the first look-up may be old", {
    ...lostStore,
    amounts: [1, 1],
    staleReads: true
  }),
  row("X1", "double refund", "torn reads, believed", { tornReads: true, without: ["wholeReads"] }),
  row("S6", "holds", "torn reads, noticed", { tornReads: true }, { duplicates: 0 }),
  row("X2", "double refund", "checksum compared first, acted on later", { server: "toctou" }),
  row("S14", "holds", "the same with a quiet period that is long enough", {
    ...withStore,
    server: "toctou",
    drains: true,
    duplicates: 0
  }, { foreign: { times: 0, amounts: [] } }),
  row("S14q", "double refund", "the same without the quiet period", {
    ...withStore,
    server: "toctou",
    drains: true,
    duplicates: 0,
    without: ["quietPeriod"]
  }),
  row("S7", "holds", "checksum compared first, but two do not fit", { server: "toctou", amounts: [3] }, {
    duplicates: 0
  }),
  row("X3", "double refund", "checksum ignored", { server: "ignore" }),
  row("S9", "holds", "checksum ignored, but two do not fit", { server: "ignore", amounts: [3] }),
  row("S9n", "holds", "checksum ignored and known to be, one worker that remembers", {
    ...withStore,
    server: "ignore",
    workers: 1,
    duplicates: 0,
    ask: asking({ earlier: "none", profile: { ...verified, checksumHolds: false }, onForeign: "stop" }),
    ...noForeign
  }),
  row("X4", "double refund", "a PG that settles later, taken for one that settles at once", { server: "async" }),
  row("S10", "holds", "a PG that settles later: never sent again", {
    ...untagged,
    server: "async",
    workers: 1,
    duplicates: 0,
    ask: asking({ earlier: "none", profile: { ...cautious, settlement: "async" } })
  }),
  row("S10w", "holds", "the same with two workers", {
    ...untagged,
    server: "async",
    duplicates: 0,
    ask: asking({ earlier: "none", profile: { ...cautious, settlement: "async" } })
  }),
  row("X4r", "double refund", "a PG that settles later, sent again", {
    ...withStore,
    server: "async",
    duplicates: 0,
    ask: asking({ earlier: "none", profile: { ...verified, settlement: "async" } }),
    without: ["neverResendAsync"]
  }),
  row("X5", "double refund", "a cancel taken back, so that the balance rises", { uncancels: 1 }),
  row("X6", "false success", "untagged, two at once, equal taken for ours", {
    ...untagged,
    ...noForeign,
    amounts: [1, 1],
    duplicates: 0,
    without: ["equalIsUndetermined", "serialise", "watermark", "claims"]
  }),
  row("X8", "false success", "untagged, one at a time, old reads believed", {
    ...alone,
    ...noForeign,
    amounts: [1, 1],
    without: ["watermark", "claims"]
  }),
  row("X8b", "false success", "untagged, an unknown end does not lock the payment", {
    ...alone,
    ...noForeign,
    amounts: [1, 1],
    without: ["undeterminedLocks"]
  }),
  row("S11", "holds", "untagged, one at a time, watermark, claims, unknown locks", {
    ...alone,
    ...noForeign,
    amounts: [1, 1],
    crashes: 0
  }, { staleReads: false }),
  row("X7", "holds", "untagged, and the store is lost", { ...untagged, losses: 1 }, { crashes: 0, duplicates: 0 }),
  row("X9", "false rejection", "nothing to see taken for not refunded", {
    without: ["quietReadProvesNothing"]
  }),
  row("X10", "false rejection", "a rejection taken for final although another attempt is open", {
    duplicates: 0,
    pgRefuses: true,
    without: ["onlyAttemptRejection"]
  }),
  row("X11", "false rejection", "a rejection of the only attempt, and a transport that duplicates", {
    ...withStore,
    pgRefuses: true
  }),
  row("S12", "holds", "a rejection is final for the only attempt alone", {
    ...withStore,
    duplicates: 0,
    pgRefuses: true
  }, { crashes: 0 }),
  row("S12p", "holds", "rejections where earlier calls are possible", { duplicates: 1, pgRefuses: true }),
  row("X12", "double refund", "the PG did it, PortOne does not know, sent again", { duplicates: 0, gaps: 1 }),
  row("S13", "holds", "the same, but two do not fit", { duplicates: 0, gaps: 1, amounts: [3] }),

  // With a ledger, several calls under one key are one.
  row("L1", "holds", "two tagged refunds at once, tags do not come back", {
    ...withStore,
    ...noForeign,
    ...two,
    ...bare,
    sends: 1,
    tagLost: true,
    ask: asking({ earlier: "none", profile: cautious })
  }, { staleReads: false }),
  row("L2", "holds", "a PG that settles later, two workers, crashes: never sent again", {
    ...withStore,
    server: "async",
    crashes: 2,
    duplicates: 0,
    ask: asking({ earlier: "none", profile: { ...verified, settlement: "async" } })
  }, { crashes: 1 }),
  row("L3", "holds", "rejections and crashes: a final outcome of one call is final for all", {
    ...withStore,
    pgRefuses: true,
    duplicates: 0,
    crashes: 2,
    ask: asking({ earlier: "none", onForeign: "stop", profile: cautious })
  }, { crashes: 1 }),
  row("L4", "holds", "a checksum known to be ignored, two workers, crashes", {
    ...withStore,
    server: "ignore",
    duplicates: 0,
    ask: asking({ earlier: "none", profile: { ...verified, checksumHolds: false }, onForeign: "stop" }),
    ...noForeign
  }),
  row("L5", "double refund", "the same, and the ledger is lost", {
    ...withStore,
    server: "ignore",
    duplicates: 0,
    losses: 1,
    ask: asking({ earlier: "none", profile: { ...verified, checksumHolds: false }, onForeign: "stop" }),
    ...noForeign
  }),
  row("L6", "double refund", "a PG that settles later, and the ledger is lost", {
    ...withStore,
    server: "async",
    duplicates: 0,
    losses: 1,
    ask: asking({ earlier: "none", profile: { ...verified, settlement: "async" } })
  }),
  row("L7", "holds", "two refunds, torn reads", {
    ...withStore,
    ...noForeign,
    ...two,
    ...bare,
    sends: 1,
    tornReads: true
  }, { staleReads: false }),
  row("L9", "holds", "two tagged refunds, identified by their places because tags do not come back", {
    ...alone,
    ...noForeign,
    ...two,
    ...bare,
    tagged: true,
    tagLost: true
  }, { staleReads: false }),
  row("L8", "holds", "from everywhere some way leads to an end", { ...withStore, ...bare, liveness: true }, {
    foreign: { times: 0, amounts: [] }
  }),

  // A PG that says no, and a network that is not there.
  row("B1", "holds", "a PG that rejects and cancels all the same, shown within a minute, no other program cancels", {
    ...bare,
    ...noForeign,
    drains: true,
    staleReads: false,
    pgHides: true,
    ask: asking({ earlier: "none", onForeign: "stop", budget: { life: 12, sends: 2, reads: 4, quiet: 2 } }),
    workers: 1
  }),
  row("B2", "holds", "the same with two workers and a ledger", {
    ...withStore,
    ...noForeign,
    drains: true,
    staleReads: false,
    duplicates: 0,
    pgHides: true,
    ask: asking({ earlier: "none", onForeign: "stop", budget: { life: 12, sends: 2, reads: 4, quiet: 2 } })
  }),
  row("B3", "false rejection", "the same, and old look-ups", {
    ...withStore,
    ...noForeign,
    drains: true,
    duplicates: 0,
    pgHides: true,
    ask: asking({ earlier: "none", onForeign: "stop", budget: { life: 12, sends: 2, reads: 4, quiet: 2 } })
  }),
  row("B4", "holds", "cancels that never leave, two workers without a common ledger", {
    ...bare,
    mayNotLeave: true
  }),
  row("B5", "holds", "the same with a ledger, planning again", { ...withStore, ...bare, mayNotLeave: true }, noForeign),
  row("B6", "holds", "the same, two untagged refunds", {
    ...alone,
    ...noForeign,
    ...two,
    ...bare,
    sends: 1,
    mayNotLeave: true
  }, { staleReads: false }),
  row("B7", "holds", "a checksum known to be ignored, another program, planning again", {
    ...withStore,
    server: "ignore",
    duplicates: 0,
    tagLost: true,
    amounts: [3],
    ask: asking({ earlier: "none", profile: { ...cautious, checksumHolds: false } })
  }),
  row("B8", "holds", "the same with tags, stopping", {
    ...withStore,
    server: "ignore",
    duplicates: 0,
    ask: asking({ earlier: "none", onForeign: "stop", profile: { ...verified, checksumHolds: false } })
  }),

  // Larger bounds.
  row(
    "S4",
    "holds",
    "two refunds of one amount, two workers without a common ledger",
    { ...two, ...noForeign },
    {
      duplicates: 0,
      crashes: 0
    }
  ),
  row("S5", "holds", "the same with two amounts", { amounts: [1, 2], ...noForeign }, { duplicates: 0, crashes: 0 }),
  row("S4f", "holds", "two refunds of one amount and another program", { ...two, maxStates: 25_000_000 }, {
    ...bare,
    sends: 1,
    onDemand: true
  }),
  // 163,127,460 states, in 9 GB of memory.
  row("S4D", "holds", "two refunds, a store that is lost once", {
    ...withStore,
    ...two,
    ...noForeign,
    duplicates: 0,
    losses: 1,
    maxStates: 250_000_000
  }, {
    workers: 1,
    crashes: 0,
    onDemand: true
  }),
  row("S2XL", "holds", "three workers, three sends, another program twice", {
    ...large,
    sends: 3,
    duplicates: 0,
    ask: asking({ budget: { life: 12, sends: 3, reads: 3, quiet: 2 } })
  }, { workers: 2, onDemand: true }),
  row("P1", "holds", "three workers without a ledger, four sends, two duplicates, another program twice", {
    ...large,
    balance: 6,
    sends: 4,
    duplicates: 2,
    maxStates: 25_000_000,
    ask: asking({ budget: { life: 12, sends: 2, reads: 2, quiet: 2 } })
  }, { workers: 2, sends: 3, duplicates: 1, onDemand: true }),

  // The same claims with other numbers.
  row("V1", "holds", "one worker, three sends", {
    workers: 1,
    sends: 3,
    ask: asking({ budget: { life: 12, sends: 3, reads: 4, quiet: 2 } })
  }),
  row("V2", "holds", "three workers", { workers: 3, ...bare }),
  row("V3", "holds", "all of it", { amounts: [4] }),
  row("V4", "holds", "another program takes another amount", { foreign: { times: 1, amounts: [2] } }),
  row("V5", "holds", "another program takes the same amount, tags do not come back", {
    balance: 5,
    amounts: [2],
    foreign: { times: 1, amounts: [2] },
    tagLost: true,
    ask: asking({ profile: cautious })
  }),
  row("V6", "holds", "another program twice, one amount or the other", {
    foreign: { times: 2, amounts: [1, 2] },
    duplicates: 0
  }, { crashes: 0 }),
  row("V7", "holds", "two duplicates", { duplicates: 2, crashes: 0 }),
  row("V8", "holds", "two crashes", { crashes: 2, duplicates: 0 }),
  row("V9", "holds", "reads that are never stale", { staleReads: false, crashes: 2 }),
  row("V10", "holds", "another program may leave less than is asked for", { balance: 2 }),
  row("V11", "holds", "rejections, stopping where another program cancels", {
    pgRefuses: true,
    ask: asking({ onForeign: "stop" })
  }),
  row("V12", "holds", "torn reads, tags that do not come back", {
    tornReads: true,
    tagLost: true,
    ask: asking({ profile: cautious })
  }),
  row("V13", "holds", "torn reads and rejections", { tornReads: true, pgRefuses: true, duplicates: 0, crashes: 0 }),
  row("V14", "holds", "three look-ups of quiet", {
    ask: asking({ budget: { life: 12, sends: 2, reads: 5, quiet: 3 } })
  }, {
    duplicates: 0
  }),
  row("V15", "holds", "untagged, one worker, one writer", { ...alone, ...noForeign, workers: 1, sends: 3 }),
  row("V16", "holds", "untagged, rejections", { ...untagged, pgRefuses: true, duplicates: 0, crashes: 0 }),
  row("V17", "holds", "tagged, with a store, rejections, stopping", {
    ...withStore,
    ask: asking({ earlier: "none", onForeign: "stop" }),
    pgRefuses: true,
    duplicates: 0
  }, { crashes: 0 }),
  row("V18", "holds", "untagged: from everywhere some way leads to an end", { ...untagged, ...bare, liveness: true }),
  row("V19", "holds", "rejections: from everywhere some way leads to an end", {
    pgRefuses: true,
    ...bare,
    liveness: true
  }),
  row("V20", "holds", "torn reads: from everywhere some way leads to an end", {
    tornReads: true,
    ...bare,
    liveness: true
  }),

  // "Two do not fit" begins above the half.
  row("H1", "holds", "checksum ignored, 2 of 3", { server: "ignore", balance: 3, amounts: [2] }),
  row("H2", "double refund", "checksum ignored, 2 of 4", { server: "ignore", amounts: [2] }),
  row("H3", "holds", "checksum compared first, 2 of 3", { server: "toctou", balance: 3, amounts: [2] }, {
    duplicates: 0
  }),
  row("H4", "double refund", "checksum compared first, 2 of 4", { server: "toctou", amounts: [2] }),
  row("H5", "holds", "settles later and is sent again, 2 of 3", { server: "async", balance: 3, amounts: [2] }, {
    duplicates: 0
  }),
  row("H6", "double refund", "the PG did it, PortOne does not know, 2 of 4", { duplicates: 0, gaps: 1, amounts: [2] }),

  // What a caller must not state wrongly.
  row("W1", "false success", "one writer, said where there are two", { ...alone, amounts: [1] }),
  row("W2", "holds", "a PG that settles later, asked again by a call that remembers nothing", {
    server: "async",
    duplicates: 0,
    ask: asking({ profile: { ...verified, settlement: "async" } })
  }),
  row("W3", "holds", "a checksum known to be ignored, asked again by a call that remembers nothing", {
    server: "ignore",
    duplicates: 0,
    ask: asking({ profile: { ...verified, checksumHolds: false } })
  }),
  row("W4", "double refund", "earlier calls denied, tags that do not come back", {
    tagLost: true,
    ask: asking({ earlier: "none", profile: cautious })
  }),

  // KNOWN: planning again on a new balance does not look for what another call under the same key
  // may have done in between.
  row("K1", "holds", "tags that do not come back, planning again, another amount taken by another program", {
    amounts: [2],
    tagLost: true,
    ask: asking({ profile: cautious })
  }),
  row("K2", "holds", "the same, stopping", {
    amounts: [2],
    tagLost: true,
    ask: asking({ profile: cautious, onForeign: "stop" })
  }),

  // One rule at a time. Where it holds without, another rule covers the same ground within these
  // bounds.
  row("R1", "holds", "no look-up before sending again", { without: ["readBeforeResend"] }),
  row("R2", "holds", "no tag", { without: ["tag"] }),
  row("R3", "holds", "a fresh checksum for every send", { without: ["samePlan"] }),
  row("R4", "holds", "old reads believed", { without: ["watermark"] }),
  row("R5", "holds", "equal taken for ours, tagged", { without: ["equalIsUndetermined"] }),
  row("R6", "holds", "no quiet period, with a checksum that is compared and acted on at once", {
    without: ["quietPeriod"]
  }),
  row("R7", "false success", "untagged, two at once", {
    ...alone,
    ...noForeign,
    ...two,
    duplicates: 0,
    crashes: 0,
    without: ["serialise"]
  }),
  row("R8", "holds", "untagged, old reads believed, claims kept", {
    ...alone,
    ...noForeign,
    ...two,
    ...bare,
    without: ["watermark"]
  }, {
    workers: 1
  }),
  row("R9", "holds", "untagged, claims not kept, old reads not believed", {
    ...alone,
    ...noForeign,
    ...two,
    ...bare,
    without: ["claims"]
  }, { workers: 1 }),

  // The PG writes a word of its own into brackets, in front of every reason.
  row("T1", "holds", "a PG's word in brackets, untagged, stopping", { ...worded, ...stopping }),
  row("T1n", "double refund", "the same, the word taken for another refund's tag", {
    ...worded,
    ...stopping,
    without: ["foreignWords"]
  }),
  row("T2", "holds", "the same, planning again", worded),
  row("T2n", "double refund", "the same, the word taken for another refund's tag, planning again", {
    ...worded,
    without: ["foreignWords"]
  }),
  row("T3", "holds", "a PG's word in front of the tag, without a ledger", { pgWord: true, duplicates: 0 }),

  // Two secrets, because the secret is being replaced.
  row("T4", "holds", "a secret replaced while workers run, each of which knows both", {
    secrets: "both",
    duplicates: 0
  }),
  row("T5", "holds", "a secret replaced, each worker knows only its own", { secrets: "apart", duplicates: 0 }),
  row("T5n", "double refund", "the same, another secret's tag taken for another program's word", {
    secrets: "apart",
    duplicates: 0,
    without: ["wordsOfOtherSecrets"]
  }),

  // The order of the history means nothing.
  row("O1", "holds", "untagged, the history newest first", { ...reordered, order: "newest-first" }),
  row("O1n", "false rejection", "the same, entries matched by their places, stopping", {
    ...reordered,
    ...stopping,
    order: "newest-first",
    without: ["setDifference"]
  }),
  row("O2", "holds", "untagged, another order with every look-up", { ...reordered, order: "changing" }),
  row("O2n", "double refund", "the same, entries matched by their places", {
    ...reordered,
    order: "changing",
    without: ["setDifference"]
  }),
  row("O3", "holds", "two untagged refunds, one writer, another order with every look-up", {
    ...alone,
    ...noForeign,
    ...bare,
    amounts: [1, 1],
    sends: 1,
    order: "changing"
  }),
  row("O4", "holds", "untagged, equal cancels have equal ids", { ...untagged, ...bare, contentIds: true }),
  row("O5", "holds", "tags that do not come back, equal ids, another order with every look-up", {
    ...bare,
    contentIds: true,
    order: "changing",
    tagLost: true,
    ask: asking({ profile: cautious })
  }),

  // Several keys on one payment at the same time: each is made, in each order.
  row("K3", "holds", "two keys without a ledger, stopping where another program cancels", {
    ...racing,
    store: false,
    staleReads: true,
    ask: asking({ onForeign: "stop" })
  }),
  row("K4n", "false end", "the same, a sibling taken for another program", { ...racing, without: ["siblings"] }),
  row("K4", "holds", "two keys with a ledger: from everywhere some way leads to both being made", {
    ...racing,
    liveness: true
  }),
  row("K5", "holds", "three keys with a ledger", { ...racing, amounts: [1, 1, 1], sends: 1 }),
  row("K6", "holds", "two keys with a ledger, tags that do not come back", { ...racing, ...unechoed }),
  row("K6n", "false end", "the same, not waiting for the sibling's answer", {
    ...racing,
    ...unechoed,
    without: ["waitForSiblings"]
  }),
  row("K7", "holds", "two keys that look alike are two refunds, and each is made", {
    ...racing,
    amounts: [2, 2],
    liveness: true
  }),

  // PortOne rejects or forgets a copy of what it has applied.
  row("D1", "holds", "a copy of an applied request is rejected, the only attempt", copies),
  row("D1n", "false rejection", "the same, without a look-up before the rejection", {
    ...copies,
    without: ["lookUpBeforeRejected"]
  }),
  row("D1s", "false rejection", "the same, and the look-up shows an old state", { ...copies, staleReads: true }),
  row(
    "D4",
    "holds",
    "a copy of an applied request is rejected, while another call's look-up is on its way",
    slowCopies
  ),
  row("D4n", "false rejection", "the same, the older look-up taken for a confirmation", {
    ...slowCopies,
    without: ["confirmAnew"]
  }),
  row("D2", "holds", "a copy of an applied request is answered with 401, tags do not come back", unauthorized),
  row("D2n", "double refund", "the same, the 401 taken for \"not sent\"", {
    ...unauthorized,
    unauthorizedAfterApplying: "NotSent"
  }),
  row("D3", "holds", "a copy of an applied request is rejected, without a ledger", {
    rejectsAfterApplying: true,
    ...bare
  }),

  // The PG cancels without PortOne's record and rejects in words that are on no list.
  row("U1", "holds", "a PG that did it rejects in unknown words, and two do not fit", unknownWords),
  row("U1n", "false rejection", "the same, every word of a PG taken for a proof", {
    ...unknownWords,
    without: ["allowList"]
  }),
  row("U2", "double refund", "the same where two fit, and the answer is lost or nobody compares", {
    ...unknownWords,
    amounts: [1]
  }),

  // Answers that are lost for ever.
  row("F1", "holds", "the sends of a key are bounded over all calls", lostForEver),
  row("F1n", "too many sends", "the same without the bound", { ...lostForEver, without: ["life"] }),

  // PortOne takes another amount than was asked for.
  row("A1", "holds", "a promotion lowers the amount", { ...promoted, ...withStore }),
  row("A1n", "false key", "the same, the amount taken for another refund's", {
    ...promoted,
    ...withStore,
    without: ["appliedAmount"]
  }),
  row("A2", "false key", "the same without a ledger, found by a call that sent nothing", promoted),
  row("A3", "holds", "the same, and the payment shows its promotion", { ...promoted, promotionShown: true }),
  row("A5", "holds", "the payment shows its promotion, tags do not come back, with a ledger", promotedUntagged),
  row("A5n", "double refund", "the same, a smaller amount taken for another program's", {
    ...promotedUntagged,
    without: ["promotion"]
  }),

  // A cancel is taken back, and the balance looks as it did.
  row("C1", "holds", "another program's cancel is taken back, tags do not come back, with a ledger", takenBack),
  row("C1s", "double refund", "the same, and an earlier request still under way", { ...takenBack, drains: false }),
  row("C1n", "double refund", "the same, entries that vanished not missed", { ...takenBack, without: ["vanished"] }),
  row("C2", "double refund", "the refund itself is taken back before anyone saw it, with a ledger", {
    ...withStore,
    ...noForeign,
    ...bare,
    uncancels: 1
  }),

  // The time of a call may be over at every moment.
  row("P2", "holds", "the time is over at any moment, twice, without a ledger", { outOfTime: 2, ...bare }),
  row("P3", "holds", "the time is over at any moment, with a ledger and rejections", {
    ...withStore,
    ...bare,
    outOfTime: 1,
    pgRefuses: true
  }),
  row("P3n", "false rejection", "the same, the end of the time taken for a proof", {
    ...withStore,
    ...bare,
    outOfTime: 1,
    without: ["timeProvesNothing"]
  }),
  row("P4", "holds", "the time is over at any moment, a PG that settles later", {
    ...withStore,
    server: "async",
    ...bare,
    outOfTime: 2,
    ask: asking({ earlier: "none", profile: { ...verified, settlement: "async" } })
  }),
  row("P5", "holds", "the time is over at any moment: from everywhere some way leads to an end", {
    ...withStore,
    ...bare,
    outOfTime: 1,
    liveness: true
  })
]

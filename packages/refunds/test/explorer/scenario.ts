/**
 * A provider and a network that may do anything they are allowed to, and workers that may die at
 * any moment.
 */
import type { Ask } from "../../src/protocol/state.ts"
import type { Rule } from "../ablations/ablations.ts"

/** One configuration: what may happen, and what the client knows about it. */
export interface Scenario {
  /** Units: whole units of money, small on purpose. */
  readonly balance: number
  /** One refund per amount. */
  readonly amounts: ReadonlyArray<number>
  readonly workers: number
  /** How many sends of one refund the exploration follows. */
  readonly sends: number
  readonly foreign: { readonly times: number; readonly amounts: ReadonlyArray<number> }
  /** Transport duplicates. */
  readonly duplicates: number
  readonly crashes: number
  /**
   * - `cas`: checksum compared and cancel applied in one step.
   * - `toctou`: compared first, applied later.
   * - `ignore`: not compared.
   * - `async`: compared, applied later.
   */
  readonly server: "cas" | "toctou" | "ignore" | "async"
  /** Reads may show any earlier moment. */
  readonly staleReads: boolean
  /** Other workers may go on between a read and the moment at which its worker knows the result. */
  readonly slowReads: boolean
  /** Balance and history of one read may come from different moments. */
  readonly tornReads: boolean
  /** The PG may reject any single request. */
  readonly pgRefuses: boolean
  /** The PG may reject and do it all the same; the payment shows it before a minute is over. */
  readonly pgHides: boolean
  /** A cancel may fail before its first byte leaves. */
  readonly mayNotLeave: boolean
  /** How often the PG may do it and PortOne not know. */
  readonly gaps: number
  /** How often a cancel may be taken back. */
  readonly uncancels: number
  /** How often another program's cancel may be taken back. */
  readonly foreignUncancels: number
  /** `reason` does not come back. */
  readonly tagLost: boolean
  /** The PG puts a word of its own into brackets, in front of every reason. */
  readonly pgWord: boolean
  /**
   * The order of the history: oldest first, newest first, or another one with every look-up.
   */
  readonly order: "oldest-first" | "newest-first" | "changing"
  /** PortOne gives no id of a cancel, so that two of one amount have the same content. */
  readonly contentIds: boolean
  /**
   * The secrets that tags are made with: one; or two, of which worker 0 writes with the first and
   * the others with the second, and each worker knows both, or only its own.
   */
  readonly secrets: "one" | "both" | "apart"
  /** PortOne may apply a request and reject a second copy of it. */
  readonly rejectsAfterApplying: boolean
  /**
   * PortOne may apply a request and answer a second copy with 401; and what the client makes of
   * that answer.
   */
  readonly unauthorizedAfterApplying: "Ambiguous" | "NotSent" | undefined
  /** The PG may cancel without PortOne's record, and reject in words that prove nothing. */
  readonly unknownWords: boolean
  /** PortOne takes 1 less than was asked for, where more than 1 was. */
  readonly promotion: boolean
  /** The payment shows that it has a promotion. */
  readonly promotionShown: boolean
  /** How often the time of a call may be over. */
  readonly outOfTime: number
  /** The client's wait for quiet is long enough that nothing sent before can still arrive. */
  readonly drains: boolean
  /** The rules that the client goes without. */
  readonly without: ReadonlyArray<Rule>
  readonly ask: Omit<Ask, "amount" | "searchIds" | "tag">
  readonly tagged: boolean
  /** A store that all workers share. Without it every call starts from nothing. */
  readonly store: boolean
  /** How often the store may be lost. */
  readonly losses: number
  readonly maxStates: number
  /** No refund may end "not refunded", because the balance is enough for all of them. */
  readonly allSucceed: boolean
  /** No more sends of one refund than this, over all calls. */
  readonly boundedSends: number | undefined
  /** Also check that from everywhere some way leads to an end. */
  readonly liveness: boolean
}

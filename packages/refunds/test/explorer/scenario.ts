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
  /** `reason` does not come back. */
  readonly tagLost: boolean
  /** The client's wait for quiet is long enough that nothing sent before can still arrive. */
  readonly drains: boolean
  /** The rules that the client goes without. */
  readonly without: ReadonlyArray<Rule>
  readonly ask: Omit<Ask, "amount" | "searchTag" | "tag">
  readonly tagged: boolean
  /** A store that all workers share. Without it every call starts from nothing. */
  readonly store: boolean
  /** How often the store may be lost. */
  readonly losses: number
  readonly maxStates: number
  /** Also check that from everywhere some way leads to an end. */
  readonly liveness: boolean
}

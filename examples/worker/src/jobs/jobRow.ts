/**
 * A row of the table of jobs.
 */
import type { Job, Outcome } from "./Job.ts"

/** A row as the database returns it; PostgreSQL returns a BIGINT as `bigint`. */
export interface Row extends Pick<Job, "key" | "amount" | "fingerprint" | "source" | "state" | "attempts" | "sends"> {
  readonly imp_uid: string
  readonly reason: string | null
  readonly round: number
  readonly outcome: string | null
  readonly pg: string | null
  readonly currency: string | null
  readonly earlier: string | null
  readonly due_at: number | bigint
  readonly created_at: number | bigint
  readonly updated_at: number | bigint
}

export const jobs = (rows: ReadonlyArray<Row>): ReadonlyArray<Job> =>
  rows.map((row) => ({
    key: row.key,
    impUid: row.imp_uid,
    amount: row.amount,
    reason: row.reason ?? undefined,
    fingerprint: row.fingerprint,
    source: row.source,
    state: row.state,
    dispatches: row.round,
    attempts: row.attempts,
    sends: row.sends,
    outcome: row.outcome === null ? undefined : outcomeOf(row.outcome),
    pg: row.pg ?? undefined,
    currency: row.currency ?? undefined,
    isAfterRestore: row.earlier === "possible",
    dueAt: Number(row.due_at),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at)
  }))

// internal

/** The first version called an undetermined outcome `OutcomeUnknown`, and the advice `decider`. */
const outcomeOf = (text: string): Outcome => {
  const { decider, ...stored } = JSON.parse(text) as Outcome & { readonly decider?: string }
  return {
    ...stored,
    outcome: stored.outcome === "OutcomeUnknown" ? "Undetermined" : stored.outcome,
    ...(decider !== undefined && { advice: decider })
  }
}

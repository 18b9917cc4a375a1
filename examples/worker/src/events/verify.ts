/**
 * Whether the chain of events is whole.
 *
 * A person who may write to the database could compute the chain anew from some row on. To notice
 * that, keep the last hash that `verify` returned elsewhere, and compare.
 */
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { FIRST, hashOf, hashOfText, type StoredEvent } from "./eventHash.ts"

/** Every event is as it was appended. `hash` is that of the last one. */
export interface Verified {
  readonly _tag: "Verified"
  readonly events: number
  readonly hash: string
}

/** The first event that is not as it was appended, or that is not there. */
export interface Broken {
  readonly _tag: "Broken"
  readonly seq: number
  readonly what: "changed" | "removed" | "inserted" | "text changed" | "text removed"
}

export const makeVerify = (
  sql: SqlClient.SqlClient,
  merchant: string
): Effect.Effect<Verified | Broken, SqlError.SqlError> =>
  Effect.gen(function*() {
    const readHead = Effect.map(
      sql<{ seq: number | bigint; hash: string }>`
        SELECT seq, hash FROM refund_event_head WHERE merchant = ${merchant}`,
      ([row]) => ({ seq: Number(row?.seq ?? 0), hash: row?.hash ?? FIRST })
    )
    let head = yield* readHead
    let last = { seq: 0, hash: FIRST }
    /** Events without their text, until the event that it was erased is found. */
    const missing = new Set<number>()
    const broken = (seq: number, what: Broken["what"]): Broken => {
      const earlier = Math.min(...missing)
      return earlier < seq ? { _tag: "Broken", seq: earlier, what: "text removed" } : { _tag: "Broken", seq, what }
    }
    for (;;) {
      const rows = yield* sql<Row>`SELECT refund_event.*, salt, text FROM refund_event
        LEFT JOIN refund_event_text USING (merchant, seq)
        WHERE refund_event.merchant = ${merchant} AND refund_event.seq > ${last.seq}
        ORDER BY refund_event.seq LIMIT ${PAGE}`
      for (const row of rows) {
        const event: StoredEvent = { ...row, seq: Number(row.seq), at: Number(row.at) }
        const expected = last.seq + 1
        const isAt = (seq: number) => hashOf({ ...event, seq }) === row.hash
        if (event.seq !== expected) return broken(expected, "removed")
        if (!isAt(event.seq)) {
          return isAt(event.seq - 1)
            ? broken(last.seq, "inserted")
            : isAt(event.seq + 1)
            ? broken(event.seq, "removed")
            : broken(event.seq, "changed")
        }
        // Its own hash is right, so it is the one before that has another hash now.
        if (event.previous !== last.hash) return broken(last.seq === 0 ? event.seq : last.seq, "changed")
        // Others go on appending; an event and the head are stored together.
        if (event.seq > head.seq) head = yield* readHead
        if (event.seq > head.seq) return broken(event.seq, "inserted")
        if (event.seq === head.seq && row.hash !== head.hash) return broken(event.seq, "changed")
        if (event.because !== null && row.text === null) missing.add(event.seq)
        if (row.text !== null && event.because !== hashOfText(row.salt ?? "", row.text)) {
          return broken(event.seq, "text changed")
        }
        if (event.action === ERASED) { for (const seq of erasedBy(event)) missing.delete(seq) }
        last = { seq: event.seq, hash: row.hash }
      }
      if (rows.length === 0) break
    }
    if (head.seq > last.seq) return broken(last.seq + 1, "removed")
    return missing.size > 0
      ? broken(Number.POSITIVE_INFINITY, "text removed")
      : { _tag: "Verified", events: last.seq, hash: last.hash }
  })

// internal

const PAGE = 1000
const ERASED = "texts-erased"

interface Row extends Omit<StoredEvent, "seq" | "at"> {
  readonly seq: number | bigint
  readonly at: number | bigint
  readonly hash: string
  readonly salt: string | null
  readonly text: string | null
}

const erasedBy = ({ detail }: StoredEvent) => (JSON.parse(detail) as { readonly of: ReadonlyArray<number> }).of

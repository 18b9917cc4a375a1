/**
 * Erases what may be personal data from refunds that ended before a day: the reason that the
 * customer may see, the words of a provider, advice, and what persons wrote as their reasons.
 *
 * Keys, ids of payments, amounts and outcomes stay, because they keep a refund from being made
 * twice, and the chain of events stays whole.
 */
import { Effect, Option, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { isWorker } from "../Database.ts"
import { Events } from "../events/Events.ts"
import type { Outcome } from "../jobs/Job.ts"
import { Settings } from "../Settings.ts"
import { causeLabel } from "../watch/labels.ts"

export interface Erased {
  /** Jobs that had a reason or words of a provider. */
  readonly jobs: number
  /** Texts of events. */
  readonly texts: number
}

/** How much there is to erase. Changes nothing. Units: `before` in milliseconds since 1970. */
export const count = Effect.fnUntraced(function*(before: number) {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  let jobs = 0
  yield* Stream.runForEach(withText(before), (some) => Effect.sync(() => void (jobs += some.length)))
  const [row] = yield* sql<{ readonly texts: number | bigint }>`
    SELECT count(*) AS texts FROM refund_event_text JOIN refund_event USING (merchant, seq)
    WHERE merchant = ${merchant} AND at < ${before}`
  return { jobs, texts: Number(row?.texts ?? 0) } satisfies Erased
})

/**
 * Erases page by page, so that no lock is kept for long. A second run finds nothing. `isWhole`: the
 * texts are nowhere in the files of the database any more.
 */
export const erase = Effect.fnUntraced(
  function*(before: number, by: { readonly person: string; readonly because: string }) {
    const sql = yield* SqlClient.SqlClient
    const { merchant } = yield* Settings
    const events = yield* Events
    let jobs = 0
    yield* Stream.runForEach(withText(before), (some) =>
      Effect.gen(function*() {
        jobs += some.length
        for (const { key, outcome } of some) {
          yield* sql`UPDATE refund_job SET reason = NULL, outcome = ${withoutText(outcome)}
            WHERE merchant = ${merchant} AND key = ${key} AND state IN ('done', 'rejected')`
        }
        yield* events.append({ action: "reasons-erased", ...by, detail: { jobs: some.length, before } })
      }).pipe(sql.withTransaction))
    const texts = yield* events.eraseTexts({ before }, by)
    const isWhole = yield* sql.onDialectOrElse({
      pg: () => Effect.as(sql`VACUUM refund_job, refund_event_text`, true),
      orElse: () => rewritten(sql)
    })
    return { jobs, texts, isWhole } satisfies Erased & { isWhole: boolean }
  }
)

// internal

/**
 * Rewrites the SQLite file without its free pages, which have texts that an earlier version has
 * replaced, and empties the log. False while another process has the file, whose writes would
 * have to wait for this, or where the disk has no room for it.
 */
const rewritten = (sql: SqlClient.SqlClient) =>
  Effect.gen(function*() {
    const isAlone = yield* isWorker
    if (isAlone) yield* sql`VACUUM`
    const [checkpoint] = yield* sql<{ readonly busy?: number }>`PRAGMA wal_checkpoint(TRUNCATE)`
    return isAlone && Number(checkpoint?.busy ?? 0) === 0
  }).pipe(Effect.scoped, Effect.orElseSucceed(() => false))

const PAGE = 500

interface Row {
  readonly key: string
  readonly reason: string | null
  readonly outcome: string | null
}

/** The jobs that have something to erase, page by page. */
const withText = (before: number) =>
  Stream.paginate("", (after) =>
    Effect.map(page(before, after), (rows) =>
      [
        [rows.filter(hasText)],
        rows.length < PAGE ? Option.none() : Option.fromUndefinedOr(rows.at(-1)?.key)
      ] as const)).pipe(Stream.filter((some) => some.length > 0))

const page = Effect.fnUntraced(function*(before: number, after: string) {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  return yield* sql<Row>`SELECT key, reason, outcome FROM refund_job
    WHERE merchant = ${merchant} AND key > ${after} AND state IN ('done', 'rejected') AND updated_at < ${before}
    ORDER BY key LIMIT ${PAGE}`
})

const hasText = ({ outcome, reason }: Row): boolean => reason !== null || withoutText(outcome) !== outcome

/** The codes and the amount of an outcome. */
const withoutText = (text: string | null): string | null => {
  if (text === null) return null
  const { amount, cause, outcome } = JSON.parse(text) as Outcome
  return JSON.stringify({
    outcome,
    ...(amount !== undefined && { amount }),
    ...(cause !== undefined && causeLabel(cause) === cause && { cause })
  })
}

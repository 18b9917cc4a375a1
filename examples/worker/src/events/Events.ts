/**
 * What was done, when, by whom and why: an append-only table whose rows form a hash chain.
 *
 * An event holds no personal data and no secret. `person` is the id of a staff member. `because`
 * is a person's text, which may name a customer by mistake: it is stored apart and can be erased,
 * and the chain stays whole, because it has only a salted hash of the text.
 */
import { Clock, Context, Effect, Layer, Option, type Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { randomBytes } from "node:crypto"
import { among } from "../jobs/among.ts"
import { databaseClock } from "../jobs/jobTable.ts"
import { isSamePerson } from "../operator/person.ts"
import { Settings } from "../Settings.ts"
import { FIRST, hashOf, hashOfText, type StoredEvent } from "./eventHash.ts"
import { makeEventTables } from "./eventTable.ts"
import { type Broken, makeVerify, type Verified } from "./verify.ts"

export type { Broken, Verified }

type Sql<A, E = never> = Effect.Effect<A, SqlError.SqlError | E>

/** Facts of an event: codes, ids, amounts and counts. No text that a person or a provider wrote. */
export type Detail = Schema.JsonObject

export interface NewEvent {
  /** Lower case, with hyphens: `resolve-proposed`. */
  readonly action: string
  /** The staff member; absent where the worker itself acted. */
  readonly person?: string | undefined
  /** What the person gave as the reason. */
  readonly because?: string | undefined
  /** The refund. */
  readonly key?: string | undefined
  readonly detail: Detail
}

export interface Event extends NewEvent {
  /** From 1, without gaps. */
  readonly seq: number
  /** Units: milliseconds since 1970. */
  readonly at: number
  /** There was a text, and it was erased. */
  readonly isErased: boolean
  readonly hash: string
}

export interface Filter {
  readonly key?: string | undefined
  readonly action?: string | undefined
  /** Under every spelling of the name. */
  readonly person?: string | undefined
  /** Only events after this one. */
  readonly after?: number | undefined
  /** Default 500. */
  readonly most?: number | undefined
  /** Default `oldest`. */
  readonly first?: "oldest" | "newest" | undefined
}

/** Which texts to erase: those of one refund, or those that are older than a time. */
export type Texts = { readonly key: string } | { readonly before: number }

export class Events extends Context.Service<Events, {
  /**
   * Appends events in their order. Within a transaction of the caller they are stored with it or
   * not at all. No other process can append in between, so the chain has no branches.
   */
  readonly append: (...events: ReadonlyArray<NewEvent>) => Sql<void>
  readonly read: (filter?: Filter) => Sql<ReadonlyArray<Event>>
  /** Reads all events. Returns the first one that was changed, removed or inserted. */
  readonly verify: Sql<Verified | Broken>
  /** Erases what persons wrote, and appends an event that counts the texts. */
  readonly eraseTexts: (
    which: Texts,
    by: { readonly person: string; readonly because: string }
  ) => Sql<number>
}>()("worker/Events") {}

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  yield* makeEventTables
  yield* sql`INSERT INTO refund_event_head ${sql.insert({ merchant, seq: 0, hash: FIRST })} ON CONFLICT DO NOTHING`
  const mine = sql`merchant = ${merchant}`
  const clock = databaseClock(sql)

  /** The last event. The lock on it keeps other processes from appending until the end. */
  const head = Effect.gen(function*() {
    const [row] = yield* sql<{ seq: number | bigint; hash: string; at?: number | bigint }>`SELECT seq, hash${
      clock === undefined ? sql`` : sql`, ${clock} AS at`
    } FROM refund_event_head WHERE ${mine} ${sql.onDialectOrElse({ pg: () => sql`FOR UPDATE`, orElse: () => sql`` })}`
    const at = row?.at === undefined ? yield* Clock.currentTimeMillis : Number(row.at)
    return { seq: Number(row?.seq ?? 0), hash: row?.hash ?? FIRST, at }
  })

  /** One statement with the same text for any number of events, which the server plans once. */
  const store = sql.onDialectOrElse({
    pg: () => (rows: ReadonlyArray<Linked>, { hash, seq }: Pick<Linked, "hash" | "seq">) =>
      sql`WITH stored AS (
        INSERT INTO refund_event SELECT * FROM json_populate_recordset(NULL::refund_event, ${
        JSON.stringify(rows)
      }::json)
      ) UPDATE refund_event_head SET seq = ${seq}, hash = ${hash} WHERE ${mine}`,
    orElse: () => (rows: ReadonlyArray<Linked>, { hash, seq }: Pick<Linked, "hash" | "seq">) =>
      Effect.andThen(
        sql`INSERT INTO refund_event ${sql.insert(rows as never)}`,
        sql`UPDATE refund_event_head SET seq = ${seq}, hash = ${hash} WHERE ${mine}`
      )
  })

  /** A transaction of its own, unless the caller has one, which is undone as a whole. */
  const inTransaction = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.flatMap(
      Effect.serviceOption(sql.transactionService),
      (transaction) => Option.isSome(transaction) ? effect : sql.withTransaction(effect)
    )

  const append = (...events: ReadonlyArray<NewEvent>) =>
    inTransaction(Effect.gen(function*() {
      if (events.length === 0) return
      const last = yield* head
      const texts: Array<Record<string, string | number>> = []
      let { hash, seq } = last
      const rows = events.map(({ action, because, detail, key, person }) => {
        seq++
        const salt = randomBytes(16).toString("hex")
        if (because !== undefined) texts.push({ merchant, seq, salt, text: because })
        const event: StoredEvent = {
          merchant,
          seq,
          at: last.at,
          action,
          person: person ?? null,
          because: because === undefined ? null : hashOfText(salt, because),
          key: key ?? null,
          detail: JSON.stringify(detail),
          previous: hash
        }
        hash = hashOf(event)
        return Object.assign(event, { hash })
      })
      yield* store(rows, { hash, seq })
      if (texts.length > 0) yield* sql`INSERT INTO refund_event_text ${sql.insert(texts as never)}`
    }))

  return Events.of({
    append,

    read: Effect.fnUntraced(function*({ action, after = 0, first = "oldest", key, most = 500, person } = {}) {
      const names = person === undefined
        ? []
        : (yield* sql<
          { person: string }
        >`SELECT DISTINCT person FROM refund_event WHERE ${mine} AND person IS NOT NULL`)
          .map((row) => row.person).filter((name) => isSamePerson(name, person))
      if (person !== undefined && names.length === 0) return []
      const rows = yield* sql<Row>`SELECT refund_event.*, text FROM refund_event
        LEFT JOIN refund_event_text USING (merchant, seq) WHERE ${
        sql.and([
          sql`refund_event.merchant = ${merchant}`,
          sql`refund_event.seq > ${after}`,
          ...(key === undefined ? [] : [sql`key = ${key}`]),
          ...(action === undefined ? [] : [sql`action = ${action}`]),
          ...(person === undefined ? [] : [among(sql, sql`person`, names)])
        ])
      } ORDER BY refund_event.seq ${sql.literal(first === "oldest" ? "ASC" : "DESC")} LIMIT ${most}`
      return rows.map(eventOf)
    }),

    verify: makeVerify(sql, merchant),

    eraseTexts: (which, by) =>
      Effect.gen(function*() {
        const found = yield* sql<{ seq: number | bigint }>`SELECT seq FROM refund_event WHERE ${mine} AND ${
          "key" in which ? sql`key = ${which.key}` : sql`at < ${which.before}`
        } AND seq IN (SELECT seq FROM refund_event_text WHERE ${mine}) ORDER BY seq`
        const erased = found.map(({ seq }) => Number(seq))
        for (let n = 0; n < erased.length; n += PAGE) {
          const some = erased.slice(n, n + PAGE)
          yield* sql`DELETE FROM refund_event_text WHERE ${mine} AND ${sql.in("seq", some)}`
          yield* append({ action: "texts-erased", ...by, detail: { of: some } })
        }
        return erased.length
      }).pipe(sql.withTransaction)
  })
})

export const layer: Layer.Layer<Events, SqlError.SqlError, SqlClient.SqlClient | Settings> = Layer.effect(Events, make)

// internal

const PAGE = 500

type Linked = StoredEvent & { readonly hash: string }

interface Row extends Omit<StoredEvent, "seq" | "at"> {
  readonly seq: number | bigint
  readonly at: number | bigint
  readonly hash: string
  readonly text: string | null
}

const eventOf = ({ action, at, because, detail, hash, key, person, seq, text }: Row): Event => ({
  seq: Number(seq),
  at: Number(at),
  action,
  person: person ?? undefined,
  because: text ?? undefined,
  isErased: because !== null && text === null,
  key: key ?? undefined,
  detail: JSON.parse(detail) as Detail,
  hash
})

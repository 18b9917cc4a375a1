/**
 * The table of holds: for which payments no cancel is sent until a person lifts the hold.
 */
import type { Bilingual } from "@effect-portone/core"
import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import { EVERY, Settings } from "../Settings.ts"
import { momentOf } from "./jobTable.ts"

/** What a hold covers: one payment gateway (PG), this merchant, or all of the database. */
export type Scope =
  | { readonly what: "pg"; readonly pg: string }
  | { readonly what: "merchant" }
  | { readonly what: "all" }

export type Hold = Scope & {
  /** Units: milliseconds since 1970. */
  readonly since: number
}

type Sql<A> = Effect.Effect<A, SqlError.SqlError>

export class Holds extends Context.Service<Holds, {
  /** The holds that concern this merchant. */
  readonly list: Sql<ReadonlyArray<Hold>>
  /** False if there is this hold already. */
  readonly put: (scope: Scope) => Sql<boolean>
  /** False if there is no such hold. */
  readonly lift: (scope: Scope) => Sql<boolean>
}>()("worker/Holds") {}

/** The PGs on hold, or everything. */
export const heldPgs = (holds: ReadonlyArray<Hold>): ReadonlyArray<string> | "every PG" =>
  holds.every((hold) => hold.what === "pg") ? holds.map(({ pg }) => pg) : "every PG"

/** The holds that keep a job back which was never sent. */
export const holdsOn = (
  { pg, state }: { readonly state: string; readonly pg: string | undefined },
  holds: ReadonlyArray<Hold>
): ReadonlyArray<Hold> => state === "waiting" ? holds.filter((hold) => hold.what !== "pg" || hold.pg === pg) : []

/** A hold of this merchant in a few words. */
export const nameOf = (scope: Scope, merchant: string): Bilingual =>
  scope.what === "pg"
    ? { english: `PG ${scope.pg} of merchant ${merchant}`, korean: `상점 ${merchant}의 PG사 ${scope.pg}` }
    : scope.what === "merchant"
    ? { english: `merchant ${merchant}`, korean: `상점 ${merchant}` }
    : { english: "every merchant of the database", korean: "데이터베이스의 모든 상점" }

export const isSameScope = (one: Scope, other: Scope): boolean =>
  one.what === other.what && (one.what !== "pg" || other.what !== "pg" || one.pg === other.pg)

/** Whether a job that was never sent may be claimed. */
export const notOnHold = (sql: SqlClient.SqlClient, held: ReturnType<typeof heldPgs>): Statement.Fragment =>
  held === "every PG"
    ? sql`state <> 'waiting'`
    : held.length === 0
    ? sql`1 = 1`
    : sql`(state <> 'waiting' OR pg IS NULL OR NOT ${sql.in("pg", held)})`

export const layer: Layer.Layer<Holds, SqlError.SqlError, SqlClient.SqlClient | Settings> = Layer.effect(
  Holds,
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { merchant } = yield* Settings
    const at = momentOf(sql)
    const rowOf = (scope: Scope) => ({
      merchant: scope.what === "all" ? EVERY : merchant,
      pg: scope.what === "pg" ? scope.pg : ""
    })
    return Holds.of({
      list: Effect.map(
        sql<{ merchant: string; pg: string; since: number | bigint }>`SELECT merchant, pg, since FROM refund_hold
          WHERE ${sql.in("merchant", [EVERY, merchant])} ORDER BY merchant, pg`,
        (rows) =>
          rows.map((row): Hold => ({
            since: Number(row.since),
            ...(row.pg !== "" ? { what: "pg", pg: row.pg } : { what: row.merchant === EVERY ? "all" : "merchant" })
          }))
      ),
      put: Effect.fnUntraced(function*(scope) {
        const row = rowOf(scope)
        const moment = yield* at
        const added =
          yield* sql`INSERT INTO refund_hold (merchant, pg, since) VALUES (${row.merchant}, ${row.pg}, ${moment})
          ON CONFLICT DO NOTHING RETURNING pg`
        return added.length > 0
      }),
      lift: Effect.fnUntraced(function*(scope) {
        const row = rowOf(scope)
        const lifted = yield* sql`DELETE FROM refund_hold
          WHERE merchant = ${row.merchant} AND pg = ${row.pg} RETURNING pg`
        return lifted.length > 0
      })
    })
  })
)

/**
 * Finds orders and refunds with SQL. `Database.ts` has an index for each filter and each order.
 */
import { Effect, Layer, Option, Schema, Stream } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import type { Actor } from "../shop/Actor.ts"
import { makeEraseAccounts } from "../shop/eraseAccounts.ts"
import { makeEvents, type NewEvent } from "../shop/events.ts"
import { Orders } from "../shop/Orders.ts"
import { failed, listedRefunds, orders } from "../shop/rows.ts"
import { Settings } from "../shop/Settings.ts"
import { ManagersOnly } from "../shop/ShopError.ts"
import type { Watch } from "../shop/Watch.ts"
import { buyerIndex, NO_BUYER, openBuyer } from "./buyer.ts"
import { type Filter, type Sort, startOf } from "./Filter.ts"
import { Finder, type Part } from "./Finder.ts"
import { spellingsOf } from "./spellings.ts"

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { keys } = yield* Settings
  const { get } = yield* Orders
  const events = yield* makeEvents
  const eraseAccounts = makeEraseAccounts(sql, keys)
  type Piece = ReturnType<typeof sql.literal> | Statement.Fragment

  // Every part of a name, except that `%`, `_` and `\` stand for themselves. A title may be spelled
  // in another way.
  const isIn = (text: string, ids: ReadonlyArray<string>, title: string): Piece => {
    const [usual, ...others] = spellingsOf(text)
    const like = (column: string, form: string) =>
      sql`${sql.literal(column)} LIKE ${`%${form.replace(/[\\%_]/g, "\\$&")}%`} ESCAPE '\\'`
    // Faster, where no letter of ASCII is compared.
    const has = (form: string) =>
      /[A-Za-z]/.test(form) ? like(title, form) : sql`instr(${sql.literal(title)}, ${form}) > 0`
    return sql.or([...[...ids, title].map((column) => like(column, usual)), ...others.map(has)])
  }
  const narrowed = (pieces: ReadonlyArray<Piece | undefined>) => {
    const given = pieces.filter((piece) => piece !== undefined)
    return given.length === 0 ? sql`1` : sql.and(given)
  }
  const buyerIs = (index: string) =>
    index.startsWith("n") ? sql`orders.buyer_name = ${index}` : sql`orders.buyer_phone = ${index}`
  // The same name and the same number, where an order without one equals another without it. An
  // order with neither is of no other one.
  const sameBuyer = (name: string | null, phone: string | null): Piece => {
    const is = (column: string, value: string | null) =>
      value === null ? sql`${sql.literal(column)} IS NULL` : sql`${sql.literal(column)} = ${value}`
    return name === null && phone === null ? sql`0` : sql.and([is("buyer_name", name), is("buyer_phone", phone)])
  }
  const common = (actor: Actor, table: "orders" | "refunds", filter: Filter, at: string) => {
    const column = (name: string) => sql.literal(`${table}.${name}`)
    const is = (name: string, value: string | undefined) =>
      value === undefined ? undefined : sql`${column(name)} = ${value}`
    return [
      filter.unusable === undefined ? undefined : sql`0`,
      actor.role === "manager" ? undefined : is("store", actor.store),
      is("state", filter.state),
      is("method", filter.method),
      is("pg", filter.pg),
      filter.buyer === undefined ? undefined : buyerIs(filter.buyer),
      filter.from === undefined ? undefined : sql`${column(at)} >= ${startOf(filter.from)}`,
      filter.to === undefined ? undefined : sql`${column(at)} < ${startOf(filter.to, 1)}`
    ]
  }
  const orderBy = (sort: Sort, at: string, id: string) => sql.literal(sorted(sort, at, id))

  const ordersWhere = (actor: Actor, filter: Filter) =>
    narrowed([
      ...common(actor, "orders", filter, "ordered_at"),
      filter.text === undefined ? undefined : isIn(filter.text, ["id", "imp_uid"], "title"),
      filter.person === undefined
        ? undefined
        : sql`id IN (SELECT order_id FROM refunds WHERE requested_by = ${filter.person}
          UNION SELECT order_id FROM refunds WHERE decided_by = ${filter.person})`
    ])
  const refundsWhere = (actor: Actor, filter: Filter) =>
    narrowed([
      ...common(actor, "refunds", filter, "created_at"),
      filter.text === undefined
        ? undefined
        : isIn(filter.text, ["refunds.key", "refunds.order_id", "refunds.imp_uid"], "orders.title"),
      filter.person === undefined
        ? undefined
        : sql`(refunds.requested_by = ${filter.person} OR refunds.decided_by = ${filter.person})`
    ])

  const values = (column: "currency" | "method" | "pg") =>
    failed(
      sql`WITH RECURSIVE found(value) AS (SELECT min(${sql.literal(column)}) FROM orders UNION ALL
        SELECT (SELECT min(${sql.literal(column)}) FROM orders WHERE ${
        sql.literal(column)
      } > value) FROM found WHERE value IS NOT NULL)
        SELECT value AS id FROM found WHERE value IS NOT NULL`.pipe(
        Effect.flatMap(decodeIds),
        Effect.map((all) => all.map(({ id }) => id))
      )
    )

  // One pass over the rows for all currencies; grouping them would sort them first.
  const sums = (table: "orders" | "refunds", refunded: Piece) =>
    Effect.gen(function*() {
      const currencies = yield* values("currency")
      const thousandths = sql.literal(`CAST(round(${table}.amount * 1000) AS INTEGER)`)
      const of = (currency: string, value: Piece) =>
        sql`coalesce(sum(CASE WHEN ${sql.literal(table)}.currency = ${currency} THEN ${value} ELSE 0 END), 0)`
      const columns = currencies.map((currency) =>
        sql`json_object('currency', ${currency}, 'count', ${of(currency, sql`1`)}, 'amount', ${
          of(currency, thousandths)
        }, 'refunded', ${of(currency, refunded)})`
      )
      return columns.length === 0 ? sql`json_array()` : sql`json_array(${sql.csv(columns)})`
    })
  const found = Effect.fnUntraced(function*<Row, E>(
    { text }: Filter,
    { limit, offset }: Part,
    id: "orders.id" | "refunds.key",
    where: Piece,
    totals: (ids: Piece) => Statement.Statement<object>,
    rows: (where: Piece, part: Piece) => Effect.Effect<ReadonlyArray<Row>, E>
  ) {
    const column = sql.literal(id)
    // A text is compared with every row, and only once where few have it. Everything else has an
    // index, and the totals of all orders have one without the ids.
    const ids = text === undefined
      ? sql`NULL AS ids`
      : sql`CASE WHEN count(*) <= ${FEW} THEN json_group_array(${column}) END AS ids`
    const [one] = yield* failed(Effect.flatMap(totals(ids), decodeTotals))
    const all = (one?.totals ?? []).filter(({ count }) => count > 0).map(({ amount, count, currency, refunded }) => ({
      currency,
      count,
      amount: amount / 1000,
      refunded: refunded / 1000
    }))
    const total = all.reduce((sum, { count }) => sum + count, 0)
    const few = one?.ids ?? undefined
    const shown = few === undefined ? where : sql`${column} IN ${sql.in(few)}`
    return {
      rows: offset >= total ? [] : yield* rows(shown, sql`LIMIT ${limit} OFFSET ${offset}`),
      total,
      totals: all
    }
  })

  const everything = <Row, E>(
    actor: Actor,
    name: string,
    ids: Statement.Statement<object>,
    rowsOf: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Row>, E>,
    idOf: (row: Row) => string
  ) =>
    Stream.unwrap(Effect.gen(function*() {
      const event: NewEvent = { kind: "exported", actor: actor.id, note: name }
      yield* events.add(event)
      yield* events.log(event)
      const all = (yield* failed(Effect.flatMap(ids, decodeIds))).map(({ id }) => id)
      const chunks = Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, at) =>
        all.slice(at * CHUNK, (at + 1) * CHUNK))
      // Another request has its turn between two chunks.
      return Stream.fromIterable(chunks).pipe(
        Stream.mapEffect((chunk) =>
          Effect.andThen(
            Effect.yieldNow,
            Effect.map(rowsOf(chunk), (rows) => {
              const byId = new Map(rows.map((row) => [idOf(row), row]))
              return chunk.flatMap((id) =>
                byId.get(id) ?? []
              )
            })
          )
        ),
        Stream.flatMap(Stream.fromIterable)
      )
    }))

  return Finder.of({
    orders: Effect.fnUntraced(function*(actor, filter, part) {
      const where = ordersWhere(actor, filter)
      const refunded = sql`CAST(round(orders.refunded * 1000) AS INTEGER)`
      const order = orderBy(filter.sort, "ordered_at", "id")
      const totals = yield* sums("orders", refunded)
      return yield* found(
        filter,
        part,
        "orders.id",
        where,
        (ids) => sql`SELECT ${totals} AS totals, ${ids} FROM orders WHERE ${where}`,
        (where, limits) =>
          // The rows themselves are read only of what is shown.
          orders(
            sql`SELECT * FROM orders WHERE id IN (SELECT id FROM orders WHERE ${where} ORDER BY ${order} ${limits})
              ORDER BY ${order}`
          )
      )
    }),
    refunds: Effect.fnUntraced(function*(actor, filter, part) {
      const where = refundsWhere(actor, filter)
      const refunded = sql`CASE WHEN refunds.state IN ('succeeded', 'by-hand')
        THEN CAST(round(refunds.amount * 1000) AS INTEGER) ELSE 0 END`
      const totals = yield* sums("refunds", refunded)
      return yield* found(
        filter,
        part,
        "refunds.key",
        where,
        (ids) =>
          sql`SELECT ${totals} AS totals, ${ids} FROM refunds JOIN orders ON orders.id = refunds.order_id
            WHERE ${where}`,
        (where, limits) =>
          listedRefunds(
            keys,
            sql`SELECT refunds.*, orders.title, orders.masked_name, orders.masked_phone
            FROM refunds JOIN orders ON orders.id = refunds.order_id WHERE ${where} ORDER BY ${
              orderBy(filter.sort, "refunds.created_at", "refunds.key")
            } ${limits}`
          )
      )
    }),
    everyOrder: (actor, filter) =>
      everything(
        actor,
        "orders",
        sql`SELECT id FROM orders WHERE ${ordersWhere(actor, filter)} ORDER BY ${
          orderBy(filter.sort, "ordered_at", "id")
        }`,
        (ids) => orders(sql`SELECT * FROM orders WHERE id IN ${sql.in(ids)}`),
        ({ id }) => id
      ),
    everyRefund: (actor, filter) =>
      everything(
        actor,
        "refunds",
        sql`SELECT refunds.key AS id FROM refunds JOIN orders ON orders.id = refunds.order_id
          WHERE ${refundsWhere(actor, filter)} ORDER BY ${orderBy(filter.sort, "refunds.created_at", "refunds.key")}`,
        (ids) =>
          listedRefunds(
            keys,
            sql`SELECT refunds.*, orders.title, orders.masked_name, orders.masked_phone
            FROM refunds JOIN orders ON orders.id = refunds.order_id WHERE refunds.key IN ${sql.in(ids)}`
          ),
        ({ refund }) => refund.key
      ),
    choices: Effect.all({ methods: values("method"), pgs: values("pg") }),
    buyerIndex: (typed) => buyerIndex(keys, typed),
    unmask: Effect.fnUntraced(function*(actor, orderId) {
      const order = yield* get(actor, orderId)
      const event: NewEvent = { kind: "unmasked", actor: actor.id, orderId: order.id }
      yield* events.add(event)
      yield* events.log(event)
      const [row] = yield* failed(
        Effect.flatMap(sql`SELECT buyer FROM orders WHERE id = ${order.id}`, decodeBuyers)
      )
      const sealed = row?.buyer
      return typeof sealed === "string" ? Option.getOrUndefined(openBuyer(keys, order.id, sealed)) : undefined
    }),
    erase: Effect.fnUntraced(function*(actor, orderId) {
      const order = yield* get(actor, orderId)
      if (actor.role !== "manager") return yield* new ManagersOnly()
      const event: NewEvent = { kind: "erased", actor: actor.id, orderId: order.id }
      yield* Effect.gen(function*() {
        const [own] = yield* Effect.flatMap(
          sql`SELECT buyer_name, buyer_phone FROM orders WHERE id = ${order.id}`,
          decodeIndexes
        )
        const where = sql`(id = ${order.id} OR ${sameBuyer(own?.buyer_name ?? null, own?.buyer_phone ?? null)})`
        yield* eraseAccounts(where)
        yield* sql`UPDATE orders SET ${sql.update(NO_BUYER)} WHERE ${where}`
        yield* events.add(event)
      }).pipe(sql.withTransaction, failed)
      yield* events.log(event)
    }),
    eraseBefore: Effect.fnUntraced(function*(at) {
      const event: NewEvent = { kind: "erased" }
      const removed = yield* Effect.gen(function*() {
        const isOld = sql`ordered_at < ${new Date(at).toISOString()}`
        // Also of orders whose buyer is gone: an account may have come since.
        yield* eraseAccounts(isOld)
        const rows = yield* sql`UPDATE orders SET ${
          sql.update(NO_BUYER)
        } WHERE buyer IS NOT NULL AND ${isOld} RETURNING id`
        if (rows.length > 0) yield* events.add({ ...event, note: `${rows.length}` })
        return rows.length
      }).pipe(sql.withTransaction, failed)
      if (removed > 0) yield* events.log(event)
      return removed
    })
  })
})

/** The service. */
export const layer: Layer.Layer<Finder, never, SqlClient.SqlClient | Settings | Orders | Watch> = Layer.effect(
  Finder,
  make
)

// internal

// How many rows of an export are read at a time.
const CHUNK = 200

// So many are not searched a second time.
const FEW = 500

const sorted = (sort: Sort, at: string, id: string): string => {
  const amount = at.includes(".") ? "refunds.amount" : "amount"
  return {
    newest: `${at} DESC, ${id}`,
    oldest: `${at}, ${id} DESC`,
    largest: `${amount} DESC, ${id}`,
    smallest: `${amount}, ${id} DESC`
  }[sort]
}

const Totals = Schema.Struct({
  totals: Schema.fromJsonString(
    Schema.Array(
      Schema.Struct({
        currency: Schema.String,
        count: Schema.Int,
        amount: Schema.Finite,
        refunded: Schema.Finite
      })
    )
  ),
  ids: Schema.NullOr(Schema.fromJsonString(Schema.Array(Schema.String)))
})
const decodeTotals = Schema.decodeUnknownEffect(Schema.Array(Totals))
const decodeIds = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: Schema.String })))
const decodeIndexes = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ buyer_name: Schema.NullOr(Schema.String), buyer_phone: Schema.NullOr(Schema.String) }))
)
const decodeBuyers = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ buyer: Schema.NullOr(Schema.String) })))

/**
 * The shop's own SQLite file: orders, and a row for every refund. One process at a time has it.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import { Data, Effect, Layer, Schema } from "effect"
import { Migrator, SqlClient } from "effect/sql"
import type { Keys } from "./Keys.ts"
import { sealAgain } from "./sealAgain.ts"
import { sealPlainOutcomes } from "./sealedOutcome.ts"
import { marks } from "./vault.ts"

/** The file cannot be used. The shop does not start, and nothing was sent. */
export class DatabaseUnusable extends Data.TaggedError("DatabaseUnusable")<{
  readonly filename: string
  readonly problem: string
}> {
  override get message() {
    return `The database ${this.filename} ${this.problem}. Nothing was sent, and no refund is lost.`
  }
}

const tables = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE orders (
    id TEXT PRIMARY KEY, store TEXT NOT NULL, title TEXT NOT NULL, amount REAL NOT NULL, currency TEXT NOT NULL,
    imp_uid TEXT NOT NULL UNIQUE, pg TEXT NOT NULL, method TEXT NOT NULL, ordered_at TEXT NOT NULL
  ) STRICT`
  yield* sql`CREATE TABLE refunds (
    key TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (id), store TEXT NOT NULL,
    imp_uid TEXT NOT NULL, pg TEXT NOT NULL, method TEXT NOT NULL,
    amount REAL NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, reason TEXT, state TEXT NOT NULL, outcome TEXT,
    fingerprint TEXT NOT NULL, sealed TEXT, attempts INTEGER NOT NULL DEFAULT 0,
    requested_by TEXT NOT NULL, decided_by TEXT, day TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
  ) STRICT`
  yield* sql`CREATE INDEX refunds_by_order ON refunds (order_id)`
  yield* sql`CREATE INDEX refunds_by_person ON refunds (requested_by, day)`
  yield* sql`CREATE INDEX refunds_by_payment ON refunds (imp_uid)`
  yield* sql`CREATE INDEX refunds_by_state ON refunds (state)`
  yield* sql`CREATE TABLE secret (mark TEXT NOT NULL) STRICT`
})

const orderLists = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE INDEX orders_by_time ON orders (ordered_at DESC, id)`
  yield* sql`CREATE INDEX orders_by_store ON orders (store, ordered_at DESC, id)`
})

// No statement changes an event, also none of this program. Without the third trigger a row could
// be replaced by one of the same number.
const events = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT,
    refund TEXT, order_id TEXT, from_state TEXT, to_state TEXT, amount REAL, currency TEXT, found TEXT, note TEXT
  ) STRICT`
  yield* sql`CREATE INDEX events_by_refund ON events (refund, id)`
  yield* sql`CREATE INDEX events_by_order ON events (order_id) WHERE kind = 'requested'`
  yield* sql`CREATE INDEX events_by_person ON events (actor, day) WHERE kind = 'requested'`
  // What is known of the refunds of before.
  yield* sql`INSERT INTO events (at, day, kind, actor, refund, order_id, to_state, amount, currency)
    SELECT created_at, day, 'requested', requested_by, key, order_id, NULL, amount, currency FROM refunds
    ORDER BY created_at`
  yield* sql`INSERT INTO events (at, day, kind, actor, refund, order_id, to_state)
    SELECT updated_at, substr(updated_at, 1, 10), CASE state WHEN 'declined' THEN 'declined'
      WHEN 'by-hand' THEN 'concluded' WHEN 'closed' THEN 'concluded' ELSE 'approved' END, decided_by, key, order_id, state
    FROM refunds WHERE decided_by IS NOT NULL ORDER BY updated_at`
  yield* sql`CREATE TRIGGER events_keep BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END`
  yield* sql`CREATE TRIGGER events_stay BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never removed'); END`
  yield* sql`CREATE TRIGGER events_once BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END`
  yield* sql`CREATE TRIGGER refunds_decided_once BEFORE UPDATE OF decided_by ON refunds
    WHEN OLD.decided_by IS NOT NULL AND NEW.decided_by IS NOT OLD.decided_by
    BEGIN SELECT RAISE(ABORT, 'the name of who decided is never changed'); END`
  yield* sql`CREATE TRIGGER refunds_keep_their_origin BEFORE UPDATE OF requested_by, order_id, imp_uid, amount, currency ON refunds
    BEGIN SELECT RAISE(ABORT, 'what was requested is never changed'); END`
})

// What was refunded of an order: by the last look-up, or, where that was earlier, by its refunds.
const REFUNDED = `max(cancelled, (SELECT coalesce(sum(amount), 0) FROM refunds
    WHERE order_id = orders.id AND state IN ('succeeded', 'by-hand')))`

// Where an order stands. Amounts are compared in thousandths of the currency.
const STATE = `CASE
    WHEN EXISTS (SELECT 1 FROM refunds WHERE order_id = orders.id AND state = 'unknown') THEN 'unknown'
    WHEN EXISTS (SELECT 1 FROM refunds WHERE order_id = orders.id AND state IN ('waiting', 'running', 'pending'))
      THEN 'on-hold'
    WHEN round(1000 * ${REFUNDED}) >= round(1000 * amount) THEN 'full'
    WHEN ${REFUNDED} > 0 THEN 'part'
    ELSE 'paid' END`

// What the lists are narrowed to and sorted by. Triggers keep the state of an order, so that no
// statement can forget it.
const finding = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const standing = sql.literal(`refunded = ${REFUNDED}, state = ${STATE}`)
  for (
    const column of [
      "buyer TEXT",
      "buyer_name TEXT",
      "buyer_phone TEXT",
      "masked_name TEXT NOT NULL DEFAULT ''",
      "masked_phone TEXT NOT NULL DEFAULT ''",
      "cancelled REAL NOT NULL DEFAULT 0",
      "refunded REAL NOT NULL DEFAULT 0",
      "cancellable REAL",
      "looked_at INTEGER",
      "state TEXT NOT NULL DEFAULT 'paid'"
    ]
  ) yield* sql`ALTER TABLE orders ADD COLUMN ${sql.literal(column)}`
  yield* sql`UPDATE orders SET ${standing}`
  yield* sql`CREATE TRIGGER orders_state_begun AFTER INSERT ON refunds
    BEGIN UPDATE orders SET ${standing} WHERE id = NEW.order_id; END`
  yield* sql`CREATE TRIGGER orders_state_moved AFTER UPDATE OF state ON refunds
    BEGIN UPDATE orders SET ${standing} WHERE id = NEW.order_id; END`
  yield* sql`CREATE TRIGGER orders_state_seen AFTER UPDATE OF cancelled ON orders
    BEGIN UPDATE orders SET ${standing} WHERE id = NEW.id; END`
  yield* sql`CREATE INDEX orders_by_buyer_name ON orders (buyer_name, ordered_at DESC, id) WHERE buyer_name IS NOT NULL`
  yield* sql`CREATE INDEX orders_by_buyer_phone ON orders (buyer_phone, ordered_at DESC, id) WHERE buyer_phone IS NOT NULL`
  for (const column of ["state", "method", "pg"]) {
    yield* sql`CREATE INDEX ${sql.literal(`orders_by_${column}`)} ON orders (${
      sql.literal(column)
    }, ordered_at DESC, id)`
  }
  yield* sql`CREATE INDEX orders_by_amount ON orders (amount DESC, id)`
  // Totals of all orders are read from this index alone.
  yield* sql`CREATE INDEX orders_totals ON orders (currency, store, amount, refunded)`
  yield* sql`CREATE INDEX refunds_by_time ON refunds (created_at DESC, key)`
  yield* sql`CREATE INDEX refunds_by_amount ON refunds (amount DESC, key)`
  yield* sql`CREATE INDEX refunds_by_decider ON refunds (decided_by) WHERE decided_by IS NOT NULL`
  yield* sql`CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, store TEXT NOT NULL) STRICT`
})

// A text is searched in this index alone, without the sealed buyers in between.
const texts = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`DROP INDEX orders_by_time`
  yield* sql`CREATE INDEX orders_by_time
    ON orders (ordered_at DESC, id, imp_uid, title, store, currency, amount, refunded)`
})

// Masks of before showed all but two or three digits of a number with a short middle.
const masks = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`UPDATE orders SET masked_phone =
    CASE WHEN masked_phone LIKE '02%' THEN '02-' ELSE substr(masked_phone, 1, 4) END || '****-' || substr(masked_phone, -3)
    WHERE masked_phone LIKE '0__-****-____' AND masked_phone NOT LIKE '010-%'`
  yield* sql`UPDATE orders SET masked_phone = '****-' || substr(masked_phone, -4)
    WHERE masked_phone LIKE '___-****-____' AND masked_phone NOT LIKE '0%'`
})

// Times are compared as text, and those of before may have an offset.
const times = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const utc = sql`strftime('%Y-%m-%dT%H:%M:%fZ', ordered_at)`
  yield* sql`UPDATE orders SET ordered_at = ${utc} WHERE ordered_at <> ${utc}`
})

// What was refunded of an order, as lists show it: by the last look-up and, of refunds that were
// made after it, by themselves; and what people have confirmed and the history does not show.
const GONE = `(CASE WHEN EXISTS (SELECT 1 FROM refunds WHERE order_id = orders.id
      AND state IN ('succeeded', 'by-hand') AND shown IS NULL)
    THEN max(cancelled, (SELECT coalesce(sum(amount), 0) FROM refunds
      WHERE order_id = orders.id AND state IN ('succeeded', 'by-hand') AND shown IS NOT 0))
    ELSE cancelled END
  + (SELECT coalesce(sum(amount), 0) FROM refunds WHERE order_id = orders.id AND state = 'by-hand' AND shown = 0))`

// `differs`: a refund that was proved is not in the history any more.
const STANDING = `CASE
    WHEN EXISTS (SELECT 1 FROM refunds WHERE order_id = orders.id AND state = 'unknown') THEN 'unknown'
    WHEN EXISTS (SELECT 1 FROM refunds WHERE order_id = orders.id AND state IN ('waiting', 'running', 'pending'))
      THEN 'on-hold'
    WHEN EXISTS (SELECT 1 FROM refunds WHERE order_id = orders.id AND state = 'succeeded' AND shown = 0)
      THEN 'differs'
    WHEN paid = 0 THEN 'unpaid'
    WHEN round(1000 * ${GONE}) >= round(1000 * amount) THEN 'full'
    WHEN ${GONE} > 0 THEN 'part'
    ELSE 'paid' END`

// What PortOne has reported: whether a payment was paid, and whether its history shows a refund.
// `unsent`: how many calls have ended without a cancel being sent; what ended before this column
// counts as sent.
const reported = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const standing = sql.literal(`refunded = ${GONE}, state = ${STANDING}`)
  yield* sql`ALTER TABLE orders ADD COLUMN paid INTEGER`
  yield* sql`ALTER TABLE refunds ADD COLUMN shown INTEGER`
  yield* sql`ALTER TABLE refunds ADD COLUMN unsent INTEGER NOT NULL DEFAULT 0`
  for (const trigger of ["begun", "moved", "seen"]) yield* sql`DROP TRIGGER ${sql.literal(`orders_state_${trigger}`)}`
  yield* sql`CREATE TRIGGER orders_state_begun AFTER INSERT ON refunds
    BEGIN UPDATE orders SET ${standing} WHERE id = NEW.order_id; END`
  yield* sql`CREATE TRIGGER orders_state_moved AFTER UPDATE OF state, shown ON refunds
    BEGIN UPDATE orders SET ${standing} WHERE id = NEW.order_id; END`
  yield* sql`CREATE TRIGGER orders_state_seen AFTER UPDATE OF cancelled, paid ON orders
    BEGIN UPDATE orders SET ${standing} WHERE id = NEW.id; END`
})

/** Opens the file, creates missing tables, and compares the secret with the one used before. */
export const layer = (filename: string, keys: Keys): Layer.Layer<SqlClient.SqlClient, DatabaseUnusable> => {
  const unusable = (problem: string) => new DatabaseUnusable({ filename, problem })
  const prepare = Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    // One process at a time, so that no other sends for the same rows. The lock ends with the
    // process.
    yield* sql`PRAGMA locking_mode = EXCLUSIVE`
    // What is removed, as an account or a buyer, is overwritten in the file.
    yield* sql`PRAGMA secure_delete = ON`
    yield* Migrator.make({})({
      loader: Migrator.fromRecord({
        "0001_tables": tables,
        "0002_events": events,
        "0003_order_lists": orderLists,
        "0004_finding": finding,
        "0005_texts": texts,
        "0006_reported": reported,
        "0007_masks": masks,
        "0008_times": times
      })
    })
    // Of every secret so far, the one of now last.
    const known = (yield* Effect.flatMap(sql`SELECT mark FROM secret ORDER BY rowid`, decodeMarks)).map(({ mark }) =>
      mark
    )
    // Without one of them, its refunds would not be recognised, here and in the payment history,
    // and would be made again.
    const [mark, ...before] = marks(keys)
    if (known.some((one) => one !== mark && !before.includes(one))) {
      return yield* unusable(
        "has refunds of another SHOP_SECRET; start with that one, or name it in SHOP_SECRETS_BEFORE"
      )
    }
    if (known.length === 0) yield* sql`INSERT INTO secret ${sql.insert({ mark })}`
    else if (known.at(-1) !== mark) yield* sealAgain(keys, mark)
    // Takes the lock also where nothing had to be written.
    yield* sql`UPDATE secret SET mark = mark`
    // Not a migration, because those run before the secret is compared.
    yield* sealPlainOutcomes(keys)
  })
  return Layer.effectDiscard(prepare).pipe(
    Layer.provideMerge(SqliteClient.layer({ filename, busyTimeout: "200 millis" })),
    Layer.catch((error) =>
      Layer.effect(
        SqlClient.SqlClient,
        Effect.fail(
          error._tag === "DatabaseUnusable"
            ? error
            : unusable(error._tag === "SqlError" ? problemOf(error) : "has tables this program cannot read")
        )
      )
    )
  )
}

// internal

const decodeMarks = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ mark: Schema.String })))

const problemOf = (error: unknown): string => {
  const text = wordsOf(error).join(" ")
  return /locked|busy/i.test(text)
    ? "is in use by another process; stop that one first"
    : /readonly|read-only/i.test(text)
    ? "cannot be written"
    : /not a database|malformed/i.test(text)
    ? "is no SQLite database, or is damaged"
    : /unable to open/i.test(text)
    ? "cannot be opened; see that its folder is there and that this user may write in it"
    : "does not do what is asked"
}

// SQLite's own words are inside the cause of the error.
const wordsOf = (error: unknown): ReadonlyArray<string> =>
  typeof error === "object" && error !== null
    ? [
      "message" in error ? String(error.message) : "",
      ...wordsOf("reason" in error ? error.reason : undefined),
      ...wordsOf("cause" in error ? error.cause : undefined)
    ]
    : []

/**
 * A day with refunds of every kind of difference, in a sandbox whose clock stands still.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { JobStore } from "../../src/jobs/JobStore.ts"
import { type Day, dayOf } from "../../src/reconcile/Day.ts"
import * as Worker from "../../src/Worker.ts"
import { call, control, ended, seed } from "../shop.ts"

/** Units: milliseconds since 1970. */
export const NOW = Date.parse("2026-09-04T10:00:00+09:00")
export const day: Day = (() => {
  const found = dayOf("2026-09-01", NOW)
  if (found._tag === "Failure") throw new Error(found.failure.english)
  return found.success
})()
/** Units: milliseconds. */
export const HOUR = 3_600_000
export const NOON = day.from + 12 * HOUR

/** Makes refunds of ₩3,000 at noon of the day, and records them at noon. */
export const refunded = Effect.fnUntraced(function*(names: ReadonlyArray<string>, amount = 3000) {
  const store = yield* JobStore
  yield* store.add(names.map((name) => ({ key: name, impUid: `imp_${name}`, amount })), "test")
  yield* Effect.provide(ended(...names), Worker.refunds)
  yield* record("created_at", NOON - HOUR, names)
  yield* record("updated_at", NOON, names)
})

/** Changes when the table says that something happened. */
export const record = Effect.fnUntraced(
  function*(column: "created_at" | "updated_at", at: number, names: ReadonlyArray<string>) {
    const sql = yield* SqlClient.SqlClient
    yield* sql`UPDATE refund_job SET ${sql(column)} = ${at} WHERE ${sql.in("key", names)}`
  }
)

const at = (millis: number) => Effect.flatMap(Sandbox, ({ setTime }) => setTime(millis / 1000))

/** A refund that is right, and one of each kind of difference: its name is that of the kind. */
export const plant = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { freeze, key, secret } = yield* Sandbox
  yield* freeze
  // Paid long before, and cancelled on the day.
  yield* at(NOON - 40 * 24 * HOUR)
  const plain = [
    "right",
    "cancelled-later",
    "other-day",
    "other-amount",
    "taken-back",
    "twice",
    "contradicted",
    "unrecorded"
  ]
  for (const name of plain) yield* seed(`imp_${name}`)
  for (const name of ["settled-late", "open"]) yield* seed(`imp_${name}`, { async: true })
  for (const name of ["foreign", "foreign-too", "missing"]) yield* seed(`imp_${name}`)
  yield* seed("imp_dollars", { kind: "usd-card", amount: 100 })

  yield* at(NOON)
  yield* refunded([...plain, "settled-late", "open"])
  const store = yield* JobStore
  yield* store.add([0.1, 0.2].map((amount) => ({ key: `dollars ${amount}`, impUid: "imp_dollars", amount })), "test")
  yield* Effect.provide(ended("dollars 0.1", "dollars 0.2"), Worker.refunds)
  yield* record("updated_at", NOON, ["dollars 0.1", "dollars 0.2"])
  yield* control("console-cancel", { imp_uid: "imp_foreign", amount: 700 })
  yield* control("console-cancel", { imp_uid: "imp_foreign-too", amount: 400 })
  const login = yield* call("/users/getToken", { imp_key: key, imp_secret: secret })
  // The same request once more, as a program without a checksum would send it.
  const [first] = yield* Effect.flatMap(Sandbox, ({ ledger }) => ledger("imp_twice"))
  yield* call(
    "/payments/cancel",
    { imp_uid: "imp_twice", amount: 3000, reason: first?.request["reason"] },
    login.response["access_token"]
  )

  // Cancelled again two days later, which moves the payment in PortOne's list.
  yield* at(NOON + 48 * HOUR)
  for (const name of ["cancelled-later", "foreign-too"]) {
    yield* control("console-cancel", { imp_uid: `imp_${name}`, amount: 500 })
  }
  yield* control("settle", { imp_uid: "imp_settled-late", result: "done" })

  yield* control("revert", { imp_uid: "imp_taken-back" })
  yield* record("updated_at", day.to + 10_000, ["other-day"])
  yield* sql`UPDATE refund_job SET outcome = ${JSON.stringify({ outcome: "Succeeded", amount: 2000 })}
    WHERE key = 'other-amount'`
  yield* sql`UPDATE refund_job SET state = 'rejected', outcome = ${
    JSON.stringify({ outcome: "NotRefunded", cause: "FencedByOther" })
  } WHERE key = 'contradicted'`
  yield* sql`DELETE FROM refund_job WHERE key = 'unrecorded'`
  // Recorded as refunded, without any cancel.
  yield* store.add(["missing", "vanished"].map((name) => ({ key: name, impUid: `imp_${name}`, amount: 3000 })), "test")
  yield* sql`UPDATE refund_job SET state = 'done', attempts = 1, pg = 'kcp', currency = 'KRW', updated_at = ${NOON},
    outcome = ${JSON.stringify({ outcome: "Succeeded", amount: 3000 })} WHERE ${sql.in("key", ["missing", "vanished"])}`

  // Not of the day: missing since the day before, and never begun.
  yield* store.add([
    { key: "day before", impUid: "imp_right", amount: 1 },
    { key: "not begun", impUid: "imp_vanished", amount: 1 }
  ], "test")
  yield* sql`UPDATE refund_job SET state = 'done', attempts = 1, updated_at = ${day.from - HOUR},
    outcome = ${JSON.stringify({ outcome: "Succeeded", amount: 1 })} WHERE key = 'day before'`
  yield* record("created_at", NOON - HOUR, ["not begun"])
})

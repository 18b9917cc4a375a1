/**
 * What the tests of the operator's commands share.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { afterAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { database, isServer } from "../../../../packages/token-store/test/servers.ts"
import { Events } from "../../src/events/Events.ts"
import { JobStore } from "../../src/jobs/JobStore.ts"
import { Settings } from "../../src/Settings.ts"
import * as Worker from "../../src/Worker.ts"
import { run } from "../cli.ts"
import { control, directory, ended, layer, seed } from "../shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
export const LIMIT = 120_000

/** Opens a shop on one of the databases. */
export type ShopOf = (settings?: Readonly<Record<string, string>>) => ReturnType<typeof layer>

/**
 * Tests on SQLite, and on a PostgreSQL database where each shop is a merchant of its own. Where no
 * test reads an exit code or what belongs to other merchants, those of a database may run `atOnce`.
 */
export const onBothDatabases = async (
  name: string,
  tests: (shop: ShopOf) => () => void,
  { atOnce = false }: { readonly atOnce?: boolean } = {}
): Promise<void> => {
  const server = await database()
  const group = atOnce ? describe.concurrent : describe
  let merchants = 0
  group(`${name} on SQLite`, tests(layer))
  if (!isServer(server)) return void it.skip(server)
  afterAll(server.stop)
  group(
    `${name} on PostgreSQL`,
    tests((settings) => layer({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: `op${merchants++}`, ...settings }))
  )
}

/** A payment that no other test has: the ledger of a PostgreSQL database is for all merchants. */
export const payment = (key: string) => Effect.map(Settings, ({ merchant }) => `imp_${merchant}_${key}`)

export const add = Effect.fnUntraced(
  function*(key: string, amount = 100, fields: Readonly<Record<string, unknown>> = {}) {
    const impUid = yield* payment(key)
    yield* seed(impUid, { amount: 1_000_000, ...fields })
    yield* (yield* JobStore).add([{ key, impUid, amount }], "test")
  }
)

/** Cancels a payment as a person does in PortOne's console: without the tag of a refund. */
export const cancelByHand = (impUid: string, amount: number) => control("console-cancel", { imp_uid: impUid, amount })

export const cancels = Effect.map(
  Effect.flatMap(Sandbox, ({ requests }) => requests),
  ({ cancel }) => cancel?.received ?? 0
)

export const evidence = Effect.map(directory, (path) => {
  const file = join(path, "console.csv")
  writeFileSync(file, "TID,amount\n1,100\n")
  return file
})

/** Runs `resolve` with evidence. */
export const resolving = Effect.map(
  evidence,
  (file) => (key: string, as: "--as-refunded" | "--not-refunded", ...by: ReadonlyArray<string>) =>
    run("resolve", key, as, "--evidence", file, ...by)
)

/** Changes what the table has of a refund, or of all. */
export const overwrite = Effect.fnUntraced(
  function*(column: "state" | "currency", value: string, key?: string) {
    const sql = yield* SqlClient.SqlClient
    const { merchant } = yield* Settings
    yield* sql`UPDATE refund_job SET ${sql(column)} = ${value} WHERE merchant = ${merchant} AND ${
      key === undefined ? sql`1 = 1` : sql`key = ${key}`
    }`
  }
)

export const minji = ["--as", "minji", "--because", "compared with the console of the PG"]
export const seongsu = ["--as", "seongsu", "--because", "PG사 관리자 페이지와 대조"]

export const stateOf = (key: string) =>
  Effect.flatMap(JobStore, (store) => Effect.map(store.get([key]), ([job]) => job?.state))

export const actionsOf = (key: string) =>
  Effect.flatMap(Events, (events) => Effect.map(events.read({ key }), (all) => all.map(({ action }) => action)))

/** Ends a refund as one that a person has to decide on, without anything sent. */
export const needsReview = Effect.fnUntraced(function*(key: string, cause = "PgTimedOut", sends = 0) {
  const store = yield* JobStore
  const job = (yield* store.claim("an earlier process", 10)).find((job) => job.key === key)
  yield* store.record(job!, { state: "needs-review", sends, outcome: { outcome: "Undetermined", cause } })
  yield* long
})

/** As if an hour had passed since the refunds changed. */
export const long = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  yield* sql`UPDATE refund_job SET updated_at = updated_at - 3600000 WHERE merchant = ${merchant}`
})

/** Runs the engine until the refund has an outcome. */
export const make = (...keys: ReadonlyArray<string>) => Effect.provide(ended(...keys), Worker.refunds, { local: true })

import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { SqlClient } from "effect/sql"
import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Import from "../src/Import.ts"
import { JobStore } from "../src/JobStore.ts"
import * as ResultCsv from "../src/ResultCsv.ts"
import { directory, layer } from "./shop.ts"

const fileOf = Effect.fnUntraced(function*(rows: ReadonlyArray<string>) {
  const file = join(yield* directory, "refunds.csv")
  writeFileSync(file, ["key,imp_uid,amount,reason", ...rows, ""].join("\n"))
  return file
})

const many = Array.from({ length: 1200 }, (_, n) => `r-${n},imp_${n},${n + 1},`)

describe("an import", () => {
  it.effect("adds every line once, also if it is run again or under another file name", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const first = yield* Import.importFile(yield* fileOf(many))
      const again = yield* Import.importFile(yield* fileOf([...many, "one-more,imp_1,5,"]))

      assert.deepStrictEqual([first.lines, first.added, again.lines, again.added], [1200, 1200, 1201, 1])
      assert.strictEqual((yield* store.count).waiting?.jobs, 1201)
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("resumes after the last lines that were added in one transaction with the position", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      const file = yield* fileOf(many)
      // The 900th line cannot be written, as when the disk is full.
      yield* sql`CREATE TRIGGER full BEFORE INSERT ON refund_job WHEN NEW.key = 'r-899' BEGIN SELECT RAISE(ABORT, 'full'); END`
      const cut = yield* Effect.exit(Import.importFile(file))
      const kept = (yield* store.count).waiting?.jobs
      yield* sql`DROP TRIGGER full`

      const rest = yield* Import.importFile(file)
      const over = yield* Import.importFile(file)

      assert.isTrue(Exit.isFailure(cut))
      assert.strictEqual(kept, 500)
      assert.deepStrictEqual([rest.resumed, rest.added, rest.lines], [500, 700, 1200])
      assert.deepStrictEqual([over.resumed, over.added], [1200, 0])
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("adds nothing of a file with invalid lines, and names them", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const file = yield* fileOf([...many, "bad,imp_1,0,", "worse,imp_1,zero,"])

      const { message } = yield* Effect.flip(Import.importFile(file))

      assert.include(message, "Nothing was imported: 2 lines")
      assert.include(message, "line 1202: amount must be above 0")
      assert.include(message, "line 1203: amount must be a plain number")
      assert.deepStrictEqual(yield* store.count, {})
    }).pipe(Effect.scoped, Effect.provide(layer())))

  it.effect("adds one refund of a key and reports in the result that the other one was not added", () =>
    Effect.gen(function*() {
      const file = yield* fileOf(["same,imp_1,100,", "same,imp_1,100,again", "same,imp_1,200,", "=1+1,imp_2,5,"])

      const { added, conflicts } = yield* Import.importFile(file)
      const totals = yield* ResultCsv.ofFile(file, `${file}.result`)

      assert.deepStrictEqual([added, conflicts], [2, 1])
      assert.deepStrictEqual(totals, { done: 0, rejected: 0, open: 3, conflicts: 1 })
      const rows = readFileSync(`${file}.result`, "utf8").trim().split("\n")
      assert.deepStrictEqual(rows.slice(0, 3), [
        "key,outcome,amount,sends,cause,advice",
        "same,waiting,0,0,,",
        "same,waiting,0,0,,"
      ])
      assert.include(
        rows[3],
        "same,NotAdded,0,0,KeyReused,The key same is already in use for 100 of imp_1; this request is for 200 of imp_1."
      )
      // A spreadsheet shows the text and does not evaluate it.
      assert.strictEqual(rows[4], "'=1+1,waiting,0,0,,")
      assert.strictEqual(statSync(`${file}.result`).mode & 0o777, 0o600)
    }).pipe(Effect.scoped, Effect.provide(layer())))
})

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { execPath } from "node:process"
import { fileURLToPath } from "node:url"
import { file, open } from "./database.ts"
import { start, wrong } from "./kill/round.ts"

describe("several processes", () => {
  it.live("open, migrate and write one new file at the same moment, and nothing is lost", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const program = fileURLToPath(new URL("migrating.ts", import.meta.url))
      const children = Array.from({ length: 4 }, () =>
        spawn(execPath, [program, filename, "10"], { stdio: ["pipe", "pipe", "inherit"] }))
      const ended = Promise.all(children.map((child) =>
        new Promise((resolve) => child.once("close", resolve))
      ))

      yield* Effect.promise(() =>
        Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once("data", resolve))))
      )
      for (const child of children) child.stdin.end("go\n")
      const codes = yield* Effect.promise(() => ended)
      const sql = yield* open({ filename })

      assert.deepStrictEqual(codes, [0, 0, 0, 0])
      assert.deepStrictEqual(yield* sql`SELECT n FROM counter`, [{ n: 40 }])
    }))
})

describe("a process that is killed", () => {
  it.live("loses nothing that it said was committed", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const goal = 20
      const writer = start(filename)
      yield* Effect.promise(() => writer.until((line) => Number(line) >= goal))

      const said = yield* Effect.promise(() => writer.kill())

      assert.isAtLeast(said, goal)
      assert.deepStrictEqual(wrong(filename, said), [])
    }))

  it.live("within a transaction holds others up until then, and leaves nothing of it behind", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const writer = start(filename, 5)
      yield* Effect.promise(() => writer.until((line) => line === "half"))
      const sql = yield* open({ filename, busyTimeout: 1 })
      const add = sql`UPDATE total SET amount = amount`

      const held = yield* Effect.flip(sql.withTransaction(add))
      const said = yield* Effect.promise(() => writer.kill())
      yield* sql.withTransaction(add)

      assert.deepStrictEqual([held.reason._tag, held.isRetryable], ["LockTimeoutError", true])
      assert.strictEqual(said, 4)
      assert.deepStrictEqual(wrong(filename, said), [])
    }))
})

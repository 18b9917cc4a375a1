import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { execPath } from "node:process"
import { fileURLToPath } from "node:url"
import { file, open } from "./database.ts"
import { start, wrong, wrongTogether } from "./kill/round.ts"

// Units: milliseconds. Many times what four processes need to start on a busy machine.
const PROCESSES = 120_000

describe("several processes", () => {
  it.live(
    "open, migrate and write one new file at the same moment, and no write is lost",
    () =>
      Effect.gen(function*() {
        const filename = yield* file
        const program = fileURLToPath(new URL("migrating.ts", import.meta.url))
        const children = Array.from(
          { length: 4 },
          () => spawn(execPath, [program, filename, "10"], { stdio: ["pipe", "pipe", "inherit"] })
        )
        const ended = Promise.all(children.map((child) => new Promise((resolve) => child.once("close", resolve))))

        yield* Effect.promise(() =>
          Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once("data", resolve))))
        )
        for (const child of children) child.stdin.end("go\n")
        const codes = yield* Effect.promise(() => ended)
        const sql = yield* open({ filename })

        assert.deepStrictEqual(codes, [0, 0, 0, 0])
        assert.deepStrictEqual(yield* sql`SELECT n FROM counter`, [{ n: 40 }])
      }),
    PROCESSES
  )
})

describe("a process that is killed", () => {
  it.live("loses no commit that it reported", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const goal = 20
      const writer = start(filename)
      yield* Effect.promise(() => writer.until((line) => Number(line) >= goal))

      const reported = yield* Effect.promise(() => writer.kill())

      assert.isAtLeast(reported, goal)
      assert.deepStrictEqual(wrong(filename, reported), [])
    }), PROCESSES)

  it.live("loses no statement that shared a commit with others and was reported", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const writer = start(filename, 0, 16)
      yield* Effect.promise(() => writer.until(() => writer.reported.size >= 200))

      yield* Effect.promise(() => writer.kill())

      assert.isAtLeast(writer.reported.size, 200)
      assert.deepStrictEqual(wrongTogether(filename, writer.reported, 16), [])
    }), PROCESSES)

  it.live(
    "within a transaction blocks other writers until then, and leaves no part of it",
    () =>
      Effect.gen(function*() {
        const filename = yield* file
        const writer = start(filename, 5)
        yield* Effect.promise(() => writer.until((line) => line === "half"))
        const sql = yield* open({ filename, busyTimeout: 1 })
        const add = sql`UPDATE total SET amount = amount`

        const blocked = yield* Effect.flip(sql.withTransaction(add))
        const reported = yield* Effect.promise(() => writer.kill())
        yield* sql.withTransaction(add)

        assert.deepStrictEqual([blocked.reason._tag, blocked.isRetryable], ["LockTimeoutError", true])
        assert.strictEqual(reported, 4)
        assert.deepStrictEqual(wrong(filename, reported), [])
      }),
    PROCESSES
  )
})

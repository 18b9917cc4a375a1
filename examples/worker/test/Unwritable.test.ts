import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, References } from "effect"
import { SqlClient } from "effect/sql"
import { JobStore } from "../src/jobs/JobStore.ts"
import * as Intake from "../src/serve/Intake.ts"
import * as Worker from "../src/Worker.ts"
import { freePort } from "./process.ts"
import { gone, layer, seed, until } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

const jobs = Array.from({ length: 30 }, (_, n) => ({ key: `r-${n}`, impUid: `imp_${n}`, amount: 100 + n }))
const keys = jobs.map(({ key }) => key)

/** Collects the codes of `worker.failed`. */
const collecting = (codes: Set<unknown>) =>
  Logger.layer([
    Logger.make(({ fiber, message }) => {
      const { code } = fiber.getRef(References.CurrentLogAnnotations)
      if (String(message) === "worker.failed") codes.add(code)
    })
  ])

/**
 * A worker in the middle of 30 refunds whose database cannot be written for a while. Returns what
 * readiness answers then, and afterwards.
 */
const during = (trouble: string, codes: Set<unknown>) =>
  Effect.gen(function*() {
    const port = yield* Effect.promise(freePort)
    const readiness = Effect.promise(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
        headers: { authorization: "Bearer open sesame", connection: "close" }
      })
      return `${answer.status} ${await answer.text()}`.trim()
    })
    const settings = { WORKER_PORT: String(port), WORKER_TOKEN: "open sesame", WORKER_RATE: "20" }
    return yield* Effect.gen(function*() {
      yield* Effect.forEach(jobs, ({ impUid }) => seed(impUid))
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      yield* store.add(jobs, "test")
      const answers = yield* Effect.gen(function*() {
        while ((yield* gone).length < 3) yield* Effect.sleep("5 millis")
        yield* sql.unsafe(trouble)
        while (codes.size === 0) yield* Effect.sleep("10 millis")
        const unready = yield* readiness
        yield* sql`PRAGMA query_only = 0`
        yield* sql`PRAGMA max_page_count = 1000000`
        yield* until(({ state }) => state === "done", ...keys)
        return [unready, yield* readiness]
      }).pipe(Effect.provide(Intake.layer.pipe(Layer.provide(Worker.refunds))))
      assert.lengthOf(yield* gone, 30)
      return answers
    }).pipe(Effect.provide(collecting(codes)), Effect.provide(layer(settings)))
  })

describe("a worker whose database cannot be written", () => {
  it.live(
    "because it is read-only says so, and refunds the rest once when it can be written again",
    () =>
      Effect.gen(function*() {
        const codes = new Set<unknown>()

        const answers = yield* during("PRAGMA query_only = 1", codes)

        assert.deepStrictEqual([...codes], ["ERR_SQLITE_ERROR: read-only"])
        assert.deepStrictEqual(answers, [
          "503 the database cannot be written (ERR_SQLITE_ERROR: read-only)\n데이터베이스에 쓸 수 없습니다(ERR_SQLITE_ERROR: 읽기 전용)",
          "200 ready"
        ])
      }),
    LIMIT
  )

  it.live(
    "because the disk is full says so, and refunds the rest once when there is room",
    () =>
      Effect.gen(function*() {
        const codes = new Set<unknown>()

        // Every page is used, and a statement that needs no further page is still carried out.
        yield* during("PRAGMA max_page_count = 1", codes)

        assert.deepStrictEqual([...codes], ["ERR_SQLITE_ERROR: the disk is full"])
      }),
    LIMIT
  )
})

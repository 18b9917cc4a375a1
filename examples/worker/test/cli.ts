/**
 * Commands of the worker inside a test, with what they print.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Console, Effect, Exit } from "effect"
import { Command } from "effect/cli"
import { SqlClient } from "effect/sql"
import { worker } from "../src/commands.ts"
import { messageOf } from "../src/StartupError.ts"

interface Ran {
  readonly out: string
  /** The message of its failure. */
  readonly failure: string | undefined
  readonly code: number
}

/** Runs a command. */
export const run = Effect.fnUntraced(function*(...args: ReadonlyArray<string>) {
  const lines: Array<string> = []
  const print = (...texts: ReadonlyArray<unknown>) => void lines.push(texts.join(" "))
  const console: Console.Console = Object.assign(Object.create(globalThis.console), { log: print, error: print })
  const exit = yield* Command.runWith(worker, { version: "0.0.0" })(args).pipe(
    Effect.provideService(Console.Console, console),
    Effect.provide(NodeServices.layer),
    Effect.exit
  )
  const code = Number(process.exitCode ?? 0)
  process.exitCode = undefined
  const failure = Exit.isSuccess(exit) ? undefined : messageOf(Cause.squash(exit.cause) as never)
  return { out: lines.join("\n"), failure, code: failure === undefined ? code : 1 } satisfies Ran
})

/** All rows of all tables. */
export const dump = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const tables = yield* sql.onDialectOrElse({
    pg: () =>
      sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name NOT LIKE 'refund_%_lock%' ORDER BY 1`,
    orElse: () => sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1`
  })
  const rows = yield* Effect.forEach(
    tables,
    ({ name }) =>
      Effect.map(sql`SELECT * FROM ${sql(name)}`, (rows) => [
        name,
        ...rows.map((row) => JSON.stringify(row, (_, value) => typeof value === "bigint" ? String(value) : value))
          .toSorted()
      ])
  )
  return rows.flat()
})

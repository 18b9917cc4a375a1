/**
 * Stops a PostgreSQL server of this machine and starts it again with the data and the settings it
 * had.
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { execFileSync } from "node:child_process"
import { statSync } from "node:fs"
import { join } from "node:path"

export interface Power {
  /**
   * `immediate`: like a crash of the server, without any cleanup. `fast`: disconnects clients in
   * order.
   */
  readonly off: (mode: "fast" | "immediate") => void
  readonly on: () => void
}

/** Needs a role that may read `data_directory`. */
export const powerOf = (url: string): Promise<Power> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ readonly data: string; readonly bin: string }>`
      SELECT current_setting('data_directory') AS data, (SELECT setting FROM pg_config WHERE name = 'BINDIR') AS bin`
    const { bin = "", data = "" } = row ?? {}
    const { gid, uid } = statSync(data)
    const owner = process.getuid?.() === 0 ? { gid, uid } : {}
    const control = (...args: ReadonlyArray<string>) =>
      execFileSync(join(bin, "pg_ctl"), [...args, "-w", "-D", data], {
        ...owner,
        cwd: data,
        stdio: ["ignore", "ignore", "pipe"]
      })
    return {
      off: (mode: "fast" | "immediate") => void control("stop", "-m", mode),
      // `restart`, unlike `start`, uses the options of the last start.
      on: () => void control("restart", "-l", join(data, "log-of-restarts"))
    }
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })), Effect.runPromise)

/**
 * Group commit: statements outside transactions that wait at the same time share one commit, and so
 * one sync of the disk.
 *
 * A group has a place in the queue of the connection from its first statement on. It is closed when
 * it begins to run, or when a transaction takes the place behind it, so statements and transactions
 * keep the order in which they were asked for.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import { makeExecutors, type Request, type SqliteConnection } from "./connection.ts"
import { rejected } from "./sqlErrors.ts"
import { type Job, together } from "./together.ts"

/** What the group needs of the shared connection. */
export interface Shared {
  readonly acquirer: Effect.Effect<SqliteConnection, SqlError, Scope.Scope>
  /** Waits for its turn, and keeps the connection until the effect ends. */
  readonly borrow: <A>(
    use: (connection: SqliteConnection) => Effect.Effect<A, SqlError>
  ) => Effect.Effect<A, SqlError>
  /** Ends the transaction that a failed COMMIT leaves open. */
  readonly onCommitFailure: (connection: SqliteConnection) => Effect.Effect<void, SqlError>
}

/**
 * A connection whose statements wait for their group, and a way to close the group that is open.
 */
export const makeGroups = (
  shared: Shared,
  /** Starts a fiber of its own, because the caller that opens a group may be interrupted. */
  fork: (effect: Effect.Effect<void>) => void
): { readonly connection: Connection; readonly close: () => void } => {
  let open: Array<Waiting> | undefined

  const start = (group: Array<Waiting>) =>
    shared.borrow((connection) =>
      Effect.flatMap(nextTurn, () => {
        if (open === group) open = undefined
        return runGroup(shared, connection, group)
      })
    ).pipe(
      Effect.exit,
      // Where the connection cannot be used at all, nothing of the group ran.
      Effect.map((exit) => {
        if (open === group) open = undefined
        for (const job of group) job.settle(Exit.isFailure(exit) ? exit : LEFT_OUT)
      })
    )

  const run = (request: Request) =>
    Effect.callback<unknown, SqlError>((resume) => {
      const job: Waiting = {
        request,
        isSettled: false,
        settle: (exit) => {
          if (job.isSettled) return
          job.isSettled = true
          resume(exit)
        }
      }
      if (open !== undefined && open.length < LIMIT) open.push(job)
      else {
        const group = open = [job]
        fork(start(group))
      }
      // A statement that has not begun does not run any more.
      return Effect.sync(() => {
        job.isSettled = true
      })
    })

  return {
    close: () => {
      open = undefined
    },
    connection: {
      ...makeExecutors(run),
      executeStream: (sql, params, transform) =>
        Stream.unwrap(
          Effect.map(shared.acquirer, (connection) => connection.executeStream(sql, params, transform))
        )
    }
  }
}

// internal

interface Waiting extends Job {
  isSettled: boolean
  readonly settle: (exit: Exit.Exit<unknown, SqlError>) => void
}

// Units: statements. A group blocks the thread until its COMMIT has returned.
const LIMIT = 500

// Never seen: every job that was not left out by an interruption is settled before.
const LEFT_OUT = Exit.die(new Error("the statement did not run"))

// The next statements of every fiber would be in it, and would return without being on the disk.
const BEGUN = Exit.fail(rejected(
  "this statement begins a transaction on the connection that all fibers share. It was rolled back. Use withTransaction"
))
const ROLLBACK: Request = { sql: "ROLLBACK", params: [], result: "rows", keep: true, bigints: false }

/** After the fibers that can go on now have asked for their statements. */
const nextTurn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Runs a group in order. A call returns after the COMMIT of its statement. */
const runGroup = Effect.fnUntraced(
  function*(shared: Shared, connection: SqliteConnection, group: ReadonlyArray<Waiting>) {
    let next = 0
    while (next < group.length) {
      if (next > 0) yield* nextTurn
      const first = next++
      if (isGroupable(group[first])) { while (next < group.length && isGroupable(group[next])) next++ }
      const jobs = group.slice(first, next).filter((job) => !job.isSettled)
      const exits = yield* together(connection, jobs, shared.onCommitFailure)
      // A COMMIT that failed may leave one open too; the next to use the connection ends that.
      const isBegun = connection.isTransaction() && exits.every(Exit.isSuccess)
      if (isBegun) yield* Effect.exit(connection.attempt(ROLLBACK))
      for (const [index, job] of jobs.entries()) job.settle(isBegun ? BEGUN : exits[index] ?? LEFT_OUT)
    }
  }
)

// Others change the schema, the connection or the transaction, and some cannot run in one.
const isGroupable = (job: Waiting | undefined) =>
  job !== undefined && /^\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\b/i.test(job.request.sql)

/**
 * Statements of several callers in one transaction, with for each the result that it would have had
 * in a transaction of its own.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import type { Request, SqliteConnection } from "./connection.ts"
import { failed, isConstraint } from "./sqlErrors.ts"

export interface Job {
  readonly request: Request
}

type Ended = Exit.Exit<unknown, SqlError>

/**
 * Runs the statements in order, commits once, and returns their results in the same order.
 *
 * - A statement with an error of its own fails alone: SQLite undoes only this statement.
 * - If SQLite rolls back in the middle, or cannot commit, every writing statement fails.
 * - A constraint that is checked at the COMMIT, or that rolls back, is the error of one statement.
 *   Nothing is kept at that moment, so the others run again without it.
 * - A reading statement never fails because of the others.
 */
export const together = (
  connection: SqliteConnection,
  jobs: ReadonlyArray<Job>,
  onCommitFailure: (connection: SqliteConnection) => Effect.Effect<void, SqlError>
): Effect.Effect<ReadonlyArray<Ended>> =>
  Effect.suspend(() => {
    // One statement is a transaction already.
    if (jobs.filter(isWriting).length < 2) return each(connection, jobs)
    const began = control(connection, "BEGIN IMMEDIATE")
    if (Exit.isFailure(began)) return failWriting(connection, jobs, began)

    const results: Array<Ended> = []
    for (const [index, { request }] of jobs.entries()) {
      const ran = attempt(() => connection.run(request))
      if (ran._tag === "Success") {
        results.push(Exit.succeed(ran.success))
        continue
      }
      const own = Exit.fail(failed("execute", "run a statement")(ran.failure))
      results.push(own)
      if (connection.isTransaction()) continue
      // `ON CONFLICT ROLLBACK` or `RAISE(ROLLBACK)`, which would have undone nothing else alone.
      if (isConstraint(ran.failure)) {
        const others = together(connection, jobs.toSpliced(index, 1), onCommitFailure)
        return Effect.map(others, (all) => all.toSpliced(index, 0, own))
      }
      const failure = Exit.fail(failed("execute", IN_GROUP)(ran.failure))
      return failWriting(connection, jobs, failure, results)
    }

    const committed = control(connection, "COMMIT")
    if (Exit.isSuccess(committed)) return Effect.succeed(results)
    return Effect.flatMap(Effect.exit(onCommitFailure(connection)), (undone) => {
      if (Exit.isFailure(undone)) return Effect.succeed(jobs.map(() => committed))
      // A deferred foreign key: alone, each statement finds out whether it is its own.
      const isOfOne = Option.exists(Exit.findErrorOption(committed), ({ reason }) => isConstraint(reason.cause))
      return isOfOne ? each(connection, jobs) : failWriting(connection, jobs, committed, results)
    })
  })

// internal

const IN_GROUP = "commit this statement, which shared a transaction with others"

const isWriting = ({ request: { sql } }: Job) =>
  !/^\s*SELECT\b/i.test(sql) && /\b(?:INSERT|UPDATE|DELETE|REPLACE)\b/i.test(sql)

const each = (connection: SqliteConnection, jobs: ReadonlyArray<Job>): Effect.Effect<ReadonlyArray<Ended>> =>
  Effect.forEach(jobs, ({ request }) => Effect.exit(connection.attempt(request)))

/** Nothing of the group is kept. What only reads runs again, and an error of its own stays. */
const failWriting = (
  connection: SqliteConnection,
  jobs: ReadonlyArray<Job>,
  failure: Ended,
  results: ReadonlyArray<Ended> = []
): Effect.Effect<ReadonlyArray<Ended>> =>
  Effect.forEach(jobs, (job, index) => {
    const own = results[index]
    if (!isWriting(job)) return Effect.exit(connection.attempt(job.request))
    return Effect.succeed(own !== undefined && Exit.isFailure(own) ? own : failure)
  })

const control = (connection: SqliteConnection, sql: string): Exit.Exit<unknown, SqlError> =>
  Result.match(
    attempt(() => connection.run({ sql, params: [], result: "rows", keep: true, bigints: false })),
    { onFailure: (thrown) => Exit.fail(failed("execute", IN_GROUP)(thrown)), onSuccess: Exit.succeed }
  )

const attempt = <A>(body: () => A): Result.Result<A, unknown> => Result.try({ try: body, catch: (thrown) => thrown })

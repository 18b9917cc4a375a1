/**
 * Rows of PostgreSQL that are read and written together: what waits at the same time shares one
 * INSERT, one UPDATE and one SELECT.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as SqlClient from "effect/sql/SqlClient"
import { ConnectionError, SqlError } from "effect/sql/SqlError"
import type { Rows, Text, Write } from "./rows.ts"

/**
 * A caller goes on only after its statement has returned. Each statement is a transaction of its
 * own, and has its rows in one order in all processes, so two of them do not wait for each other.
 */
export const batches = (
  sql: SqlClient.SqlClient,
  name: string,
  /** For a batch of one, and for a batch that fails because of one of its rows. */
  one: Rows,
  /** Starts a fiber of its own, because the caller that comes first may be interrupted. */
  fork: <A>(effect: Effect.Effect<A>) => Fiber.Fiber<A>
): Rows => {
  const table = sql(name)
  let waiting: Array<Job> = []
  let isRunning = false

  const insert = (jobs: ReadonlyArray<WriteJob>) =>
    sql<Row>`INSERT INTO ${table} (imp_uid, refunds) SELECT imp_uid, after FROM json_to_recordset(${
      toJson(jobs)
    }::json) AS new (imp_uid text, after text) ON CONFLICT DO NOTHING RETURNING imp_uid`
  const update = (jobs: ReadonlyArray<WriteJob>) =>
    sql<Row>`UPDATE ${table} AS kept SET refunds = new.after FROM json_to_recordset(${
      toJson(jobs)
    }::json) AS new (imp_uid text, before text, after text) WHERE kept.imp_uid = new.imp_uid AND kept.refunds = new.before RETURNING kept.imp_uid`
  const select = (jobs: ReadonlyArray<ReadJob>) =>
    sql<Row & { readonly refunds: string }>`SELECT imp_uid, refunds FROM ${table} WHERE imp_uid = ANY(ARRAY(
      SELECT json_array_elements_text(${JSON.stringify(jobs.map(({ impUid }) => impUid))}::json)))`

  const writeOne = (job: WriteJob) => settling(job, one.write(job.write))
  const writeAll = (
    jobs: ReadonlyArray<WriteJob>,
    statement: (jobs: ReadonlyArray<WriteJob>) => Effect.Effect<ReadonlyArray<Row>, SqlError>
  ) =>
    together(jobs, writeOne, statement, (rows) => {
      const stored = new Set(rows.map((row) => row.imp_uid))
      for (const job of jobs) job.settle(Exit.succeed(stored.has(job.impUid)))
    })

  const runBatch = (jobs: ReadonlyArray<Job>) => {
    const writes = jobs.filter((job) => job._tag === "Write")
    const isUpdate = ({ write: { after, before } }: WriteJob) => Option.isSome(before) && Option.isSome(after)
    const inserts = writes.filter(({ write }) => Option.isNone(write.before))
    const updates = writes.filter(isUpdate)
    const deletes = writes.filter(({ write }) => Option.isNone(write.after))
    const reads = jobs.filter((job) => job._tag === "Read")
    return Effect.all([
      writeAll(inserts, insert),
      writeAll(updates, update),
      ...deletes.map(writeOne),
      together(reads, (job) => settling(job, one.read(job.impUid)), select, (rows) => {
        const texts = new Map(rows.map((row) => [row.imp_uid, row.refunds]))
        for (const job of reads) job.settle(Exit.succeed(Option.fromUndefinedOr(texts.get(job.impUid))))
      })
    ], { concurrency: "unbounded", discard: true })
  }

  /** The first job of each payment, up to the limit. The others wait for the next batch. */
  const takeBatch = (): ReadonlyArray<Job> => {
    const batch = new Map<string, Job>()
    const later: Array<Job> = []
    for (const job of waiting) {
      if (job.isSettled) continue
      if (batch.size < LIMIT && !batch.has(job.impUid)) batch.set(job.impUid, job)
      else later.push(job)
    }
    waiting = later
    return [...batch.values()].toSorted(byPayment)
  }

  const pump = Effect.gen(function*() {
    for (;;) {
      // The fibers that can go on now ask for their changes first.
      yield* Effect.yieldNow
      const batch = takeBatch()
      if (batch.length === 0) {
        isRunning = false
        return
      }
      const running = fork(Effect.onExit(Effect.suspend(() => runBatch(batch)), (exit) => settleRest(batch, exit)))
      // A batch that waits for a row that someone has locked must not hold up all other payments.
      yield* Effect.timeoutOption(Fiber.await(running), SLOW)
    }
  })

  const submit = <A>(make: (settle: Job["settle"]) => Job) =>
    Effect.callback<A, SqlError>((resume) => {
      const job = make((exit) => {
        if (job.isSettled) return
        job.isSettled = true
        resume(exit as Exit.Exit<A, SqlError>)
      })
      waiting.push(job)
      if (!isRunning) {
        isRunning = true
        fork(pump)
      }
      // A job that waits is left out of the batch; one in a batch runs to its end.
      return Effect.sync(() => {
        job.isSettled = true
      })
    })

  return {
    read: (impUid) => submit<Text>((settle) => ({ _tag: "Read", impUid, isSettled: false, settle })),
    write: (write) =>
      submit<boolean>((settle) => ({ _tag: "Write", impUid: write.impUid, write, isSettled: false, settle }))
  }
}

// internal

interface Settling {
  readonly impUid: string
  isSettled: boolean
  readonly settle: (exit: Exit.Exit<unknown, SqlError>) => void
}

interface ReadJob extends Settling {
  readonly _tag: "Read"
}

interface WriteJob extends Settling {
  readonly _tag: "Write"
  readonly write: Write
}

type Job = ReadJob | WriteJob

interface Row {
  readonly imp_uid: string
}

// Units: payments. Bounds the size of a statement.
const LIMIT = 500

const SLOW = "1 second"

// Not in the order of a language, which may differ between processes.
const byPayment = (a: Job, b: Job) => a.impUid < b.impUid ? -1 : a.impUid > b.impUid ? 1 : 0

const toJson = (jobs: ReadonlyArray<WriteJob>) =>
  JSON.stringify(jobs.map(({ write: { after, before, impUid } }) => ({
    imp_uid: impUid,
    before: Option.getOrNull(before),
    after: Option.getOrNull(after)
  })))

/** One statement for all jobs, or one for each if the rows of one job are the problem. */
const together = <J extends Job, A>(
  jobs: ReadonlyArray<J>,
  alone: (job: J) => Effect.Effect<void>,
  statement: (jobs: ReadonlyArray<J>) => Effect.Effect<A, SqlError>,
  onRows: (rows: A) => void
): Effect.Effect<void> => {
  if (jobs.length < 2) return Effect.forEach(jobs, alone, { discard: true })
  return Effect.flatMap(Effect.exit(statement(jobs)), (exit) => {
    if (Exit.isSuccess(exit)) return Effect.sync(() => onRows(exit.value))
    // The server has undone the whole statement, so each job can run again alone.
    const error = Option.getOrUndefined(Exit.findErrorOption(exit))
    if (error !== undefined && !isAboutAll(error)) {
      // As many at once as there are connections, because each may wait for a lock.
      return Effect.forEach(jobs, alone, { concurrency: "unbounded", discard: true })
    }
    return Effect.sync(() => {
      for (const job of jobs) job.settle(answered(exit))
    })
  })
}

const settling = (job: Job, effect: Effect.Effect<unknown, SqlError>): Effect.Effect<void> =>
  Effect.map(Effect.exit(effect), (exit) => job.settle(Exit.isSuccess(exit) ? exit : answered(exit)))

/** Errors that the statement of every other row would have as well. */
const isAboutAll = ({ reason: { _tag } }: SqlError): boolean =>
  _tag === "ConnectionError" || _tag === "AuthenticationError" || _tag === "AuthorizationError" ||
  _tag === "SqlSyntaxError"

/** Every caller gets a result, also if the batch ends with a defect. */
const settleRest = (batch: ReadonlyArray<Job>, exit: Exit.Exit<unknown>): Effect.Effect<void> =>
  Effect.sync(() => {
    for (const job of batch) job.settle(Exit.isFailure(exit) ? answered(exit) : LEFT_OUT)
  })

const LEFT_OUT = Exit.die(new Error("the ledger did not run a statement"))

/** The statement was interrupted, which is not an interruption of its callers. */
const answered = (exit: Exit.Failure<unknown, SqlError>): Exit.Exit<never, SqlError> =>
  Cause.hasInterruptsOnly(exit.cause)
    ? Exit.fail(
      new SqlError({ reason: new ConnectionError({ cause: exit.cause, message: "the statement was interrupted" }) })
    )
    : Exit.failCause(exit.cause)

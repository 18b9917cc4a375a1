/**
 * The outcome of each line of an import, as a CSV in the order of the file.
 */
import * as NodeSink from "@effect/platform-node/NodeSink"
import { stringify } from "csv-stringify/sync"
import { Effect, Result, Stream } from "effect"
import { createWriteStream } from "node:fs"
import { rename } from "node:fs/promises"
import * as Csv from "./Csv.ts"
import { fingerprintOf, type Job, KeyReused, type NewJob, summary } from "./Job.ts"
import { all, JobStore } from "./JobStore.ts"
import { codeOf, StartupError } from "./StartupError.ts"

/**
 * Numbers of lines. `open`: no final outcome. `conflicts`: the key is in use for another refund.
 */
export interface Totals {
  readonly done: number
  readonly rejected: number
  readonly open: number
  readonly conflicts: number
}

/** Writes the outcomes of a file's lines. */
export const ofFile = Effect.fnUntraced(function*(file: string, target: string) {
  const store = yield* JobStore
  const totals = { done: 0, rejected: 0, open: 0, conflicts: 0 }
  const rows = Csv.lines(file).pipe(
    Stream.grouped(500),
    Stream.mapEffect((batch) =>
      Effect.gen(function*() {
        const requested = batch.flatMap(({ job }) => Result.isSuccess(job) ? [job.success] : [])
        const known = new Map((yield* store.get(requested.map(({ key }) => key))).map((job) => [job.key, job]))
        return requested.map((one) => row(one, known.get(one.key), totals))
      })
    )
  )
  yield* write(rows, target)
  return totals
})

/** Writes the outcomes of all jobs. */
export const ofTable = (target: string) =>
  write(Stream.map(Stream.grouped(all(), 500), (jobs) => jobs.map(rowOf)), target)

// internal

type Row = ReadonlyArray<string | number>

const COLUMNS: Row = ["key", "outcome", "amount", "sends", "cause", "advice"]

/**
 * Writes another file, readable by its owner only, and renames it when it is complete.
 *
 * `escape_formulas`: a spreadsheet must not evaluate a key such as `=1+1`.
 */
const write = <E, R>(rows: Stream.Stream<ReadonlyArray<Row>, E, R>, target: string) =>
  Stream.prepend(rows, [[COLUMNS]]).pipe(
    Stream.map((some) => stringify(some.map((row) => [...row]), { escape_formulas: true })),
    Stream.run(NodeSink.fromWritable({
      evaluate: () => createWriteStream(`${target}.part`, { mode: 0o600 }),
      onError: (error) => unwritable(target, error)
    })),
    Effect.andThen(
      Effect.tryPromise({ try: () => rename(`${target}.part`, target), catch: (error) => unwritable(target, error) })
    )
  )

const unwritable = (target: string, error: unknown) =>
  new StartupError({
    problem: `${target} cannot be written (${
      codeOf(error)
    }). The outcomes are in the table: \`worker report\` shows them.`
  })

const rowOf = ({ key, outcome, sends, state }: Job): Row => [
  key,
  outcome?.outcome ?? state,
  outcome?.amount ?? 0,
  sends,
  outcome?.cause ?? "",
  outcome?.advice ?? ""
]

const row = (
  requested: NewJob,
  job: Job | undefined,
  totals: { -readonly [Name in keyof Totals]: number }
): Row => {
  if (job === undefined) {
    totals.open++
    return [requested.key, "NotAdded", 0, 0, "NotInTable", "Import the file again."]
  }
  if (job.fingerprint !== fingerprintOf(requested)) {
    totals.conflicts++
    const { message } = new KeyReused({
      key: requested.key,
      requested: summary(requested),
      existing: summary(job)
    })
    return [requested.key, "NotAdded", 0, 0, "KeyReused", message]
  }
  totals[job.state === "done" || job.state === "rejected" ? job.state : "open"]++
  return rowOf(job)
}

/**
 * What became of each line of an import, as a CSV in the order of the file.
 */
import * as NodeSink from "@effect/platform-node/NodeSink"
import { stringify } from "csv-stringify/sync"
import { Effect, Result, Stream } from "effect"
import { createWriteStream } from "node:fs"
import { rename } from "node:fs/promises"
import * as Csv from "./Csv.ts"
import { fingerprintOf, type Job, KeyInUse, type NewJob, summary } from "./Job.ts"
import { all, JobStore } from "./JobStore.ts"
import { codeOf, Trouble } from "./Trouble.ts"

/** How many lines have come to which end. `notTaken` are keys that stand for another refund. */
export interface Ends {
  readonly done: number
  readonly refused: number
  readonly open: number
  readonly notTaken: number
}

/** Of a file, what became of its lines. */
export const ofFile = Effect.fnUntraced(function*(file: string, target: string) {
  const store = yield* JobStore
  const ends = { done: 0, refused: 0, open: 0, notTaken: 0 }
  const rows = Csv.lines(file).pipe(
    Stream.grouped(500),
    Stream.mapEffect((batch) =>
      Effect.gen(function*() {
        const asked = batch.flatMap(({ job }) => Result.isSuccess(job) ? [job.success] : [])
        const known = new Map((yield* store.get(asked.map(({ key }) => key))).map((job) => [job.key, job]))
        return asked.map((one) => row(one, known.get(one.key), ends))
      })
    )
  )
  yield* write(rows, target)
  return ends
})

/** Of everything in the table. */
export const ofTable = (target: string) =>
  write(Stream.map(Stream.grouped(all(), 500), (jobs) => jobs.map(rowOf)), target)

// internal

type Row = ReadonlyArray<string | number>

const COLUMNS: Row = ["key", "outcome", "amount", "sends", "cause", "decider"]

/** Writes beside the place and moves it there when it is whole, for nobody else to read. A spreadsheet must not take a key for a formula. */
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
  new Trouble({ problem: `${target} cannot be written (${codeOf(error)}). The refunds themselves are in the table.` })

const rowOf = ({ key, outcome, sends, state }: Job): Row => [
  key,
  outcome?.outcome ?? state,
  outcome?.amount ?? 0,
  sends,
  outcome?.cause ?? "",
  outcome?.decider ?? ""
]

const row = (asked: NewJob, job: Job | undefined, ends: { -readonly [End in keyof Ends]: number }): Row => {
  if (job === undefined) {
    ends.open++
    return [asked.key, "Unknown", 0, 0, "NotInTheTable", "Import the file again."]
  }
  if (job.fingerprint !== fingerprintOf(asked)) {
    ends.notTaken++
    const { message } = new KeyInUse({ key: asked.key, asked: summary(asked), known: summary(job) })
    return [asked.key, "NotTaken", 0, 0, "KeyInUse", message]
  }
  ends[job.state === "done" || job.state === "refused" ? job.state : "open"]++
  return rowOf(job)
}

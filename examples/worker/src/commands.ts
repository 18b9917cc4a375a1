/**
 * The commands of the command line.
 */
import { Console, Effect, Layer, Option, Schema, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { isWorker } from "./Database.ts"
import * as Import from "./import/Import.ts"
import * as ResultCsv from "./import/ResultCsv.ts"
import { waitForJobs } from "./import/waitForJobs.ts"
import { amountOf, NewJob, problemOf, State } from "./jobs/Job.ts"
import { all, JobStore } from "./jobs/JobStore.ts"
import * as Intake from "./serve/Intake.ts"
import { Settings } from "./Settings.ts"
import { oneLine, StartupError } from "./StartupError.ts"
import { visible } from "./visible.ts"
import * as Worker from "./Worker.ts"

const key = Argument.String("key").pipe(Argument.withDescription("Your name for the refund"))

const serve = Command.make("serve", {}, () =>
  Effect.gen(function*() {
    const { embedded, file, host, port, url } = yield* Settings
    if (Option.isNone(url) && !(yield* isWorker)) {
      return yield* new StartupError({
        problem:
          `Another worker processes ${file}. One process works on a file; for several machines set WORKER_DATABASE_URL.`
      })
    }
    const served = Intake.layer.pipe(Layer.provide(Worker.refunds))
    yield* Layer.build(served)
    yield* Effect.annotateLogs(Effect.logInfo("worker.serving"), {
      url: `http://${host}:${port}`,
      runner: embedded ? "sandbox" : "real"
    })
    return yield* Effect.never
  }).pipe(Effect.scoped)).pipe(Command.withDescription("Accepts refunds over HTTP and makes them"))

const submit = Command.make("submit", {
  key,
  impUid: Argument.String("imp_uid").pipe(Argument.withDescription("PortOne's id of the payment")),
  amount: Argument.String("amount").pipe(Argument.withDescription("Amount, in the payment's major units")),
  reason: Flag.String("reason").pipe(Flag.withDescription("The reason, which the customer may see"), Flag.optional)
}, ({ amount, impUid, key, reason }) =>
  Effect.gen(function*() {
    const number = yield* Effect.mapError(
      Effect.fromResult(amountOf(amount)),
      (problem) => new StartupError({ problem })
    )
    const job = yield* decode({
      key,
      imp_uid: impUid,
      amount: number,
      ...(Option.isSome(reason) && { reason: reason.value })
    }).pipe(Effect.mapError((error) => new StartupError({ problem: problemOf(error) })))
    const store = yield* JobStore
    const { conflicts: [conflict] } = yield* store.add([job], "submit")
    if (conflict !== undefined) return yield* conflict
    yield* waitForJobs({ key })
    yield* showOf(key)
  })).pipe(Command.withDescription("Adds one refund and waits for its outcome"))

const importFile = Command.make("import", {
  file: Argument.String("file").pipe(Argument.withDescription("A CSV with the columns key,imp_uid,amount,reason")),
  result: Flag.String("result").pipe(
    Flag.withDescription("The file for the outcome of each line; default <file>.result.csv"),
    Flag.optional
  ),
  allowSame: Flag.Boolean("allow-same-payment-and-amount").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Lines whose payment and amount are known under another key are further refunds")
  )
}, ({ allowSame, file, result }) =>
  Effect.gen(function*() {
    const { added, lines, resumed, source } = yield* Import.importFile(file, { allowSame })
    yield* Console.error(
      `${lines} lines, ${added} of them new${resumed > 0 ? `, ${resumed} added by an earlier run` : ""}.`
    )
    yield* waitForJobs({ source })
    const target = Option.getOrElse(result, () => `${file}.result.csv`)
    const totals = yield* ResultCsv.ofFile(file, target)
    yield* print(
      `${totals.done} refunded (${
        ResultCsv.money(totals.refunded)
      }), ${totals.rejected} rejected, ${totals.open} without a final outcome, ` +
        `${totals.conflicts} with a key of another refund: ${target}`
    )
    if (totals.open + totals.conflicts > 0) yield* exitWithFailure
  })).pipe(Command.withDescription("Refunds every line of a CSV once, also if it is run again"))

const list = Command.make("list", {
  state: Flag.Literals("state", State.literals).pipe(Flag.withDescription("Only jobs in this state"), Flag.optional)
}, ({ state }) =>
  Stream.runForEach(
    all(Option.getOrUndefined(state)),
    ({ amount, impUid, key, outcome, state }) =>
      print(`${key}\t${impUid}\t${amount}\t${state}\t${oneLine(outcome?.cause ?? outcome?.outcome ?? "")}`)
  )).pipe(Command.withDescription("Lists all refunds"))

const show = Command.make("show", { key }, ({ key }) => showOf(key)).pipe(
  Command.withDescription("Shows one refund with all its fields")
)

const retry = Command.make("retry", {
  key,
  compared: Flag.Boolean("compared").pipe(
    Flag.withDefault(false),
    Flag.withDescription(
      "You compared with the PG. Required if the refund needs review, because a retry may send again"
    )
  )
}, ({ compared, key }) =>
  Effect.gen(function*() {
    const store = yield* JobStore
    const [job] = yield* store.get([key])
    if (job === undefined) return yield* noSuch(key)
    if (job.state === "needs-review" && !compared) {
      return yield* new StartupError({
        problem: `${job.outcome?.advice ?? "The outcome is unknown: compare with the PG's console."}\n` +
          `Then: worker retry ${key} --compared`
      })
    }
    if (!(yield* store.retry(key))) {
      return yield* new StartupError({ problem: `${key} is ${job.state} and cannot be retried.` })
    }
    yield* waitForJobs({ key })
    yield* showOf(key)
  })).pipe(Command.withDescription("Calls refundOnce again for a refund without a final outcome"))

const afterRestore = Command.make("after-restore", {
  over: Flag.Boolean("over").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Every refund that was added in the lost time is in the table again")
  )
}, ({ over }) =>
  Effect.gen(function*() {
    const marked = yield* (yield* JobStore).afterRestore(over)
    yield* Console.log(
      over
        ? "Refunds that are added from now on are new ones."
        : `${marked} open refunds, and every refund that is added from now on, may have been sent before. ` +
          "Add the refunds of the lost time again under their keys, then run `worker after-restore --over`."
    )
  })).pipe(Command.withDescription("Run it before `serve` when the database was restored from a backup"))

const report = Command.make("report", {
  result: Flag.String("result").pipe(Flag.withDescription("Also writes all refunds to this CSV"), Flag.optional)
}, ({ result }) =>
  Effect.gen(function*() {
    const counts = yield* (yield* JobStore).count
    for (const state of State.literals) {
      const { amounts = new Map(), jobs = 0 } = counts[state] ?? {}
      yield* Console.log(`${state.padEnd(12)} ${String(jobs).padStart(9)} refunds  ${ResultCsv.money(amounts)}`)
    }
    if (Option.isSome(result)) yield* ResultCsv.ofTable(result.value)
  })).pipe(Command.withDescription("Counts refunds by state, and sums them by currency"))

export const worker = Command.make("worker").pipe(
  Command.withDescription("Durable refunds through PortOne. Unofficial."),
  Command.withSubcommands([serve, submit, importFile, list, show, retry, report, afterRestore])
)

// internal

/** Names of files and words of a provider may have control characters. */
const print = (text: string) => Console.log(visible(text))

const decode = Schema.decodeUnknownEffect(NewJob)

const exitWithFailure = Effect.sync(() => void (process.exitCode = 1))

const noSuch = (key: string) => Effect.fail(new StartupError({ problem: `There is no refund ${key}.` }))

const showOf = Effect.fnUntraced(function*(key: string) {
  const [job] = yield* (yield* JobStore).get([key])
  if (job === undefined) return yield* noSuch(key)
  yield* print(JSON.stringify(
    { ...job, dueAt: time(job.dueAt), createdAt: time(job.createdAt), updatedAt: time(job.updatedAt) },
    null,
    2
  ))
  if (job.state === "retrying" || job.state === "needs-review") yield* exitWithFailure
})

const time = (millis: number) => new Date(millis).toISOString()

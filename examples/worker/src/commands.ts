/**
 * The commands of the command line.
 */
import { Console, Effect, Layer, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { isWorker } from "./Database.ts"
import { Events } from "./events/Events.ts"
import * as Import from "./import/Import.ts"
import * as ResultCsv from "./import/ResultCsv.ts"
import { waitForJobs } from "./import/waitForJobs.ts"
import { amountOf, NewJob, problemOf, State } from "./jobs/Job.ts"
import { JobStore } from "./jobs/JobStore.ts"
import { afterRestore } from "./operator/afterRestore.ts"
import { exitWithFailure } from "./operator/exit.ts"
import { key, one } from "./operator/filter.ts"
import { hold, unhold } from "./operator/hold.ts"
import { events, list, show } from "./operator/inspect.ts"
import { linesOfJob } from "./operator/jobLines.ts"
import { recheck } from "./operator/recheck.ts"
import { release } from "./operator/release.ts"
import { resolve } from "./operator/resolve.ts"
import { retry } from "./operator/retry.ts"
import { reconcile } from "./reconcile/command.ts"
import * as Intake from "./serve/Intake.ts"
import { Settings } from "./Settings.ts"
import { ofBilingual, StartupError } from "./StartupError.ts"
import { erase, forgetSecret, rotateSecret } from "./upkeep/commands.ts"
import { doctor } from "./upkeep/doctor.ts"
import { visible } from "./visible.ts"
import * as Worker from "./Worker.ts"

const serve = Command.make("serve", {}, () =>
  Effect.gen(function*() {
    const { embedded, file, host, port, url } = yield* Settings
    if (Option.isNone(url) && !(yield* isWorker)) {
      return yield* ofBilingual({
        message:
          `Another worker processes ${file}. One process works on a file; for several machines set WORKER_DATABASE_URL.`,
        messageKo:
          `다른 워커가 ${file} 파일을 처리하고 있습니다. 파일 하나는 프로세스 하나만 처리합니다. 여러 대에서 쓰려면 ` +
          "WORKER_DATABASE_URL을 설정하세요."
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
    const { added, conflicts: [conflict] } = yield* store.add([job], "submit")
    if (conflict !== undefined) return yield* conflict
    if (added > 0) {
      yield* (yield* Events).append({ action: "submit", key, detail: { payment: impUid, amount: number } })
    }
    yield* waitForJobs({ keys: [key] })
    const ended = yield* one(key)
    for (const line of linesOfJob(ended)) yield* print(line)
    if (ended.state === "retrying" || ended.state === "needs-review") yield* exitWithFailure
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
    if (added > 0) yield* (yield* Events).append({ action: "import", detail: { source, lines, added } })
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
  Command.withSubcommands([
    serve,
    submit,
    importFile,
    list,
    show,
    report,
    events,
    recheck,
    resolve,
    retry,
    hold,
    unhold,
    release,
    afterRestore,
    reconcile,
    doctor,
    erase,
    rotateSecret,
    forgetSecret
  ])
)

// internal

/** Names of files and words of a provider may have control characters. */
const print = (text: string) => Console.log(visible(text))

const decode = Schema.decodeUnknownEffect(NewJob)

/**
 * What can be typed. Each command says in one sentence what it does; `--help` shows it.
 */
import { Console, Effect, Layer, Option, Schema, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { isWorker } from "./Database.ts"
import * as Import from "./Import.ts"
import * as Intake from "./Intake.ts"
import { NewJob, State } from "./Job.ts"
import { all, JobStore } from "./JobStore.ts"
import * as ResultCsv from "./ResultCsv.ts"
import { Settings } from "./Settings.ts"
import { settle } from "./settle.ts"
import { oneLine, Trouble } from "./Trouble.ts"
import * as Worker from "./Worker.ts"

const key = Argument.String("key").pipe(Argument.withDescription("Your name for the refund"))

const serve = Command.make("serve", {}, () =>
  Effect.gen(function*() {
    const { embedded, file, host, port, url } = yield* Settings
    if (Option.isNone(url) && !(yield* isWorker)) {
      return yield* new Trouble({
        problem:
          `Another worker refunds out of ${file}. One is enough for a file; several machines need WORKER_DATABASE_URL.`
      })
    }
    const served = Intake.layer.pipe(Layer.provide(Worker.refunds))
    yield* Layer.build(served)
    yield* Effect.annotateLogs(Effect.logInfo("worker.serving"), {
      url: `http://${host}:${port}`,
      runner: embedded ? "sandbox" : "real"
    })
    return yield* Effect.never
  }).pipe(Effect.scoped)).pipe(Command.withDescription("Takes refunds in over HTTP and makes them"))

const submit = Command.make("submit", {
  key,
  impUid: Argument.String("imp_uid").pipe(Argument.withDescription("PortOne's id of the payment")),
  amount: Argument.Finite("amount").pipe(Argument.withDescription("How much, in the payment's major units")),
  reason: Flag.String("reason").pipe(Flag.withDescription("For the customer"), Flag.optional)
}, ({ amount, impUid, key, reason }) =>
  Effect.gen(function*() {
    const job = yield* decode({ key, imp_uid: impUid, amount, ...(Option.isSome(reason) && { reason: reason.value }) })
      .pipe(
        Effect.mapError((error) => new Trouble({ problem: oneLine(error.message) }))
      )
    const store = yield* JobStore
    const { refused: [inUse] } = yield* store.takeIn([job], "submit")
    if (inUse !== undefined) return yield* inUse
    yield* settle({ key })
    yield* showOf(key)
  })).pipe(Command.withDescription("Takes one refund in and waits for its end"))

const importFile = Command.make("import", {
  file: Argument.String("file").pipe(Argument.withDescription("A CSV with the columns key,imp_uid,amount,reason")),
  result: Flag.String("result").pipe(
    Flag.withDescription("Where to write what became of each line; default <file>.result.csv"),
    Flag.optional
  )
}, ({ file, result }) =>
  Effect.gen(function*() {
    const { fresh, lines, resumed, source } = yield* Import.takeIn(file)
    yield* Console.error(
      `${lines} lines, ${fresh} of them new${resumed > 0 ? `, ${resumed} taken in by an earlier run` : ""}.`
    )
    yield* settle({ source })
    const target = Option.getOrElse(result, () => `${file}.result.csv`)
    const ends = yield* ResultCsv.ofFile(file, target)
    yield* Console.log(
      `${ends.done} refunded, ${ends.refused} refused, ${ends.open} without an end, ${ends.notTaken} not taken in: ${target}`
    )
    if (ends.open + ends.notTaken > 0) yield* notAllEnded
  })).pipe(Command.withDescription("Refunds every line of a CSV, once, however often it is run"))

const list = Command.make("list", {
  state: Flag.Literals("state", State.literals).pipe(Flag.withDescription("Only these"), Flag.optional)
}, ({ state }) =>
  Stream.runForEach(
    all(Option.getOrUndefined(state)),
    ({ amount, impUid, key, outcome, state }) =>
      Console.log(`${key}\t${impUid}\t${amount}\t${state}\t${outcome?.cause ?? outcome?.outcome ?? ""}`)
  )).pipe(Command.withDescription("Shows every refund on a line"))

const show = Command.make("show", { key }, ({ key }) => showOf(key)).pipe(
  Command.withDescription("Shows a refund with all that is known about it")
)

const recheck = Command.make("recheck", {
  key,
  compared: Flag.Boolean("compared").pipe(
    Flag.withDefault(false),
    Flag.withDescription("You have compared with the PG: needed for a held refund, because asking again may send again")
  )
}, ({ compared, key }) =>
  Effect.gen(function*() {
    const store = yield* JobStore
    const [job] = yield* store.get([key])
    if (job === undefined) return yield* noSuch(key)
    if (job.state === "held" && !compared) {
      return yield* new Trouble({
        problem: `${job.outcome?.decider ?? "Nobody knows what became of it."}\nThen: worker recheck ${key} --compared`
      })
    }
    if (!(yield* store.recheck(key))) {
      return yield* new Trouble({ problem: `${key} is ${job.state}: there is nothing to ask again.` })
    }
    yield* settle({ key })
    yield* showOf(key)
  })).pipe(Command.withDescription("Asks again about a refund that has no end"))

const report = Command.make("report", {
  result: Flag.String("result").pipe(Flag.withDescription("Also writes every refund into this CSV"), Flag.optional)
}, ({ result }) =>
  Effect.gen(function*() {
    const counts = yield* (yield* JobStore).count
    for (const state of State.literals) {
      const { amount = 0, jobs = 0 } = counts[state] ?? {}
      yield* Console.log(`${state.padEnd(8)} ${String(jobs).padStart(9)} refunds  ${String(amount).padStart(15)}`)
    }
    if (Option.isSome(result)) yield* ResultCsv.ofTable(result.value)
  })).pipe(Command.withDescription("Counts refunds and sums by state"))

export const worker = Command.make("worker").pipe(
  Command.withDescription("Refunds through PortOne as durable work. Unofficial."),
  Command.withSubcommands([serve, submit, importFile, list, show, recheck, report])
)

// internal

const decode = Schema.decodeUnknownEffect(NewJob)

const notAllEnded = Effect.sync(() => void (process.exitCode = 1))

const noSuch = (key: string) => Effect.fail(new Trouble({ problem: `There is no refund ${key}.` }))

const showOf = Effect.fnUntraced(function*(key: string) {
  const [job] = yield* (yield* JobStore).get([key])
  if (job === undefined) return yield* noSuch(key)
  yield* Console.log(JSON.stringify(
    { ...job, dueAt: time(job.dueAt), createdAt: time(job.createdAt), updatedAt: time(job.updatedAt) },
    null,
    2
  ))
  if (job.state === "unsure" || job.state === "held") yield* notAllEnded
})

const time = (millis: number) => new Date(millis).toISOString()

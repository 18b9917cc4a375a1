/**
 * The commands of the command line.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Layer, Option, Result } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { isWorker } from "./Database.ts"
import { Events } from "./events/Events.ts"
import * as Import from "./import/Import.ts"
import * as ResultCsv from "./import/ResultCsv.ts"
import { waitForJobs } from "./import/waitForJobs.ts"
import {
  amountOf,
  fingerprintOf,
  KeyReused,
  knownAs,
  type KnownRefund,
  type NewJob,
  newJob,
  State,
  summary
} from "./jobs/Job.ts"
import { JobStore } from "./jobs/JobStore.ts"
import { afterRestore } from "./operator/afterRestore.ts"
import { adding, type Change } from "./operator/changing.ts"
import { exitWithFailure } from "./operator/exit.ts"
import { key, one } from "./operator/filter.ts"
import { hold, unhold } from "./operator/hold.ts"
import { linesWithHold } from "./operator/holdLines.ts"
import { events, list, show } from "./operator/inspect.ts"
import { type By, namedIn, type Unnamed } from "./operator/person.ts"
import { asideInSandbox } from "./operator/place.ts"
import { recheck } from "./operator/recheck.ts"
import { release } from "./operator/release.ts"
import { resolve } from "./operator/resolve.ts"
import { retry } from "./operator/retry.ts"
import { reconcile } from "./reconcile/command.ts"
import * as Intake from "./serve/Intake.ts"
import { Settings } from "./Settings.ts"
import { bilingualOf, ofBilingual, StartupError } from "./StartupError.ts"
import { money } from "./sums.ts"
import { print } from "./terminal.ts"
import { erase, forgetSecret, rotateSecret } from "./upkeep/commands.ts"
import { doctor } from "./upkeep/doctor.ts"
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

const allowSame = Flag.Boolean("allow-same-payment-and-amount").pipe(
  Flag.withDefault(false),
  Flag.withDescription("A payment and amount that is known under another key is a further refund")
)

const submit = adding(
  "submit",
  {
    key,
    impUid: Argument.String("imp_uid").pipe(Argument.withDescription("PortOne's id of the payment")),
    amount: Argument.String("amount").pipe(Argument.withDescription("Amount, in the payment's major units")),
    reason: Flag.String("reason").pipe(Flag.withDescription("The reason, which the customer may see"), Flag.optional),
    allowSame
  },
  "Adds one refund and waits for its outcome",
  Effect.fnUntraced(function*({ allowSame, amount, impUid, key, reason }) {
    const job = Result.flatMap(
      amountOf(amount),
      (amount) => newJob({ key, imp_uid: impUid, amount, ...(Option.isSome(reason) && { reason: reason.value }) })
    )
    if (Result.isFailure(job)) {
      const { english, korean } = job.failure
      return yield* new StartupError({
        english: `${english} Nothing was added and no money moved.`,
        korean: `${korean} 등록하지 않았고 환불된 금액도 없습니다.`
      })
    }
    const requested = job.success
    const store = yield* JobStore
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const [known] = yield* store.get([key])
    const conflict = known === undefined || known.fingerprint === fingerprintOf(requested)
      ? undefined
      : KeyReused.of(requested, known)
    const other = known === undefined ? (yield* store.refundsOf([impUid])).get(fingerprintOf(requested)) : undefined
    const { english, korean } = summary(requested)
    return {
      evidence: [
        known === undefined
          ? { english: `New: ${english}, key ${key}.`, korean: `새 환불: ${korean}, 키 ${key}.` }
          : { english: `The key ${key} is in the table already:`, korean: `키 ${key}는 이미 등록돼 있습니다:` },
        ...(known === undefined ? [] : yield* linesWithHold(known)),
        ...(other === undefined || !allowSame ? [] : [{
          english: `Take care: ${knownAs(requested, other).english}. This is a further refund.`,
          korean: `주의: ${knownAs(requested, other).korean}. 이 환불은 추가 환불입니다.`
        }])
      ],
      blocked: conflict !== undefined
        ? bilingualOf(conflict)
        : other !== undefined && !allowSame
        ? same(requested, other)
        : undefined,
      apply: (by) =>
        Effect.gen(function*() {
          yield* Effect.gen(function*() {
            const { added, conflicts: [conflict], same: [repeated] } = yield* store.add([requested], "submit", {
              allowSame
            })
            if (conflict !== undefined) return yield* conflict
            if (repeated !== undefined && !allowSame) return yield* new StartupError(same(requested, repeated.other))
            if (added === 0) return
            const detail = {
              payment: impUid,
              amount: requested.amount,
              ...(repeated !== undefined && { allowedSame: repeated.other.key }),
              ...namedIn(by)
            }
            yield* events.append({ action: "submit", ...by, key, detail })
          }).pipe(sql.withTransaction)
          yield* waitForJobs({ keys: [key] })
          const ended = yield* one(key)
          if (ended.state !== "done" && ended.state !== "rejected") yield* exitWithFailure
          return yield* linesWithHold(ended)
        })
    } satisfies Change<unknown, unknown, By | Unnamed>
  })
)

const same = (requested: NewJob, other: KnownRefund): Bilingual => {
  const { english, korean } = knownAs(requested, other)
  return {
    english: `Nothing was added and no money moved: ${english}. See \`worker show\` first. If this is a further ` +
      "refund, add --allow-same-payment-and-amount.",
    korean: `등록하지 않았고 환불된 금액도 없습니다. ${korean}. 먼저 \`worker show\`로 확인하고, 추가 환불이 맞으면 ` +
      "--allow-same-payment-and-amount를 붙이세요."
  }
}

const importFile = adding(
  "import",
  {
    file: Argument.String("file").pipe(Argument.withDescription("A CSV with the columns key,imp_uid,amount,reason")),
    result: Flag.String("result").pipe(
      Flag.withDescription("The file for the outcome of each line; default <file>.result.csv"),
      Flag.optional
    ),
    allowSame,
    isLookedUp: Flag.Boolean("look-up").pipe(
      Flag.withDefault(false),
      Flag.withDescription("First asks PortOne for the payment of each new line, for currencies and balances")
    )
  },
  "Refunds every line of a CSV once, also if it is run again",
  Effect.fnUntraced(function*({ allowSame, dryRun, file, isLookedUp, result }) {
    const plan = yield* Import.plan(file, { allowSame, isLookedUp, isWhole: dryRun })
    return {
      evidence: plan.evidence,
      blocked: plan.blocked,
      apply: (by) =>
        Effect.gen(function*() {
          const imported = yield* Import.add(plan, by)
          yield* waitForJobs(yield* Import.jobsOf(file, imported))
          const target = Option.getOrElse(result, () => `${file}.result.csv`)
          const totals = yield* ResultCsv.ofFile(file, target)
          if (totals.open + totals.missing > 0) yield* exitWithFailure
          return [ResultCsv.summary(totals), target]
        })
    } satisfies Change<unknown, unknown, By | Unnamed>
  })
)

const report = Command.make("report", {
  result: Flag.String("result").pipe(Flag.withDescription("Also writes all refunds to this CSV"), Flag.optional)
}, ({ result }) =>
  Effect.gen(function*() {
    yield* asideInSandbox
    const counts = yield* (yield* JobStore).count
    for (const state of State.literals) {
      const { amounts = new Map(), jobs = 0 } = counts[state] ?? {}
      yield* print(`${state.padEnd(12)} ${String(jobs).padStart(9)}  ${money(amounts).english}`)
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

/**
 * An outage, played in virtual time: `node examples/worker/test/drill.ts [refunds]`.
 *
 * A worker on SQLite has so many refunds, a fifth of them at a payment gateway (PG) that answers no
 * cancel, although it carries out every other one. In the middle of them PortOne is away for two
 * hours, and then rejects the credentials for one. An hour later the PG answers, too. PortOne must
 * not have been asked often while it could not answer, and the worker ends these refunds alone.
 *
 * What is left needs persons: cancels at a PG that settles later whose answers were lost, payments
 * with an equal cancel by hand, and a PG on hold. At most five commands settle them, and each one's
 * time is printed. In the end every refund must be in the sandbox ledger once.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { isWorker } from "../src/Database.ts"
import { Holds } from "../src/jobs/Holds.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import * as Worker from "../src/Worker.ts"
import { wrongIn } from "./plan.ts"
import { proxy, through } from "./proxy.ts"
import { control, layer, seed } from "./shop.ts"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const TAG_SECRET = "a-tag-secret-of-more-than-32-characters"
/** Requests a minute that are no burden for a provider that cannot answer. */
const ASKED = 20
/** In this time the refunds that were in progress end their calls. Units: seconds. */
const FIRST = 600

const jobs = Array.from({ length: Number(process.argv[2] ?? 300) }, (_, n) => ({
  key: `refund-${n}`,
  impUid: n % 5 === 0 ? `imp_silent_${n}` : `imp_${n}`,
  amount: 1000 + n
}))
const silent = (body: string) => {
  // Carried out later, or not at all, and no answer says so.
  if (body.includes("imp_late_")) return "after"
  const n = /imp_silent_(\d+)/.exec(body)?.[1]
  return n === undefined ? "no" : Number(n) % 2 === 0 ? "after" : "before"
}

/** Of these, the worker cannot know without persons. */
const need = (kind: string, payments: Readonly<Record<string, unknown>>) =>
  Array.from({ length: 3 }, (_, n) => ({ key: `${kind}-${n}`, impUid: `imp_${kind}_${n}`, amount: 2000 + n, payments }))
const LATE = need("late", { pg_provider: "paypal_v2", async: true })
const EQUAL = need("equal", { pg_provider: "fine" })
const ON_HOLD = need("hold", { pg_provider: "kept" })
const left = [...LATE, ...EQUAL, ...ON_HOLD]
const COMMANDS = 5

/** Lets virtual seconds pass until something is so, and the sockets do in each what they can. */
const pass = Effect.fnUntraced(function*<E, R>(most: number, isSo: Effect.Effect<boolean, E, R>) {
  for (let second = 0; second < most; second++) {
    if (yield* isSo) return second
    yield* Effect.promise(() => setTimeout(1))
    yield* TestClock.adjust("1 second")
  }
  return most
})
const never = Effect.succeed(false)
const HOUR = 3600

/** What a person types, with PortOne's settings and this database. */
const commands = Effect.gen(function*() {
  const { key, secret, url } = yield* Sandbox
  const { file, merchant } = yield* Settings
  const env = {
    ...process.env,
    PORTONE_IMP_KEY: key,
    PORTONE_IMP_SECRET: secret,
    PORTONE_BASE_URL: url,
    PORTONE_REFUND_TAG_SECRET: TAG_SECRET,
    WORKER_DATABASE_FILE: file,
    WORKER_MERCHANT: merchant
  }
  // Not the synchronous form: the sandbox is in this process.
  return (...args: ReadonlyArray<string>) =>
    Effect.promise(() => {
      const began = performance.now()
      return new Promise<string>((resolve) => {
        execFile(process.execPath, [main, ...args], { encoding: "utf8", env }, (_error, out, aside) => {
          console.log(`$ worker ${args.join(" ")} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
          console.log(`${out}${aside}`.trim().split("\n").slice(-4).map((line) => `  ${line}`).join("\n"))
          resolve(out)
        })
      })
    })
})

/** What two persons do in the morning, while `serve` runs. */
const settle = Effect.gen(function*() {
  const store = yield* JobStore
  const type = yield* commands
  const evidence = join(dirname((yield* Settings).file), "console.csv")
  writeFileSync(evidence, "TID,amount\n")
  const by = (person: string) => ["--as", person, "--because", "대조 완료: PG사 관리자 페이지에 없음"]
  const review = ["--state", "needs-review"]
  const compared = LATE.length + EQUAL.length
  const waiting = (yield* store.count)["needs-review"]?.jobs
  // The PG has rejected the cancels whose answers were lost, and shows the others as made by hand.
  for (const { impUid } of LATE) yield* control("settle", { imp_uid: impUid, result: "rejected" })

  let typed = 0
  const command = (...args: ReadonlyArray<string>) => {
    typed++
    return type(...args)
  }
  const release = ["release", ...review, "--evidence", evidence, "--expect", String(compared)]
  yield* command(...release, ...by("minji"))
  yield* command(...release, ...by("seongsu"))
  yield* command("retry", ...review, "--compared", "--expect", String(compared), ...by("minji"))
  yield* command("unhold", "--pg", "kept", ...by("minji"))
  yield* pass(
    HOUR,
    Effect.map(
      store.count,
      ({ done, "needs-review": review }) =>
        done?.jobs === jobs.length + left.length - LATE.length && review?.jobs === LATE.length
    )
  )
  for (const { impUid } of LATE) yield* control("settle", { imp_uid: impUid, result: "done" })
  yield* command("recheck", ...review, ...by("minji"))
  return [
    ...(waiting === compared ? [] : [`${waiting} needed review, and ${compared} should have`]),
    ...(typed <= COMMANDS ? [] : [`${typed} commands, which is more than ${COMMANDS}`])
  ]
})

const drill = Effect.gen(function*() {
  const store = yield* JobStore
  const { state, url } = yield* proxy
  for (const { impUid } of jobs) yield* seed(impUid, { pg_provider: impUid.includes("silent") ? "silent" : "fine" })
  for (const { impUid, payments } of left) yield* seed(impUid, payments)
  for (const { amount, impUid } of EQUAL) yield* control("console-cancel", { imp_uid: impUid, amount })
  yield* (yield* Holds).put({ what: "pg", pg: "kept" })
  // As `serve` does, so that the commands leave the calls to this process.
  if (!(yield* isWorker)) throw new Error("Another worker has the lock of this file.")
  yield* store.add([...jobs, ...left], "drill")
  const open = Effect.map(
    store.count,
    ({ done, "needs-review": review }) =>
      jobs.length + left.length - ON_HOLD.length - (done?.jobs ?? 0) - (review?.jobs ?? 0)
  )
  const problems: Array<string> = []
  const say = Effect.fnUntraced(function*(when: string) {
    const counts = Object.entries(yield* store.count).map(([name, { jobs }]) => `${jobs} ${name}`)
    console.log(`${when}: ${counts.join(", ")}`)
  })
  const outage = Effect.fnUntraced(function*(is: typeof state.is, hours: number) {
    const before = state.asked
    state.is = is
    yield* pass(FIRST, never)
    const after = state.asked
    yield* pass(hours * HOUR - FIRST, never)
    const asked = (state.asked - after) / (hours * 60 - FIRST / 60)
    yield* say(
      `${hours} h of PortOne ${is}, ${after - before} requests in the first minutes, then ${asked.toFixed(1)} a minute`
    )
    if (asked > ASKED) problems.push(`${asked} requests a minute to a provider that is ${is}`)
  })

  yield* Effect.gen(function*() {
    state.hangs = silent
    yield* pass(HOUR, Effect.map(open, (left) => left < 0.8 * jobs.length))
    yield* say("before the outage")
    yield* outage("away", 2)
    yield* outage("no credentials", 1)
    state.is = "open"
    const ofSilent = jobs.filter(({ impUid }) => impUid.includes("silent")).length
    const others = yield* pass(HOUR, Effect.map(open, (left) => left <= ofSilent))
    yield* say(`${others} s after PortOne was back`)
    yield* pass(HOUR - others, never)
    yield* say("1 h after it was back")
    state.hangs = () => "no"
    const rest = yield* pass(3 * HOUR, Effect.map(open, (left) => left === 0))
    yield* say(`${rest} s after the PG answered again`)
    problems.push(...yield* settle)
  }).pipe(
    // The worker waits at its end for what is in progress, and for that time has to pass.
    Effect.ensuring(Effect.forkIn(pass(FIRST, never), yield* Effect.scope)),
    Effect.provide(Worker.refunds.pipe(Layer.provide(through(url))))
  )
  return problems
})

const began = performance.now()
const problems = await Effect.runPromise(
  Effect.gen(function*() {
    const problems = yield* drill
    const type = yield* commands
    yield* type("report")
    // The cancels by hand are no refunds of the worker.
    const byHand = new Set(EQUAL.map(({ impUid }) => impUid))
    const ledger = (yield* (yield* Sandbox).ledger()).filter(({ imp_uid }) => !byHand.delete(imp_uid))
    const wrong = wrongIn([...jobs, ...left], ledger)
    const done = (yield* (yield* JobStore).count).done?.jobs
    return [
      ...problems,
      ...wrong,
      ...(done === jobs.length + left.length ? [] : [`${done} of ${jobs.length + left.length} are done`])
    ]
  }).pipe(
    Effect.scoped,
    Effect.provide(
      layer({
        PORTONE_REFUND_TAG_SECRET: TAG_SECRET,
        PORTONE_TIMEOUT: "65 seconds",
        WORKER_PAUSES: "usual",
        WORKER_RATE: "10"
      })
    ),
    Effect.provide(TestClock.layer())
  )
)
for (const problem of problems.slice(0, 20)) console.log(problem)
console.log(
  `${jobs.length + left.length} refunds, ${problems.length} problems, ${
    ((performance.now() - began) / 1000).toFixed(0)
  } s`
)
process.exitCode = problems.length === 0 ? 0 : 1

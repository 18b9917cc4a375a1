/**
 * An outage, played in virtual time: `node examples/worker/test/drill.ts [refunds]`.
 *
 * A worker on SQLite has so many refunds, a fifth of them at a payment gateway (PG) that answers no
 * cancel, although it carries out every other one. In the middle of them PortOne is away for two
 * hours, and then rejects the credentials for one. An hour later the PG answers, too. In the end
 * every refund must be in the sandbox ledger once, PortOne must not have been asked often while it
 * could not answer, and nothing may be left for a person but two commands that show this.
 */
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { execFileSync } from "node:child_process"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import * as Worker from "../src/Worker.ts"
import { wrongIn } from "./plan.ts"
import { proxy, through } from "./proxy.ts"
import { layer, seed } from "./shop.ts"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const TAG_SECRET = "a-tag-secret-of-more-than-32-characters"
/** Requests a minute that are no burden for a provider that cannot answer. */
const ASKED = 20
/** In this time the refunds that were in progress end their calls. Units: seconds. */
const FIRST = 600

const jobs = Array.from({ length: Number(process.argv[2] ?? 1000) }, (_, n) => ({
  key: `refund-${n}`,
  impUid: n % 5 === 0 ? `imp_silent_${n}` : `imp_${n}`,
  amount: 1000 + n
}))
const silent = (body: string) => {
  const n = /imp_silent_(\d+)/.exec(body)?.[1]
  return n === undefined ? "no" : Number(n) % 2 === 0 ? "after" : "before"
}

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

const drill = Effect.gen(function*() {
  const store = yield* JobStore
  const { state, url } = yield* proxy
  for (const { impUid } of jobs) yield* seed(impUid, { pg_provider: impUid.includes("silent") ? "silent" : "fine" })
  yield* store.add(jobs, "drill")
  const open = Effect.map(
    store.count,
    ({ done, "needs-review": review }) => jobs.length - (done?.jobs ?? 0) - (review?.jobs ?? 0)
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
    const rest = yield* pass(HOUR, Effect.map(open, (left) => left === 0))
    yield* say(`${rest} s after the PG answered again`)
  }).pipe(Effect.provide(Worker.refunds.pipe(Layer.provide(through(url)))))
  return problems
})

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
  return (...args: ReadonlyArray<string>) => {
    const began = performance.now()
    const out = execFileSync(process.execPath, [main, ...args], { encoding: "utf8", env }).trim()
    console.log(`$ worker ${args.join(" ")} (${((performance.now() - began) / 1000).toFixed(1)} s)\n${out}`)
  }
})

const began = performance.now()
const problems = await Effect.runPromise(
  Effect.gen(function*() {
    const problems = yield* drill
    const type = yield* commands
    type("report")
    type("list", "--state", "needs-review")
    const wrong = wrongIn(jobs, yield* (yield* Sandbox).ledger())
    const done = (yield* (yield* JobStore).count).done?.jobs
    return [
      ...problems,
      ...wrong,
      ...(done === jobs.length ? [] : [`${done} of ${jobs.length} are done`])
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
console.log(`${jobs.length} refunds, ${problems.length} problems, ${((performance.now() - began) / 1000).toFixed(0)} s`)
process.exitCode = problems.length === 0 ? 0 : 1

/**
 * The worker inside a test, with a sandbox on a socket and its own database file.
 */
import * as SandboxModule from "@effect-portone/sandbox/Sandbox"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { type Config, ConfigProvider, Console, Effect, Layer, Logger, Metric } from "effect"
import type { SqlClient } from "effect/sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Events } from "../src/events/Events.ts"
import type { Holds } from "../src/jobs/Holds.ts"
import type { Job } from "../src/jobs/Job.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import type { Settings } from "../src/Settings.ts"
import type { StartupError } from "../src/StartupError.ts"
import * as Worker from "../src/Worker.ts"

export const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "refund-worker-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

/** The table, and a sandbox. */
export const layer = (
  settings: Readonly<Record<string, string>> = {}
): Layer.Layer<
  Events | Holds | JobStore | Sandbox | Settings | SqlClient.SqlClient,
  StartupError | SandboxModule.SandboxFailed | Config.ConfigError
> =>
  Layer.unwrap(Effect.gen(function*() {
    const { key, secret, url } = yield* Sandbox
    const path = yield* directory
    const config = ConfigProvider.layer(ConfigProvider.fromUnknown({
      PORTONE_IMP_KEY: key,
      PORTONE_IMP_SECRET: secret,
      PORTONE_BASE_URL: url,
      PORTONE_REFUND_TAG_SECRET: "a-tag-secret-of-more-than-32-characters",
      WORKER_DATABASE_FILE: join(path, "refunds.db"),
      WORKER_PAUSES: "short",
      WORKER_RATE: "1000",
      WORKER_PORT: "0",
      ...settings
    }))
    const quiet: Console.Console = Object.assign(Object.create(globalThis.console), { error: () => undefined })
    const storage = Worker.storage.pipe(Layer.provide(Layer.succeed(Console.Console, quiet)))
    // Counters of its own: the usual ones are of all workers in this process.
    const counters = Layer.succeed(Metric.MetricRegistry, new Map())
    return Layer.mergeAll(storage, Logger.layer([]), counters).pipe(Layer.provideMerge(config))
  })).pipe(Layer.provideMerge(SandboxModule.layer()))

export const seed = Effect.fnUntraced(function*(impUid: string, fields: Readonly<Record<string, unknown>> = {}) {
  yield* (yield* Sandbox).seed({ kind: "card", imp_uid: impUid, amount: 10_000, ...fields })
})

/** Calls the sandbox's control API, or PortOne's. */
export const call = Effect.fnUntraced(function*(path: string, body: unknown, token = "") {
  const { url } = yield* Sandbox
  return yield* Effect.promise(async () => {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { connection: "close", "content-type": "application/json", authorization: token },
      body: JSON.stringify(body)
    })
    return await response.json() as { readonly response: Record<string, string> }
  })
})

export const control = (path: string, body: unknown) => call(`/_sandbox/${path}`, body)

/** The refunds in the sandbox ledger. */
export const gone = Effect.flatMap(
  Sandbox,
  ({ ledger }) => Effect.map(ledger(), (lines) => lines.map(({ amount, imp_uid }) => `${amount} of ${imp_uid}`))
)

/** Waits until every one of these jobs satisfies a condition. */
export const until = Effect.fnUntraced(function*(isSo: (job: Job) => boolean, ...keys: ReadonlyArray<string>) {
  const store = yield* JobStore
  for (;;) {
    const jobs = new Map((yield* store.get(keys)).filter(isSo).map((job) => [job.key, job]))
    if (jobs.size === keys.length) return keys.flatMap((key) => jobs.get(key) ?? [])
    yield* Effect.sleep("40 millis")
  }
})

/** Waits until these jobs are final or need review. */
export const ended = (...keys: ReadonlyArray<string>) =>
  until(({ state }) => state === "done" || state === "rejected" || state === "needs-review", ...keys)

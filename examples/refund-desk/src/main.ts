/**
 * `node examples/refund-desk/src/main.ts`: the desk, on the embedded sandbox unless
 * PORTONE_IMP_KEY is set.
 */
import { layerJson } from "@effect-portone/logging"
import { type Duration, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { makeApp } from "./app.ts"
import { type Configured, configured } from "./configuration.ts"
import { logged } from "./logging.ts"
import { listen } from "./server.ts"
import { Refunds } from "./shop/Refunds.ts"
import { makeAuth } from "./signIn/auth.ts"
import { makeProvider } from "./signIn/provider.ts"
import { makeSessions } from "./signIn/sessions.ts"

const say = (line: string) => void process.stdout.write(`${line}\n`)
const fail = (error: unknown): never => {
  const { message, messageKo } = error as { readonly message?: unknown; readonly messageKo?: unknown }
  process.stderr.write(`The shop does not start. ${typeof message === "string" ? message : String(error)}\n`)
  // Errors of a person's settings have a Korean text too.
  if (typeof messageKo === "string") process.stderr.write(`상점을 시작하지 못했습니다. ${messageKo}\n`)
  process.exit(1)
}

// The database is for this user alone.
process.umask(0o077)
const asked: Configured = await Effect.runPromise(configured).catch(fail)
const { drain, embedded, host, keys, layer, origin, port, proxies, registration, staff, tls } = asked
const runtime = ManagedRuntime.make(Layer.provide(layer, layerJson(logged)))
const provider = registration === undefined ? undefined : makeProvider(registration)
const sessions = makeSessions(Redacted.value(keys.session), Date.now)
const auth = makeAuth({ staff, provider, sessions, origin })
// The port first, then the database, then the refunds that a crash interrupted: a process that
// cannot listen starts none.
const server = await listen(makeApp({ auth, keys, runtime, proxies }), port, host, tls).catch(fail)
await runtime.context().catch(fail)

say(`The shop is open at ${server.url}${embedded ? ", on the embedded sandbox: no money moves" : ""}.`)
for (const { name, role, store, token } of auth.offered) say(`  ${token.padEnd(14)} ${name}, ${role}, ${store}`)

let closing = false
const close = async (signal: string) => {
  if (closing) return process.exit(1)
  closing = true
  say(`${signal}: closing. Nothing new is begun.`)
  const wait = (limit: Duration.Input) =>
    runtime.runPromise(Effect.flatMap(Refunds, (refunds) => refunds.drain(limit))).catch(() => undefined)
  const stopped = server.stop()
  await wait(drain)
  await Promise.race([stopped, server.cut(1000)])
  // A request that arrived just before the signal has started its refund by now.
  const left = await wait("1 second")
  await runtime.dispose()
  say(
    left === undefined
      ? "The database could not be read; see the log."
      : `${left.length} refunds have no certain end yet.`
  )
  for (const { key, orderId, state } of left ?? []) say(`  ${key} of ${orderId}: ${state}`)
  process.exit(0)
}
process.on("SIGTERM", () => void close("SIGTERM"))
process.on("SIGINT", () => void close("SIGINT"))

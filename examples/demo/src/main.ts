/**
 * `pnpm demo`: cancels payments every way it can go, over real HTTP, against the embedded sandbox. Nothing leaves this machine.
 *
 * `pnpm demo --imp-uid imp_…` with PORTONE_IMP_KEY and PORTONE_IMP_SECRET set talks to the real PortOne instead.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import * as SandboxModule from "@effect-portone/sandbox/Sandbox"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Logger, Redacted } from "effect"
import { Command, Flag } from "effect/cli"
import { real, RealLayer } from "./real.ts"
import { scenarios } from "./scenarios.ts"
import { table } from "./table.ts"

const Client = Layer.unwrap(Effect.map(Sandbox, ({ key, secret, url }) =>
  AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl: url, timeout: "10 seconds" }))
  ))).pipe(Layer.provideMerge(SandboxModule.layer()))

const emulated = Effect.fn(function*(json: boolean) {
  const lines = yield* scenarios
  const wrong = lines.filter((line) => !line.asExpected).length
  yield* Console.log(
    json
      ? JSON.stringify({ lines, asExpected: wrong === 0 }, null, 2)
      : `${table(lines, process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined)}\n\n` +
        (wrong === 0
          ? `All ${lines.length} lines are what they should be.`
          : `${wrong} of ${lines.length} lines are NOT what they should be.`)
  )
  return wrong === 0
})

const demo = Command.make("demo", {
  json: Flag.Boolean("json").pipe(Flag.withDefault(false), Flag.withDescription("Print JSON instead of a table")),
  impUid: Flag.String("imp-uid").pipe(
    Flag.withDescription("Use the real API: look at this payment (needs PORTONE_IMP_KEY and PORTONE_IMP_SECRET)"),
    Flag.optional
  ),
  amount: Flag.Finite("amount").pipe(Flag.withDescription("Real API: cancel this much of it"), Flag.optional),
  full: Flag.Boolean("full").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Real API: cancel everything that is left of it")
  ),
  includeSandbox: Flag.Boolean("include-sandbox").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Real API: also find payments of a test channel")
  )
}, ({ impUid, json, ...options }) =>
  Effect.gen(function*() {
    const fine = impUid._tag === "None"
      ? yield* emulated(json).pipe(Effect.provide(Client))
      : yield* real({ ...options, impUid: impUid.value }).pipe(Effect.provide(RealLayer))
    if (!fine) process.exitCode = 1
  }).pipe(
    Effect.catch((error) =>
      Effect.andThen(Console.error(error.message), Effect.sync(() => void (process.exitCode = 1)))
    )
  ))

Command.run(demo, { version: "0.0.0" }).pipe(
  // The table tells the story; the library's own log lines would tell it twice.
  Effect.provide(Layer.mergeAll(NodeServices.layer, Logger.layer([]))),
  NodeRuntime.runMain
)

/**
 * The command `demo`: runs every scenario with the sandbox, or one look-up and cancel with the real
 * API.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import * as SandboxModule from "@effect-portone/sandbox/Sandbox"
import { Console, Effect, Layer, Redacted, Schema } from "effect"
import { CliError, Command, Flag } from "effect/cli"
import { real, RealLayer } from "./real.ts"
import { scenarios } from "./scenarios.ts"
import { table } from "./table.ts"

const demo = Command.make("demo", {
  json: Flag.Boolean("json").pipe(Flag.withDefault(false), Flag.withDescription("Print JSON instead of a table")),
  impUid: Flag.String("imp-uid").pipe(
    Flag.withDescription("Use the real API: look this payment up (needs PORTONE_IMP_KEY and PORTONE_IMP_SECRET)"),
    Flag.optional
  ),
  amount: Flag.Finite("amount").pipe(Flag.withDescription("Real API: cancel this amount of it"), Flag.optional),
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
    const isAsExpected = impUid._tag === "None"
      ? yield* emulated(json).pipe(Effect.provide(Client))
      : yield* real({ ...options, impUid: impUid.value }).pipe(Effect.provide(RealLayer))
    if (!isAsExpected) return yield* new NotAsExpected()
  }))

/** Runs the command and prints its errors. Succeeds with false if the exit code must be 1. */
export const runDemo = (args: ReadonlyArray<string>) =>
  Command.runWith(demo, { version: "0.0.0" })(args).pipe(
    Effect.as(true),
    Effect.catch((error) =>
      // The CLI prints its own errors, and the output says what is not as expected.
      CliError.isCliError(error) || error._tag === "NotAsExpected"
        ? Effect.succeed(false)
        : Effect.as(Console.error(error.message), false)
    )
  )

// internal

class NotAsExpected extends Schema.TaggedError<NotAsExpected>()("NotAsExpected", {}) {}

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
          ? `All ${lines.length} lines are as expected.`
          : `${wrong} of ${lines.length} lines are NOT as expected.`)
  )
  return wrong === 0
})

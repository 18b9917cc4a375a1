/**
 * The command `demo`: runs every scenario with the sandbox, or one look-up and cancel with the real
 * API.
 */
import { AccessToken, type Bilingual, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import * as SandboxModule from "@effect-portone/sandbox/Sandbox"
import { Console, Effect, Layer, Option, Redacted, Schema } from "effect"
import { CliError, Command, Flag } from "effect/cli"
import { type Language, languageOfSystem, speak } from "./language.ts"
import type { Line } from "./line.ts"
import { real, RealLayer } from "./real.ts"
import { scenarios } from "./scenarios.ts"
import { table } from "./table.ts"

const demo = Command.make("demo", {
  json: Flag.Boolean("json").pipe(Flag.withDefault(false), Flag.withDescription("Print JSON instead of a table")),
  lang: Flag.Literals("lang", ["en", "ko"]).pipe(
    Flag.withDescription("The language of the output; default: that of the terminal"),
    Flag.optional
  ),
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
}, ({ impUid, json, lang, ...options }) =>
  Effect.gen(function*() {
    const language = Option.getOrElse(lang, languageOfSystem)
    const unused = unusedFlags({ impUid, json, ...options })
    if (unused !== undefined) {
      yield* Console.error(speak(language)(unused))
      return yield* new NotAsExpected()
    }
    const isAsExpected = yield* Option.isNone(impUid)
      ? emulated(json, language).pipe(Effect.provide(Client))
      : real({ ...options, impUid: impUid.value, language }).pipe(
        Effect.provide(RealLayer),
        Effect.catch((error) =>
          Effect.as(Console.error(speak(language)({ english: error.message, korean: error.messageKo })), false)
        )
      )
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

interface Flags {
  readonly impUid: Option.Option<string>
  readonly json: boolean
  readonly amount: Option.Option<number>
  readonly full: boolean
  readonly includeSandbox: boolean
}

// A flag without effect could be taken for a cancel that was made.
const unusedFlags = ({ amount, full, impUid, includeSandbox, json }: Flags): Bilingual | undefined => {
  if (Option.isSome(impUid)) {
    return json
      ? {
        english: "--json is for the table of the sandbox: leave --json or --imp-uid out. Nothing was sent.",
        korean: "--json은 샌드박스 표에만 쓸 수 있습니다. --json이나 --imp-uid를 빼세요. 아무것도 보내지 않았습니다."
      }
      : undefined
  }
  const names = [Option.isSome(amount) && "--amount", full && "--full", includeSandbox && "--include-sandbox"].filter(
    (name) => name !== false
  ).join(", ")
  return names === "" ? undefined : {
    english: `${names} needs --imp-uid, the payment at the real API. Nothing was sent.`,
    korean: `${names}: 실제 API의 결제를 가리키는 --imp-uid가 필요합니다. 아무것도 보내지 않았습니다.`
  }
}

class NotAsExpected extends Schema.TaggedError<NotAsExpected>()("NotAsExpected", {}) {}

const Client = Layer.unwrap(Effect.map(Sandbox, ({ key, secret, url }) =>
  AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl: url, timeout: "10 seconds" }))
  ))).pipe(Layer.provideMerge(SandboxModule.layer()))

const emulated = Effect.fn(function*(json: boolean, language: Language) {
  const lines = yield* scenarios
  const say = speak(language)
  const wrong = lines.filter((line) => !line.asExpected).length
  yield* Console.log(
    json
      ? JSON.stringify({ lines: lines.map(inLanguage(language)), asExpected: wrong === 0 }, null, 2)
      : `${table(lines, language, process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined)}\n\n` +
        (wrong === 0
          ? say({
            english: `All ${lines.length} lines are as expected.`,
            korean: `${lines.length}줄이 모두 예상과 같습니다.`
          })
          : say({
            english: `${wrong} of ${lines.length} lines are NOT as expected.`,
            korean: `${lines.length}줄 가운데 ${wrong}줄이 예상과 다릅니다.`
          }))
  )
  return wrong === 0
})

const inLanguage = (language: Language) => ({ request, scenario, ...line }: Line) => ({
  scenario: scenario === undefined ? "" : speak(language)(scenario),
  request: speak(language)(request),
  ...line
})

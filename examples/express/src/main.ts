/**
 * `node examples/express/src/main.ts`: the server, on a sandbox inside the process unless
 * PORTONE_IMP_KEY is set.
 */
import { AccessToken, Settings } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { layerJson } from "@effect-portone/logging"
import { RefundTag } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { Config, Effect, Layer, ManagedRuntime, Option, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { makeApp } from "./app.ts"
import * as Database from "./Database.ts"
import * as Demo from "./demo.ts"
import * as Refunds from "./Refunds.ts"
import { GRACE, listen } from "./server.ts"

// Standard output may be closed before the server is, as in `… | head -1`. Refunds go on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})
const print = (line: string) => void process.stdout.write(`${line}\n`)
const fail = (error: unknown): never => {
  const { message, messageKo } = error as { readonly message?: unknown; readonly messageKo?: unknown }
  process.stderr.write(`The server does not start. ${typeof message === "string" ? message : String(error)}\n`)
  // Errors of a person's settings have a Korean text too.
  if (typeof messageKo === "string") process.stderr.write(`서버를 시작하지 못했습니다. ${messageKo}\n`)
  process.exit(1)
}

const environment = Settings.all({
  port: Config.withDefault(Config.Int("SHOP_PORT"), 8788),
  token: Config.option(Config.Redacted("SHOP_TOKEN")),
  database: Config.withDefault(Config.String("SHOP_DATABASE"), "shop.sqlite"),
  includeSandbox: Config.withDefault(Config.Boolean("SHOP_TEST_CHANNEL"), false),
  isRestored: Config.withDefault(Config.Boolean("SHOP_RESTORED"), false),
  impKey: Config.option(Config.Redacted("PORTONE_IMP_KEY"))
})

// The database may be read by this user alone.
process.umask(0o077)
const { database, impKey, includeSandbox, isRestored, port, token: given } = await Effect.runPromise(
  Effect.mapError(environment, Settings.fromConfigError)
).catch(fail)
const isDemo = Option.isNone(impKey)
if (!isDemo && (Option.isNone(given) || Redacted.value(given.value).length < 16)) {
  fail({
    message: "SHOP_TOKEN needs at least 16 characters when PORTONE_IMP_KEY is set.",
    messageKo: "PORTONE_IMP_KEY를 설정했다면 SHOP_TOKEN은 16자 이상이어야 합니다."
  })
}
const secret = () => randomBytes(32).toString("base64url")
const token = Option.getOrElse(given, () => Redacted.make(secret()))

const portone = Layer.provideMerge(AccessToken.layerConfig, NodeTransport.layerConfig)
const outside: typeof Demo.layer | Layer.Layer<Layer.Success<typeof Demo.layer>, unknown> = isDemo
  ? Demo.layer
  : Layer.mergeAll(portone, Database.layer(database))
const runtime = ManagedRuntime.make(
  Refunds.layer({ patience: "5 seconds", resumeEvery: "1 minute", includeSandbox, isRestored }).pipe(
    Layer.provide(SqlRefundLedger.layer()),
    Layer.provide(isDemo ? RefundTag.layer(Redacted.make(secret())) : RefundTag.layerConfig),
    Layer.provide(outside),
    Layer.provide(layerJson({
      keys: ["refund", "order", "state"],
      messages: ["shop.refund.returned", "shop.refund.failed", "shop.resume.failed", "shop.request.failed"]
    }))
  )
)

// The port first: a second process must not take up the refunds of the first.
const server = await listen(makeApp(runtime, token), port).catch(fail)
await runtime.context().catch((error: { readonly _tag?: unknown; readonly message?: unknown }) =>
  fail(
    error._tag === "SqlError"
      ? {
        message: `${error.message} SHOP_DATABASE must be a file that this user can write.`,
        messageKo: `데이터베이스 ${database} 파일을 열 수 없습니다. SHOP_DATABASE를 쓸 수 있는 파일로 지정하세요.`
      }
      : error
  )
)

print(`The shop listens at ${server.url}${isDemo ? " on the embedded sandbox: no money moves" : ""}. Try:`)
const bearer = Option.isSome(given) ? "$SHOP_TOKEN" : Redacted.value(token)
const authorization = `-H "authorization: Bearer ${bearer}"`
const [json, key] = ["-H \"content-type: application/json\"", "-H \"idempotency-key: my-first-refund\""]
print(`  curl -i ${server.url}/orders/order-1/refunds ${authorization} ${json} ${key} -d '{"amount":3000}'`)
print(`  curl -i ${server.url}/refunds/my-first-refund ${authorization}`)
print(`  curl -i ${server.url}/webhooks/portone ${json} -d '{"imp_uid":"imp_000000000001"}'`)

let isClosing = false
const close = async (signal: string) => {
  if (isClosing) return process.exit(1)
  isClosing = true
  print(`${signal}: waiting for the refunds in flight. A second signal ends the process at once.`)
  const drained = runtime.runPromise(Refunds.Refunds.use((refunds) => refunds.drain(GRACE)))
  await server.stop(10_000)
  const open = await drained.catch(() => undefined)
  await runtime.dispose()
  print(`${open ?? "Some"} refunds are not finished; the next start takes them up.`)
  process.exit(0)
}
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => void close(signal))

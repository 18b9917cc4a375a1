/**
 * A process that refunds, through the public API only: `node caller.ts <setup as JSON>`. It reads
 * commands from standard input. An outcome is in the log, with fsync, before it is on standard
 * output, so that a killed process keeps what it reported.
 */
import { AccessToken, CancelError, Credentials, TokenStore, Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { forgetRefund, type Refund, refundOnce, RefundTag } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { Cause, Effect, Exit, Layer, Logger, ManagedRuntime, Redacted } from "effect"
import { fsyncSync, openSync, writeSync } from "node:fs"
import { createInterface } from "node:readline"
import type { Command, RefundCommand, Secret, Setup } from "./commands.ts"
import { TOTAL_SENDS } from "./plan.ts"

const setup: Setup = JSON.parse(process.argv[2] ?? "{}")
const log = openSync(setup.log, "a")

// Only the driver that is needed is loaded, because processes start often.
const database = async () =>
  setup.ledger.startsWith("postgres:")
    ? (await import("@effect/sql-pg/PgClient")).layer({ url: Redacted.make(setup.ledger), maxConnections: 3 })
    : (await import("@effect-portone/sqlite")).SqliteClient.layer({ filename: setup.ledger })
const ledger: Layer.Layer<never, unknown> = setup.ledger === ""
  ? Layer.empty
  : Layer.provide(SqlRefundLedger.layer(), await database())
const runtime = ManagedRuntime.make(Layer.mergeAll(
  AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(setup.process), impSecret: Redacted.make("secret-of-a-test") }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl: setup.url, timeout: "1 minute" }))
  ),
  ledger,
  Logger.layer([])
))

const usual = "a-tag-secret-of-more-than-32-characters"
const rotated = "another-secret-of-more-than-32-characters"

// Secret rotation came later than the first versions of `RefundTag.layer`.
const withPrevious = RefundTag.layer as (
  secret: Redacted.Redacted,
  options: { readonly previous: ReadonlyArray<Redacted.Redacted> }
) => ReturnType<typeof RefundTag.layer>

const tags: { readonly [K in Secret]: ReturnType<typeof RefundTag.layer> } = {
  usual: RefundTag.layer(Redacted.make(usual)),
  blankAtTheEnd: RefundTag.layer(Redacted.make(`${usual}\n`)),
  rotated: RefundTag.layer(Redacted.make(rotated)),
  rotatedAndPrevious: withPrevious(Redacted.make(rotated), { previous: [Redacted.make(usual)] })
}

// Every time of the library, shortened. The types leave `patience` and `totalSends` open, because
// the first versions do not have them.
const times: Refund.Options & { readonly patience: string; readonly totalSends: number } = {
  timers: {
    read: ["5 millis", "10 millis", "20 millis"],
    quiet: ["15 millis", "30 millis"],
    confirm: "15 millis"
  },
  patience: "5 seconds",
  totalSends: TOTAL_SENDS
}

// Some answers never come while there are faults.
const hurried = ({ send }: Transport.Transport["Service"]): Transport.Transport["Service"] => ({
  send: (request) =>
    Effect.timeoutOrElse(send(request), {
      duration: "500 millis",
      orElse: () => Effect.fail(new CancelError.OutcomeUnknown({ reason: "Timeout" }))
    })
})

const refund = (command: RefundCommand) =>
  refundOnce(
    { impUid: command.impUid, key: command.key, amount: command.amount, reason: command.reason },
    {
      ...times,
      ...(command.isCalm ? { patience: "5 minutes" } : {}),
      tag: command.tag,
      ...(command.earlier === undefined ? {} : { earlier: command.earlier }),
      ...(command.onForeign === undefined ? {} : { onForeign: command.onForeign }),
      profile: {
        ...(command.echoesReason ? { echoesReason: true } : {}),
        ...(command.singleWriter ? { singleWriter: true } : {})
      }
    }
  ).pipe(
    Effect.provide(tags[command.secret]),
    Effect.updateService(Transport.Transport, (transport) => command.isCalm ? transport : hurried(transport))
  )

const report = (command: Command, startedAt: bigint, exit: Exit.Exit<unknown, unknown>) => {
  const endedAt = process.hrtime.bigint()
  const result = (Exit.isSuccess(exit) ? exit.value : Cause.squash(exit.cause)) as Record<string, unknown> | undefined
  const line = JSON.stringify({
    id: command.id,
    process: setup.process,
    startedAt: String(startedAt),
    endedAt: String(endedAt),
    isError: Exit.isFailure(exit),
    tag: result?.["_tag"] ?? String(result),
    ...Object.fromEntries(
      ["next", "amount", "sends", "certain", "proof", "cause", "isLocked", "moneyMoved", "resend", "message"]
        .flatMap((name) =>
          ["string", "number", "boolean"].includes(typeof result?.[name]) ? [[name, result?.[name]]] : []
        )
    )
  })
  writeSync(log, `${line}\n`)
  fsyncSync(log)
  process.stdout.write(`${line}\n`)
}

await runtime.context()
process.stdout.write("ready\n")
for await (const line of createInterface({ input: process.stdin })) {
  const command: Command = JSON.parse(line)
  const startedAt = process.hrtime.bigint()
  const work: Effect.Effect<unknown, unknown, any> = command.do === "refund"
    ? refund(command)
    : Effect.provide(forgetRefund(command.impUid, command.key), tags[command.secret])
  void runtime.runPromiseExit(work).then((exit) => report(command, startedAt, exit))
}
process.exit(0)

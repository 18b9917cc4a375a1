/**
 * `pnpm worker <command>`: refunds as durable work. Without any setting about PortOne, against a sandbox inside this process.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Logger } from "effect"
import { CliError, Command } from "effect/cli"
import { worker } from "./commands.ts"
import * as Telemetry from "./Telemetry.ts"
import { sentenceOf } from "./Trouble.ts"
import * as Worker from "./Worker.ts"

// The table has customers' reasons in it: for the owner alone.
process.umask(0o077)

const terminal = process.stderr.isTTY === true

Command.run(Command.provide(worker, Worker.storage), { version: "0.0.0" }).pipe(
  Effect.catch((error) =>
    Effect.andThen(
      // Mistakes on the command line have been told already, with the command's help.
      CliError.isCliError(error) ? Effect.void : Console.error(sentenceOf(error)),
      Effect.sync(() => void (process.exitCode = 1))
    )
  ),
  Effect.provide(Layer.mergeAll(NodeServices.layer, Telemetry.layerLogs(terminal), Telemetry.layerOtlp)),
  Effect.provideService(Logger.LogToStderr, true),
  NodeRuntime.runMain
)

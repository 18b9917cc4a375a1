/**
 * `pnpm worker <command>`: durable refunds. Without any PortOne setting, with a sandbox in this
 * process.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Logger } from "effect"
import { CliError, Command } from "effect/cli"
import { worker } from "./commands.ts"
import { messageOf } from "./StartupError.ts"
import * as Telemetry from "./Telemetry.ts"
import { visible } from "./visible.ts"
import * as Worker from "./Worker.ts"

// The table contains customers' reasons, so files are readable by their owner only.
process.umask(0o077)

// The first signal waits for the cancels that have left. A second one ends at once.
let signals = 0
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    if (++signals > 1) process.exit(1)
  })
}

const terminal = process.stderr.isTTY === true

Command.run(Command.provide(worker, Worker.storage), { version: "0.0.0" }).pipe(
  Effect.catch((error) =>
    Effect.andThen(
      // The CLI has already printed its own errors, with the command's help.
      CliError.isCliError(error) ? Effect.void : Console.error(visible(messageOf(error))),
      Effect.sync(() => void (process.exitCode = 1))
    )
  ),
  Effect.provide(Layer.mergeAll(NodeServices.layer, Telemetry.layerLogs(terminal), Telemetry.layerOtlp)),
  Effect.provideService(Logger.LogToStderr, true),
  NodeRuntime.runMain
)

#!/usr/bin/env node
/** The `portone-sandbox` command. */
import { runCommand } from "./command.ts"

const { exitCode, output, problem, sandbox } = await runCommand(
  process.argv.slice(2),
  (line) => process.stdout.write(`${line}\n`)
)
process.exitCode = exitCode
// Before the output, because a caller may stop the command as soon as it has read the address.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  if (sandbox !== undefined) process.once(signal, () => void sandbox.close())
}
// A reader of the lines may leave; the sandbox continues.
process.stdout.on("error", () => undefined)
process.stdout.write(output)
process.stderr.write(problem)

#!/usr/bin/env node
/** The `portone-sandbox` command. */
import { runCommand } from "./command.ts"

const { exitCode, output, problem, sandbox } = await runCommand(process.argv.slice(2))
process.exitCode = exitCode
// Before the output, because a caller may stop the command as soon as it has read the address.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  if (sandbox !== undefined) process.once(signal, () => void sandbox.close())
}
process.stdout.write(output)
process.stderr.write(problem)

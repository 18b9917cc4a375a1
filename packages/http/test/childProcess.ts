import { Effect } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Program } from "./childSend.ts"

/**
 * Builds a transport for each job and sends one POST through it, one after the other in a process
 * of its own, and returns how each ended. So the environment, flags and modules are the child's
 * alone.
 */
export const sendInChild = (
  program: Program,
  { env = {}, flags = [] }: {
    readonly env?: Readonly<Record<string, string>>
    readonly flags?: ReadonlyArray<string>
  } = {}
) =>
  Effect.callback<ReadonlyArray<Record<string, unknown>>>((resume) => {
    const { HOME, NODE_COMPILE_CACHE, PATH } = process.env
    const child = execFile(
      process.execPath,
      [...flags, script, JSON.stringify(program)],
      { env: { HOME, PATH, NODE_COMPILE_CACHE, NODE_NO_WARNINGS: "1", ...env } },
      (error, stdout, stderr) =>
        resume(
          error === null ? Effect.sync(() => JSON.parse(stdout)) : Effect.die(new Error(`${error.message}\n${stderr}`))
        )
    )
    return Effect.sync(() => void child.kill())
  })

// internal

const script = fileURLToPath(new URL("childSend.ts", import.meta.url))

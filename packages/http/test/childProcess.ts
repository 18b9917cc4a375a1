import { Effect } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Job } from "./childSend.ts"

/**
 * Builds a transport in a process of its own, sends one POST through it, and returns what the
 * process printed. So the environment, flags and modules are the child's alone.
 */
export const sendInChild = (
  job: Job,
  { env = {}, flags = [] }: {
    readonly env?: Readonly<Record<string, string>>
    readonly flags?: ReadonlyArray<string>
  } = {}
) =>
  Effect.callback<Record<string, unknown>>((resume) => {
    const { HOME = "", PATH = "" } = process.env
    const child = execFile(
      process.execPath,
      [...flags, script, JSON.stringify(job)],
      { env: { HOME, PATH, NODE_NO_WARNINGS: "1", ...env } },
      (error, stdout, stderr) =>
        resume(
          error === null ? Effect.sync(() => JSON.parse(stdout)) : Effect.die(new Error(`${error.message}\n${stderr}`))
        )
    )
    return Effect.sync(() => void child.kill())
  })

// internal

const script = fileURLToPath(new URL("childSend.ts", import.meta.url))

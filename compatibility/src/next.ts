/**
 * The recipe for Next.js in an application: `next build`, which checks the types too, and
 * `next start`.
 */
import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "../../scripts/command.ts"
import { app, workspace } from "./prepare.ts"

const folder = join(app, "next")
const cli = join(workspace, "node_modules", "next", "dist", "bin", "next")
const env = { NEXT_TELEMETRY_DISABLED: "1" }

/** Builds and starts an application with these files as the route of a refund. */
export const startNext = async (
  files: Readonly<Record<string, string>>
): Promise<AsyncDisposable & { readonly url: string }> => {
  const route = join(folder, "app", "orders", "[id]", "refunds")
  mkdirSync(route, { recursive: true })
  for (const [name, code] of Object.entries(files)) writeFileSync(join(route, name), code)
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }))
  await run(process.execPath, [cli, "build"], { cwd: folder, env })
  const server = spawn(process.execPath, [cli, "start", "--port", "0", "--hostname", "127.0.0.1"], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"]
  })
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()))
  let printed = ""
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      if (found !== undefined && /Ready/.test(printed)) resolve(found)
    })
    server.once("close", () => reject(new Error(`next start ended: ${printed}`)))
  })
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.kill()
      await ended
    }
  }
}

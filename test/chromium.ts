/**
 * The Chromium of this machine, for all that looks at pages. Where it is missing, tests are skipped
 * with a sentence that says so; with `REQUIRE_SERVICES=1` that is an error.
 */
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { env } from "node:process"

/**
 * Programs that are Chromium, the preferred one first. The one without windows has the same engine,
 * and starts no process for the buttons of each window.
 */
const programs = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]

/** Where it is, or why there is none. */
export const found: { readonly path: string } | { readonly missing: string } = (() => {
  const folders = (env["PATH"] ?? "").split(delimiter)
  const path = programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(existsSync)
  if (path !== undefined) return { path }
  const missing = "no Chromium here (apt-get install -y chromium-headless-shell, or chromium)"
  if (env["REQUIRE_SERVICES"] === "1") throw new Error(missing)
  return { missing }
})()

/** How Playwright starts it. Throws where there is none. */
export const settings = (): { readonly executablePath: string; readonly args: Array<string> } => {
  if ("missing" in found) throw new Error(found.missing)
  return {
    executablePath: found.path,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync"
    ]
  }
}

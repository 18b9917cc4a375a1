/**
 * A real Chromium. Where it is missing, the tests are skipped with a sentence that says so; with
 * `REQUIRE_SERVICES=1` that is an error.
 */
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { env } from "node:process"
import { type Browser, chromium } from "playwright-core"

/** Where Chromium is, or why there is none. */
export const found: { readonly path: string } | { readonly missing: string } = (() => {
  const path = (env["PATH"] ?? "").split(delimiter)
    .flatMap((directory) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(directory, name)))
    .find(existsSync)
  if (path !== undefined) return { path }
  const missing = "no Chromium here (apt-get install -y chromium)"
  if (env["REQUIRE_SERVICES"] === "1") throw new Error(missing)
  return { missing }
})()

/** Starts it. Call only where it was found. */
export const launch = (): Promise<Browser> => {
  if ("missing" in found) throw new Error(found.missing)
  return chromium.launch({
    executablePath: found.path,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
  })
}

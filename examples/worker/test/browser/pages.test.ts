/**
 * The pages of the worker in Chromium, at two widths, light and dark, in both languages: nothing
 * runs out of the window, nothing is blocked or reported, and axe finds nothing.
 */
import { type RunningSandbox, start } from "@effect-portone/sandbox"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import axe from "axe-core"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, chromium, type Page } from "playwright-core"
import { found, settings } from "../../../../test/chromium.ts"
import { freePort, worker } from "../process.ts"

const WIDTHS = { phone: [390, 844], desktop: [1280, 900] } as const
const LONG = "환불-2026-09-01-Pour-over-starter-set-with-two-kinds-of-beans-and-a-very-long-name-that-does-not-end"
const pictures = fileURLToPath(new URL("screenshots", import.meta.url))

let sandbox: RunningSandbox
let browser: Browser
let folder = ""
let serve: ReturnType<typeof worker>
let url = ""

const violations = async (page: Page) => {
  await page.evaluate(axe.source)
  const seen = await page.evaluate(
    `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })`
  ) as axe.AxeResults
  return seen.violations.map((one) => `${one.id}: ${one.nodes.map(({ html }) => html).join(" ")}`)
}

/** Requests that the worker answers with this status. */
const answers = async (path: string, status: number, body?: object) => {
  for (;;) {
    const response = await fetch(url + path, {
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      headers: { connection: "close", "content-type": "application/json", authorization: "Bearer open sesame" }
    }).catch(() => undefined)
    const text = await response?.text()
    if (response?.status === status) return text ?? ""
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe.skipIf("missing" in found)(`the pages${"missing" in found ? ` (${found.missing})` : ""}`, () => {
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    folder = mkdtempSync(join(tmpdir(), "refund-pages-"))
    ;[sandbox, browser] = await Promise.all([start(), chromium.launch(settings())])
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    serve = worker(["serve"], {
      PORTONE_IMP_KEY: sandbox.key,
      PORTONE_IMP_SECRET: sandbox.secret,
      PORTONE_BASE_URL: sandbox.url,
      PORTONE_REFUND_TAG_SECRET: "a-tag-secret-of-more-than-32-characters",
      WORKER_DATABASE_FILE: join(folder, "refunds.db"),
      WORKER_TOKEN: "open sesame",
      WORKER_PAUSES: "short",
      WORKER_PORT: String(port)
    })
    for (const [n, key] of ["refund-1", "refund-2", LONG].entries()) {
      await fetch(`${sandbox.url}/_sandbox/payments`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ kind: "card", imp_uid: `imp_${n}`, amount: 3_000_000, async: n > 0 })
      })
      await answers("/refunds", 202, { key, imp_uid: `imp_${n}`, amount: 1_234_567 })
    }
    for (const key of ["refund-1", "refund-2", LONG]) {
      while (!(await answers(`/refunds/${encodeURIComponent(key)}`, 200)).includes("\"outcome\"")) continue
    }
    while ((await answers("/", 200)).split("AcceptedPending").length < 4) continue
  })
  afterAll(async () => {
    serve.child.kill("SIGTERM")
    await Promise.all([browser.close(), serve.end])
    await sandbox.close()
    rmSync(folder, { recursive: true })
  })

  for (const language of ["en", "ko"] as const) {
    it(`let a person sign in and read, in ${language}`, async () => {
      const context = await browser.newContext({ locale: language === "ko" ? "ko-KR" : "en-US" })
      const page = await context.newPage()
      const complaints: Array<string> = []
      page.on("pageerror", ({ message }) => complaints.push(message))
      page.on("console", (message) => complaints.push(message.text()))
      const look = async (name: string) => {
        for (const [width, [w, h]] of Object.entries(WIDTHS)) {
          for (const colorScheme of ["light", "dark"] as const) {
            await page.setViewportSize({ width: w, height: h })
            await page.emulateMedia({ colorScheme })
            const what = `${name}-${language}-${width}-${colorScheme}`
            await page.screenshot({ path: join(pictures, `${what}.png`), fullPage: true })
            assert.deepStrictEqual(await violations(page), [], what)
            assert.isAtMost(await page.evaluate("document.documentElement.scrollWidth") as number, w, what)
          }
        }
      }

      await page.goto(`${url}/`)
      await look("sign-in")
      await page.fill("#token", "open sesame")
      await page.press("#token", "Enter")
      await page.waitForURL(`${url}/?lang=${language}`)
      await look("overview")
      assert.strictEqual(await page.getAttribute("html", "lang"), language)
      await page.click("tbody a[href*='state=needs-review']")
      await page.waitForURL(/\/jobs\?/)
      await look("list")
      await page.click(`text=${LONG}`)
      await page.waitForURL(/\/jobs\//)
      await look("job")
      assert.include(await page.textContent("h1"), LONG)
      await page.click("header button")
      await page.waitForSelector("#token")

      // The browser reports the two pages that asked for the token.
      assert.deepStrictEqual(complaints.filter((text) => !text.includes("status of 401")), [])
      await context.close()
    })
  }
})

/**
 * What a person sees and does in Chromium. Where it is missing, the tests are skipped.
 */
import { afterAll, describe } from "@effect/vitest"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { found, settings } from "../../../../test/chromium.ts"
import { opened, type Sandbox } from "../opened.ts"
import type { Setup, Shop } from "../shop.ts"

/** Pictures of the last run, for people to look at. */
const screenshots = fileURLToPath(new URL("screenshots", import.meta.url))

/** What all tests of a file have. Without Chromium there is no `browser`, and they are skipped. */
export interface Opened {
  readonly sandbox: Sandbox
  readonly shop: Shop
  readonly browser: Browser
}

/** Opens a browser, a sandbox and a shop for all tests of a file, and closes them after them. */
export const openedWithBrowser = async (setup: Setup = {}): Promise<Opened> => {
  mkdirSync(screenshots, { recursive: true })
  const { sandbox, shop } = await opened(setup)
  if ("missing" in found) return { sandbox, shop, browser: undefined as never }
  const browser = await chromium.launch(settings())
  afterAll(() => browser.close())
  return { sandbox, shop, browser }
}

/** A `describe` that is skipped where there is no Chromium, and says why. */
export const inBrowser = (name: string, define: () => void): void => {
  describe.skipIf("missing" in found)("missing" in found ? `${name} (${found.missing})` : name, define)
}

/** The window of one person. */
export interface Visit {
  readonly page: Page
  /** What the browser reports: errors, warnings, and everything its security policy blocked. */
  readonly complaints: ReadonlyArray<string>
  /** Returns the complaints so far and forgets them. */
  readonly forgive: () => ReadonlyArray<string>
  /** Goes to a page of the shop, or of another one on this machine: cookies do not know ports. */
  readonly go: (path: string, where?: Shop) => Promise<unknown>
  /** Keeps a picture of the page as it is. */
  readonly picture: (name: string) => Promise<unknown>
  /** Opens the form of an order and fills in the fields. */
  readonly fill: (orderId: string, fields: Readonly<Record<string, string>>, where?: Shop) => Promise<void>
  readonly send: () => Promise<void>
  /** Sends the form of a refund as it is, also where the script has disabled its button. */
  readonly submit: () => Promise<void>
  /** Does something that leaves the page, and returns when the next page is loaded. */
  readonly leave: (act: () => Promise<void>) => Promise<void>
  /** Where the refund on the page stands. */
  readonly state: () => Promise<string | null>
  readonly close: () => Promise<void>
}

/** Opens a window for a person of the shop; for `undefined` no person is signed in. */
export const visit = async (
  browser: Browser,
  shop: Shop,
  person: string | undefined,
  options: BrowserContextOptions = {}
): Promise<Visit> => {
  const context = await browser.newContext({ locale: "ko-KR", viewport: { width: 1180, height: 860 }, ...options })
  // Below the limit of a test, so that it is the selector that is named when it does not come.
  context.setDefaultTimeout(120_000)
  if (person !== undefined) {
    const [name = "", value = ""] = (await shop.session(`demo-${person}`)).split("=")
    await context.addCookies([{ name, value, url: shop.url, sameSite: "Strict", httpOnly: true }])
  }
  const page = await context.newPage()
  const complaints: Array<string> = []
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => {
    // A form with a mistake in it is answered with 422, which the browser notes.
    if (["error", "warning"].includes(message.type()) && !message.text().includes("status of 422")) {
      complaints.push(message.text())
    }
  })
  const go = (path: string, where = shop) => page.goto(where.url + path)
  const leave = async (act: () => Promise<void>) => {
    await page.waitForLoadState()
    const loaded = page.waitForEvent("load")
    await act()
    await loaded
  }
  return {
    page,
    complaints,
    forgive: () => complaints.splice(0),
    go,
    picture: (name) => page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true }),
    fill: async (orderId, fields, where) => {
      await go(`/desk/orders/${orderId}/refund`, where)
      for (const [name, value] of Object.entries({ reason: "단순 변심", ...fields })) {
        if (name === "extent") await page.check(`[name=extent][value=${value}]`)
        else if (await page.locator(`select#${name}`).count() > 0) await page.selectOption(`#${name}`, value)
        else await page.fill(`#${name}`, value)
      }
    },
    send: async () => {
      await leave(() => page.click("#send"))
      if (!/\/desk\/refunds\//.test(page.url())) throw new Error(`the form leads to ${page.url()}`)
    },
    submit: () => leave(() => page.evaluate("document.querySelector('form.refund').requestSubmit()").then(() => {})),
    leave,
    state: () => page.getAttribute("[data-state]", "data-state"),
    close: () => context.close()
  }
}

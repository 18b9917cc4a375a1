/**
 * Looks at the built site in Chromium: one page of every kind, in both languages, light on a phone
 * and dark on a desktop. Each must have no axe finding, nothing wider than its window and no
 * error in the browser; the search must find a page.
 */
import axe from "axe-core"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core"
import { settings } from "../test/chromium.ts"

const windows = {
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light" },
  desktop: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }
} as const

/**
 * One sentence for each problem. `origin` is where the site is served, with its base; `pictures` is
 * a folder for pictures of the pages.
 */
export const look = async (
  origin: string,
  paths: ReadonlyArray<string>,
  pictures?: string
): Promise<ReadonlyArray<string>> => {
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true })
  const browser = await chromium.launch(settings())
  try {
    const problems: Array<string> = []
    for (const [name, options] of Object.entries(windows)) {
      problems.push(...await lookAt(browser, name, options, origin, paths, pictures))
    }
    return [...problems, ...await searchAndSwitch(browser, origin)]
  } finally {
    await browser.close()
  }
}

// internal

const lookAt = async (
  browser: Browser,
  name: string,
  options: BrowserContextOptions,
  origin: string,
  paths: ReadonlyArray<string>,
  pictures: string | undefined
) => {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" })
  const page = await context.newPage()
  const problems: Array<string> = []
  let path = ""
  const report = (problem: string) => void problems.push(`/${path} (${name}): ${problem}`)
  page.on("pageerror", (error) => report(error.message))
  page.on("console", (message) => {
    if (message.type() === "error") report(message.text())
  })
  for (path of paths) {
    await page.goto(origin + path, { waitUntil: "load" })
    // The script of the site has taken over the page that the server sent.
    await page.waitForFunction("document.querySelector('#app')?.__vue_app__ !== undefined")
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth") as number
    if (overflow > 0) report(`is ${overflow} px wider than its window`)
    await page.evaluate(axe.source)
    const found = await page.evaluate("axe.run({ resultTypes: ['violations'] })") as axe.AxeResults
    for (const { id, nodes } of found.violations) {
      report(`${id}, ${nodes.length} times, as in ${nodes[0]?.html.slice(0, 160) ?? ""}`)
    }
    if (pictures !== undefined) {
      await page.screenshot({ path: join(pictures, `${path.replaceAll("/", "-") || "index"}-${name}.png`) })
    }
  }
  await context.close()
  return problems
}

const searchAndSwitch = async (browser: Browser, origin: string) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const problems: Array<string> = []
  for (
    const [path, words, expected] of [["start", "ChecksumMismatch", "ChecksumMismatch"], ["ko/start", "환불", "환불"]]
  ) {
    await page.goto(`${origin}${path}`)
    await page.waitForFunction("document.querySelector('#app')?.__vue_app__ !== undefined")
    await page.click("#local-search button")
    await page.fill("#localsearch-input", words ?? "")
    const first = page.locator(".VPLocalSearchBox .result").first()
    await first.waitFor()
    const text = await first.innerText()
    if (!text.includes(expected ?? "")) problems.push(`/${path}: the search for ${words} finds ${text} first`)
  }
  await page.goto(`${origin}start`)
  await page.hover(".VPNavBarTranslations")
  await page.click(".VPNavBarTranslations a")
  await page.waitForURL(`${origin}ko/start`)
  await context.close()
  return problems
}

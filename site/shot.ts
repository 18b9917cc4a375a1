import { join } from "node:path"
import { chromium } from "playwright-core"
import { serve } from "vitepress"
const { server } = await serve({ root: join(import.meta.dirname, ".cache", "src"), port: 0 })
const { port } = server.address() as any
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox"] })
const [, , width = "390", ...paths] = process.argv
const page = await browser.newPage({ viewport: { width: Number(width), height: 900 }, reducedMotion: "reduce" })
for (const path of paths) {
  const [p = "", sel, y] = path.split("@")
  await page.goto(`http://127.0.0.1:${port}/${p}`)
  await page.waitForTimeout(300)
  if (sel) await page.locator(sel).first().scrollIntoViewIfNeeded()
  if (y) await page.evaluate(`scrollBy(0, ${y})`)
  await page.waitForTimeout(200)
  await page.screenshot({ path: `/tmp/shot-${p.replaceAll("/", "-")}-${width}.png` })
}
await browser.close()
server.close()
process.exit(0)

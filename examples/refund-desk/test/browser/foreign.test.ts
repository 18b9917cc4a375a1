/**
 * S2: a page of another origin on the same host, in a real browser that is signed in, with and
 * without a proxy in front that asks for a password.
 */
import { afterAll, assert, it } from "@effect/vitest"
import { createHmac } from "node:crypto"
import { createServer, request, type RequestListener, type Server } from "node:http"
import { taken } from "../shop.ts"
import { inBrowser, openedWithBrowser } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()
const servers: Array<Server> = []

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
}

/** Asks for a password, and passes everything on, its own header too. */
const proxyOf = (target: string) =>
  serve((incoming, answer) => {
    if (incoming.headers.authorization !== `Basic ${btoa("proxy:password")}`) {
      return void answer.writeHead(401, { "www-authenticate": "Basic realm=\"proxy\"" }).end()
    }
    incoming.pipe(
      request(
        target + (incoming.url ?? ""),
        { method: incoming.method ?? "GET", headers: incoming.headers },
        (given) => {
          answer.writeHead(given.statusCode ?? 502, given.headers)
          given.pipe(answer)
        }
      )
    )
  })

/** Plants a cookie for the host, and posts a form with the token that goes with it. */
const evil = (target: string, orderId: string, seen: string) => {
  const planted = "AAAAAAAAAAAAAAAAAAAAAA"
  const fields = {
    csrf: createHmac("sha256", planted).update("minji").digest("base64url"),
    seen,
    extent: "part",
    amount: "3000",
    reason: "x",
    requester: "customer"
  }
  return serve((_incoming, answer) => {
    answer.writeHead(200, {
      "content-type": "text/html",
      "set-cookie": [`desk_form=${planted}; Path=/desk`, `desk_form=${planted}; Path=/`]
    })
    answer.end(
      `<form method="post" action="${target}/desk/orders/${orderId}/refund?key=desk-foreign-${orderId}">${
        Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`).join("")
      }</form><button onclick="document.forms[0].submit()">go</button>`
    )
  })
}

inBrowser("S2 another origin", () => {
  afterAll(async () => {
    for (const server of servers) server.closeAllConnections()
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  })

  for (const hasProxy of [false, true]) {
    it(`moves no money ${hasProxy ? "behind a proxy with Basic auth" : "of a person who is signed in"}`, async () => {
      const { id, impUid } = await shop.order()
      const target = hasProxy ? await proxyOf(shop.url) : shop.url
      const context = await browser.newContext({
        locale: "en-US",
        ...(hasProxy ? { httpCredentials: { username: "proxy", password: "password" } } : {})
      })
      const page = await context.newPage()
      await page.goto(`${target}/desk/sign-in`)
      await page.getByRole("button", { name: "김민지" }).click()
      await page.waitForURL(`${target}/desk/`)

      await page.goto(await evil(target, id, await shop.seen(id)))
      assert.include((await context.cookies(target)).map(({ name }) => name), "desk_form")
      const answer = page.waitForResponse((one) => one.url().includes("/refund?key="))
      await page.click("button")
      assert.strictEqual((await answer).status(), 403)
      // By its origin, before its form is looked at.
      assert.include(await (await answer).text(), "/problems/cross-site")
      assert.deepStrictEqual(await taken(sandbox, impUid), [])

      // The same person at the desk's own form.
      await page.goto(`${target}/desk/orders/${id}/refund`)
      await page.fill("#amount", "3000")
      await page.fill("#reason", "Sold out")
      await page.click("#send")
      await page.waitForSelector("[data-state=succeeded]")
      assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
      await context.close()
    })
  }
})

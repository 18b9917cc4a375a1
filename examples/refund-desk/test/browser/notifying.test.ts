/**
 * A refund above the limit in a real browser: the notice that it waits, and the way from the notice
 * to the approval.
 */
import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { createServer, type IncomingHttpHeaders } from "node:http"
import * as Notifier from "../../src/decide/Notifier.ts"
import { type Gate, openGate } from "../gate.ts"
import { openShop, type Shop, taken, written } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()

interface Notice {
  readonly method: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An incoming webhook, such as that of a chat. It keeps every request in full. */
const openWebhook = async () => {
  const notices: Array<Notice> = []
  const server = createServer((request, answer) => {
    let body = ""
    request.setEncoding("utf8").on("data", (part) => body += part).on("end", () => {
      notices.push({ method: request.method, headers: request.headers, body })
      answer.writeHead(200, { connection: "close" }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    notices,
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/hook`,
    close: () => new Promise((resolve) => server.close(resolve))
  }
}

const buyer = { name: "성춘향", phone: "010-0000-7777" }
const reason = "성춘향 고객 변심"
const account = { bank: "BK88", account: "110123456789", holder: "변학도", phone: "010-0000-8888" }
// In the notice, its headers and every line of the log.
const PERSONAL = /성춘향|변학도|변심|0000-?7777|0000-?8888|110-?123-?456789/

inBrowser("a refund that waits", () => {
  let hook: Awaited<ReturnType<typeof openWebhook>>
  let gate: Gate
  let behind: Shop
  let notifying: Shop
  beforeAll(async () => {
    hook = await openWebhook()
    // The address that notices lead to is known before the shop is open.
    gate = await openGate({
      get url() {
        return behind.url
      }
    })
    const notifier = Layer.provide(Notifier.layerWebhook({ url: hook.url, desk: gate.url }), FetchHttpClient.layer)
    behind = await openShop(sandbox, { origin: gate.url, notifier })
    notifying = { ...behind, url: gate.url }
  })
  afterAll(async () => {
    await notifying.close()
    await Promise.all([gate.close(), hook.close()])
  })

  /** A clerk fills in the form of an order above the limit and sends it. */
  const ask = async (where: Shop): Promise<Visit & { readonly id: string; readonly impUid: string }> => {
    const order = await where.order({ kind: "kcp-vbank", amount: 150_000 }, { buyer, title: "원두" })
    const clerk = await visit(browser, where, "minji")
    await clerk.fill(order.id, { amount: "120,000", reason, ...account })
    await clerk.page.getByText("보내기 전에 관리자의 승인이 필요합니다").waitFor()
    await clerk.send()
    assert.strictEqual(await clerk.state(), "waiting")
    return { ...clerk, ...order }
  }

  it("is posted to the webhook, and the link in it leads the approver to the review", async () => {
    const clerk = await ask(notifying)
    while (hook.notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const [notice] = hook.notices
    assert.strictEqual(notice?.method, "POST")
    assert.match(notice?.headers["content-type"] ?? "", /^application\/json/)
    const { text, ...more } = JSON.parse(notice?.body ?? "")
    const link = gate.url + new URL(clerk.page.url()).pathname
    assert.deepStrictEqual([text, more], [
      `₩120,000 환불이 승인을 기다립니다 (A refund of ₩120,000 waits for approval): ${clerk.id} ${link}`,
      {}
    ])
    assert.notMatch(JSON.stringify(notice), PERSONAL)
    assert.deepStrictEqual(await taken(sandbox, clerk.impUid), [])

    // As in a chat: the approver is not signed in yet, and comes back to the page by the sign-in.
    const approver = await visit(browser, notifying, undefined)
    await approver.page.goto(/https?:\S+$/.exec(text)?.[0] ?? "")
    await approver.page.getByRole("button", { name: "이서연" }).click()
    await approver.page.waitForURL(link)
    assert.match(await approver.page.innerText("main"), /승인하면 보내는 내용\s+금액\s+₩120,000/)
    await approver.picture("review-from-notice")
    await approver.leave(() => approver.page.getByRole("button", { name: "승인하고 보내기" }).click())
    assert.strictEqual(await approver.state(), "succeeded")
    assert.deepStrictEqual(await taken(sandbox, clerk.impUid), [120_000])
    // The page of the person who requested it follows.
    await clerk.page.waitForSelector("[data-state=succeeded]")
    assert.deepStrictEqual([...clerk.complaints, ...approver.complaints], [])
    await Promise.all([clerk.close(), approver.close()])
  })

  it("is notified once, however often its form is sent, and not at all below the limit", async () => {
    const clerk = await ask(notifying)
    const other = await notifying.order()
    await clerk.page.goBack()
    await clerk.page.waitForSelector("[data-state=waiting]")
    await clerk.fill(other.id, { amount: "3000" })
    await clerk.send()
    assert.strictEqual(await clerk.state(), "succeeded")
    // The notice of a later refund comes after all others.
    const last = await ask(notifying)
    while (!hook.notices.some(({ body }) => body.includes(last.id))) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const of = (id: string) => hook.notices.filter(({ body }) => body.includes(id)).length
    assert.deepStrictEqual([of(clerk.id), of(other.id), of(last.id)], [1, 0, 1])
    await Promise.all([clerk.close(), last.close()])
  })

  it("is a line in the log where the shop has no webhook", async () => {
    const clerk = await ask(shop)
    const lines = written.filter((line) => line.includes("shop.approval.waiting") && line.includes(clerk.id))
    assert.lengthOf(lines, 1)
    const key = new URL(clerk.page.url()).pathname.split("/").at(-1) ?? "no key"
    assert.include(lines[0], key)
    assert.include(lines[0], "logged")
    assert.notMatch(written.join(), PERSONAL)
    await clerk.close()
  })
})

/**
 * The program as a process: how it starts, shuts down, and resumes after being killed.
 */
import { type RunningSandbox, start } from "@effect-portone/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Database from "../src/Database.ts"
import { GRACE } from "../src/server.ts"
import { control, insertOrder, pause, refunded, TAG_SECRET, TOKEN } from "./shop.ts"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
/** A process takes a second to start, and many may start at once. */
const LIMIT = 300_000

const run = (env: Record<string, string>) => {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const output = { out: "", err: "" }
  const ended = once(child, "close")
  /** The address, or nothing when the process ends before it listens. */
  const listening = new Promise<string>((resolve) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output.out += text
      const url = /listens at (http:\/\/[\d.]+:\d+).*webhooks/s.exec(output.out)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once("close", () => resolve(""))
  })
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.err += text))
  return { child, ended, listening, output }
}

const post = (url: string, orderId: string, key: string) =>
  fetch(`${url}/orders/${orderId}/refunds`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ amount: 3000 })
  })

/** A folder, a sandbox, the environment of a shop over both, and two orders. */
const withShop = async (
  use: (
    sandbox: RunningSandbox,
    env: Record<string, string>,
    orders: ReadonlyArray<{ readonly id: string; readonly impUid: string }>
  ) => Promise<void>
) => {
  const folder = mkdtempSync(join(tmpdir(), "portone-express-"))
  await using sandbox = await start()
  const filename = join(folder, "shop.sqlite")
  const orders = await Effect.runPromise(
    Effect.provide(Effect.all([insertOrder(sandbox), insertOrder(sandbox)]), Database.layer(filename))
  )
  try {
    await use(sandbox, {
      PORTONE_BASE_URL: sandbox.url,
      PORTONE_IMP_KEY: sandbox.key,
      PORTONE_IMP_SECRET: sandbox.secret,
      PORTONE_REFUND_TAG_SECRET: TAG_SECRET,
      SHOP_DATABASE: filename,
      SHOP_PORT: "0",
      SHOP_TOKEN: TOKEN
    }, orders)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.concurrent("a process", () => {
  it(
    "killed with kill -9 after a cancel was applied resumes it with the same key",
    () =>
      withShop(async (sandbox, env, [order = { id: "", impUid: "" }]) => {
        await control(sandbox, "faults", { route: "cancel", fault: "hang-after-commit" })
        const first = run(env)
        const cut = post(await first.listening, order.id, "killed-refund").catch(() => "cut off")
        while ((await refunded(sandbox, order.impUid)).length === 0) await pause()
        first.child.kill("SIGKILL")
        await first.ended
        assert.strictEqual(await cut, "cut off")

        const second = run(env)
        const url = await second.listening
        let state = "running"
        while (state === "running") {
          await pause()
          const reply = await fetch(`${url}/refunds/killed-refund`, { headers: { authorization: `Bearer ${TOKEN}` } })
          state = (await reply.json() as { readonly state: string }).state
        }
        second.child.kill("SIGTERM")

        assert.strictEqual(state, "succeeded")
        assert.deepStrictEqual(await refunded(sandbox, order.impUid), [3000])
        assert.deepStrictEqual(await second.ended, [0, null])
        const text = Object.values({ ...first.output, ...second.output }).join("\n")
        for (const secret of [TOKEN, TAG_SECRET, sandbox.secret]) assert.notInclude(text, secret)
      }),
    LIMIT
  )

  it(
    "finishes the refund in flight on SIGTERM, also when its standard output is closed",
    () =>
      withShop(async (sandbox, env, [first = { id: "", impUid: "" }, second = { id: "", impUid: "" }]) => {
        const shop = run(env)
        const url = await shop.listening
        shop.child.stdout?.destroy()
        assert.strictEqual((await post(url, first.id, "output-closed")).status, 201)

        await control(sandbox, "faults", { route: "cancel", fault: "slow-answer", ms: 500 })
        const inFlight = post(url, second.id, "in-flight")
        while ((await refunded(sandbox, second.impUid)).length === 0) await pause()
        shop.child.kill("SIGTERM")

        assert.strictEqual((await inFlight).status, 201)
        assert.deepStrictEqual(await shop.ended, [0, null])
        assert.strictEqual(shop.output.err, "")
        await fetch(url).then(() => assert.fail("the server still listens"), () => {})
      }),
    LIMIT
  )

  it("waits longer than a request to PortOne may take, and its READMEs say how long", () => {
    const seconds = Duration.toSeconds(GRACE)
    assert.isAbove(seconds, 65)
    for (const name of ["README.md", "README.ko.md"]) {
      const text = readFileSync(new URL(`../${name}`, import.meta.url), "utf8")
      assert.match(text, new RegExp(`SIGTERM.* ${seconds} ?(?:seconds|초)`))
      assert.isAbove(Number(/terminationGracePeriodSeconds: (\d+)/.exec(text)?.[1]), seconds)
    }
  })

  it("ends at once on a second signal", () =>
    withShop(async (sandbox, env, [order = { id: "", impUid: "" }]) => {
      const shop = run(env)
      await control(sandbox, "faults", { route: "cancel", fault: "hang" })
      const cut = post(await shop.listening, order.id, "never-answered").catch(() => "cut off")
      while ((await control(sandbox, "requests")).cancel?.received !== 1) await pause()
      shop.child.kill("SIGINT")
      while (!shop.output.out.includes("SIGINT")) await once(shop.child.stdout ?? shop.child, "data")
      shop.child.kill("SIGINT")

      assert.deepStrictEqual(await shop.ended, [1, null])
      assert.strictEqual(await cut, "cut off")
    }), LIMIT)

  it("says in one sentence that its port is in use, or that its token is missing", async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
    const { port } = other.address() as { readonly port: number }
    const busy = run({ SHOP_PORT: String(port) })
    const open = run({ PORTONE_IMP_KEY: "key", PORTONE_IMP_SECRET: "secret" })

    assert.deepStrictEqual([await busy.ended, await open.ended], [[1, null], [1, null]])
    assert.strictEqual(
      busy.output.err,
      `The server does not start. Port ${port} is in use: stop the program that uses it, or set SHOP_PORT.\n` +
        `서버를 시작하지 못했습니다. ${port} 포트를 다른 프로그램이 쓰고 있습니다. 그 프로그램을 종료하거나 SHOP_PORT를 바꾸세요.\n`
    )
    const unset = run({
      PORTONE_IMP_KEY: "key",
      SHOP_TOKEN: "a token of the shop",
      SHOP_PORT: "0",
      SHOP_DATABASE: ":memory:"
    })
    assert.deepStrictEqual(await unset.ended, [1, null])
    assert.match(unset.output.err, /PORTONE_IMP_SECRET is not set\.\n[\s\S]*PORTONE_IMP_SECRET: 값이 없습니다\./)
    assert.match(
      open.output.err,
      /^The server does not start. SHOP_TOKEN needs at least 16 characters.*\n서버를 시작하지 못했습니다. PORTONE_IMP_KEY를 설정했다면 SHOP_TOKEN은 16자 .*\n$/
    )
    other.close()
  }, LIMIT)

  it("says in English and Korean that it cannot open its database", async () => {
    const shop = run({
      PORTONE_IMP_KEY: "key",
      PORTONE_IMP_SECRET: "secret",
      PORTONE_REFUND_TAG_SECRET: TAG_SECRET,
      SHOP_DATABASE: "/no/such/folder/shop.sqlite",
      SHOP_PORT: "0",
      SHOP_TOKEN: TOKEN
    })

    assert.deepStrictEqual(await shop.ended, [1, null])
    assert.match(
      shop.output.err,
      /^The server does not start. SQLite could not open .* SHOP_DATABASE must be .*\n서버를 시작하지 못했습니다. .* SHOP_DATABASE를 .*\n$/
    )
  }, LIMIT)

  it("prints three lines to try, which work on the embedded sandbox", async () => {
    const shop = run({ SHOP_PORT: "0", SHOP_TOKEN: TOKEN })
    await shop.listening
    const lines = shop.output.out.split("\n").filter((line) => line.startsWith("  curl"))
    const statuses = []
    for (const line of lines) {
      const url = /http:\S+/.exec(line)?.[0] ?? ""
      const headers = [...line.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = "", value = ""]) =>
        [name, value.replace("$SHOP_TOKEN", TOKEN)] as const
      )
      const body = /-d '(.*)'/.exec(line)?.[1]
      const method = body === undefined ? {} : { method: "POST", body }
      statuses.push(
        (await fetch(url, {
          headers: headers.map(([name, value]) => [name, value] as [string, string]),
          ...method
        })).status
      )
    }
    shop.child.kill("SIGTERM")

    assert.deepStrictEqual(statuses, [201, 200, 204])
    assert.deepStrictEqual(await shop.ended, [0, null])
  }, LIMIT)
})

/**
 * The program as a process: how it starts, fails to start, shuts down, and resumes after kill -9.
 */
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option, Redacted, Result } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { get, type RequestOptions } from "node:https"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { selfSigned } from "../../../packages/http/test/selfSigned.ts"
import { configured } from "../src/configuration.ts"
import { listen } from "../src/server.ts"
import * as Database from "../src/shop/Database.ts"
import { keysOf } from "../src/shop/Keys.ts"
import { openText } from "../src/shop/vault.ts"
import { openAltering } from "./altering.ts"
import { setLimits } from "./limits.ts"
import { startProvider } from "./provider.ts"
import { control, openShop, pause, SECRET, start, taken } from "./shop.ts"

setLimits()

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
/** A process may take a minute to start where many start at once. */
const LIMIT = 300_000

const inFolder = async (use: (file: (name: string) => string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "portone-shop-"))
  try {
    await use((name) => join(folder, name))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts the program without the settings that this environment may have. */
const run = (env: Record<string, string>) => {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let out = ""
  let err = ""
  const open = new Promise<string>((resolve) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      out += text
      const url = /open at (http:\S+?)[,.]?\s/.exec(out)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once("close", () => resolve(""))
  })
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text))
  return { child, open, ended: once(child, "close"), out: () => out, err: () => err }
}

const post = (url: string, token: string, orderId: string, key: string) =>
  fetch(`${url}/orders/${orderId}/refunds`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ amount: 3000 })
  })

const ended = async (url: string, token: string, key: string): Promise<string> => {
  for (;;) {
    const answer = await fetch(`${url}/refunds/${key}`, { headers: { authorization: `Bearer ${token}` } })
    const { state } = await answer.json() as { readonly state: string }
    if (state !== "running") return state
    await pause()
  }
}

describe("a shop whose process is killed with kill -9 in the middle of refunds", () => {
  it(
    "takes them up when it starts again, and gives each back once; SIGTERM waits for what is under way",
    () =>
      inFolder(async (file) => {
        await using sandbox = await start()
        const provider = await startProvider()
        const token = await provider.token()
        const before = await openShop(sandbox, { filename: file("shop.sqlite") })
        const [applied, unsent, last] = [await before.order(), await before.order(), await before.order()]
        await before.close()
        const env = {
          PORTONE_BASE_URL: sandbox.url,
          PORTONE_IMP_KEY: sandbox.key,
          PORTONE_IMP_SECRET: sandbox.secret,
          SHOP_DATABASE: file("shop.sqlite"),
          SHOP_PORT: "0",
          SHOP_QUIET: "20 millis",
          SHOP_SECRET: SECRET,
          ...provider.env
        }
        await control(sandbox, "faults", { route: "cancel", fault: "hang-after-commit" })
        await control(sandbox, "faults", { route: "cancel", fault: "hang" })

        const first = run(env)
        const url = await first.open
        assert.notStrictEqual(url, "", first.err())
        const asked = [post(url, token, applied.id, "killed-applied").catch(() => "cut off")]
        while ((await taken(sandbox, applied.impUid)).length === 0) await pause()
        asked.push(post(url, token, unsent.id, "killed-unsent").catch(() => "cut off"))
        while ((await control(sandbox, "requests")).cancel.received < 2) await pause()
        first.child.kill("SIGKILL")
        assert.deepStrictEqual(await Promise.all(asked), ["cut off", "cut off"])
        await first.ended

        const second = run(env)
        const again = await second.open
        assert.notStrictEqual(again, "", second.err())
        assert.deepStrictEqual([
          await ended(again, token, "killed-applied"),
          await ended(again, token, "killed-unsent")
        ], [
          "succeeded",
          "succeeded"
        ])
        assert.deepStrictEqual([await taken(sandbox, applied.impUid), await taken(sandbox, unsent.impUid)], [[3000], [
          3000
        ]])

        await control(sandbox, "faults", { route: "cancel", fault: "slow-answer", ms: 500 })
        const slow = post(again, token, last.id, "under-way-at-the-end")
        while ((await taken(sandbox, last.impUid)).length === 0) await pause()
        second.child.kill("SIGTERM")
        assert.strictEqual((await slow).status, 201)
        assert.deepStrictEqual(await second.ended, [0, null])
        assert.match(second.out(), /SIGTERM: closing.*\n0 refunds have no certain end yet/s)
        assert.notMatch(
          first.out() + second.out() + first.err() + second.err(),
          /imp_sandbox_secret|a-shop-secret|eyJ/
        )
        await provider.close()
      }),
    LIMIT
  )
})

describe("what the environment asks for", () => {
  const ask = (env: Record<string, string | undefined>) =>
    Effect.runPromise(Effect.result(Effect.provide(configured, ConfigProvider.layer(ConfigProvider.fromUnknown(env)))))
  const real = { PORTONE_IMP_KEY: "key", PORTONE_IMP_SECRET: "secret" }
  const oidc = {
    SHOP_SECRET: SECRET,
    SHOP_OIDC_ISSUER: "https://id.example",
    SHOP_OIDC_CLIENT: "desk",
    SHOP_OIDC_SECRET: "a-secret-of-the-provider",
    SHOP_OIDC_SECOND_FACTOR: "mfa",
    SHOP_URL: "https://desk.example"
  }

  it("is rejected where money is real and the secret is missing or short, or the demo tokens would be valid", async () => {
    const problems = await Promise.all([
      ask(real),
      ask({ ...real, SHOP_SECRET: "short" }),
      ask({ ...real, SHOP_SECRET: SECRET }),
      ask({ ...real, SHOP_SECRET: SECRET, SHOP_OIDC_ISSUER: "https://id.example" }),
      ask({ ...real, ...oidc, SHOP_URL: undefined }),
      ask({ ...real, ...oidc, SHOP_URL: "http://desk.example" }),
      ask({ ...real, ...oidc, SHOP_OIDC_ISSUER: "http://id.example" }),
      ask({ ...real, ...oidc, SHOP_PORT: "http" })
    ])

    const messages = problems.map((problem) => Result.isFailure(problem) ? problem.failure.message : "none")
    assert.match(messages[0] ?? "", /^SHOP_SECRET needs at least 32 characters/)
    assert.match(messages[1] ?? "", /^SHOP_SECRET needs at least 32 characters/)
    assert.match(messages[2] ?? "", /^SHOP_OIDC_ISSUER is missing/)
    assert.match(messages[3] ?? "", /^SHOP_OIDC_CLIENT is missing/)
    assert.match(messages[4] ?? "", /^SHOP_URL is missing/)
    assert.match(messages[5] ?? "", /^SHOP_URL needs https/)
    assert.match(messages[6] ?? "", /^SHOP_OIDC_ISSUER needs https/)
    assert.match(messages[7] ?? "", /SHOP_PORT/)
    const korean = problems.map((problem) => Result.isFailure(problem) ? problem.failure.messageKo : "none")
    for (const text of korean) assert.match(text, /SHOP_[\s\S]*(?:다|세요)\.$/)
    assert.notMatch([...messages, ...korean].join(), /a-shop-secret|demo-minji/)
  })

  it("needs a second factor, and TLS for everything that leaves this machine", () =>
    inFolder(async (file) => {
      const { cert, key } = selfSigned()
      writeFileSync(file("key.pem"), key)
      writeFileSync(file("cert.pem"), cert)
      const open = { ...real, ...oidc, SHOP_HOST: "0.0.0.0" }
      const tls = { SHOP_TLS_KEY: file("key.pem"), SHOP_TLS_CERT: file("cert.pem") }
      const wrong = await Promise.all([
        ask({ ...real, ...oidc, SHOP_OIDC_SECOND_FACTOR: undefined }),
        ask(open),
        ask({ ...open, SHOP_TLS_KEY: file("key.pem") }),
        ask({ ...open, ...tls, SHOP_TLS_CERT: file("none.pem") }),
        ask({ ...open, ...tls, SHOP_PROXIES: "1" }),
        ask({ ...tls, SHOP_URL: "http://127.0.0.1:8787" }),
        ask({ ...real, ...oidc, SHOP_NOTIFY: "http://chat.example/hook" })
      ])
      const failures = wrong.map((one) => Result.isFailure(one) ? one.failure : undefined)
      const names = failures.map((one) => /^\w+/.exec(one?.message ?? "none")?.[0])
      assert.deepStrictEqual(names, [
        "SHOP_OIDC_SECOND_FACTOR",
        "SHOP_HOST",
        "SHOP_TLS_KEY",
        "SHOP_TLS_CERT",
        "SHOP_TLS_CLIENTS",
        "SHOP_URL",
        "SHOP_NOTIFY"
      ])
      for (const one of failures) assert.match((one as { readonly messageKo?: string }).messageKo ?? "", /다\.$|요\.$/)

      const right = await Promise.all([
        ask({ ...open, ...tls }),
        ask({ ...open, ...tls, SHOP_PROXIES: "1", SHOP_TLS_CLIENTS: file("cert.pem") }),
        ask({ ...real, ...oidc, SHOP_PROXIES: "1", SHOP_NOTIFY: "http://127.0.0.1:9/hook" }),
        ask({ ...real, ...oidc, SHOP_OIDC_SECOND_FACTOR: "by-provider" })
      ])
      const settings = right.map((one) => Result.getOrThrow(one))
      assert.deepStrictEqual(settings.map((one) => one.tls !== undefined), [true, true, false, false])
      assert.deepStrictEqual(settings.map((one) => one.registration?.secondFactor), [["mfa"], ["mfa"], ["mfa"], []])
    }))

  it("is the embedded sandbox where no key is given, and only the demo tokens may be shown", async () => {
    const asked = await Promise.all([ask({}), ask({ ...real, ...oidc }), ask(oidc)])

    const [demo, live, own] = asked.map((one) => Result.getOrThrow(one))
    assert.deepStrictEqual([demo, live, own].map((one) => one?.embedded), [true, false, true])
    assert.deepStrictEqual([demo, live, own].map((one) => one?.staff.length), [4, 0, 0])
    assert.deepStrictEqual([demo, live, own].map((one) => one?.registration?.clientId), [undefined, "desk", "desk"])
  })
})

describe("a database that cannot be used", () => {
  const problem = (filename: string, secret = SECRET) =>
    Effect.runPromise(
      Effect.flip(Effect.scoped(Layer.build(Database.layer(filename, keysOf(Redacted.make(secret))))))
    ).then(({ message }) => message)

  it("is named with what is wrong with it, and nothing is lost", () =>
    inFolder(async (file) => {
      await using sandbox = await start()
      writeFileSync(file("letter.txt"), "Dear database, ".repeat(100))
      const shop = await openShop(sandbox, { filename: file("shop.sqlite") })

      assert.match(await problem(file("shop.sqlite")), /is in use by another process; stop that one first/)
      const { id } = await shop.order()
      assert.strictEqual((await shop.refund(id, "while-it-is-locked")).status, 201)
      await shop.close()

      assert.match(await problem(file("shop.sqlite"), SECRET.toUpperCase()), /has refunds of another SHOP_SECRET/)
      assert.match(await problem(file("letter.txt")), /is no SQLite database/)
      assert.match(await problem(file("missing/shop.sqlite")), /cannot be opened/)
    }))
})

describe("a port", () => {
  it("that is in use is named, with the setting that changes it", async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
    const { port } = other.address() as { readonly port: number }

    const problem = await listen((() => {}) as never, port, "127.0.0.1").catch((error: Error) => error.message)
    assert.strictEqual(problem, `Port ${port} is in use: stop what uses it, or set SHOP_PORT.`)
    other.close()
  })
})

describe("a server with a key and a certificate", () => {
  const { cert, key } = selfSigned()
  const app = ((_request: unknown, response: { end: (text: string) => void }) => response.end("open")) as never
  /** What a client reads, or why it does not. */
  const reads = (url: string, more: RequestOptions = {}) =>
    new Promise<string>((resolve) => {
      const { port } = new URL(url)
      get({ port, host: "localhost", family: 4, ca: cert, agent: false, ...more }, (answer) =>
        answer.setEncoding("utf8").once("data", resolve)).on("error", ({ code }: NodeJS.ErrnoException) =>
          resolve(code ?? "no code"))
    })

  it("speaks TLS 1.2 or later only", async () => {
    const { cut, stop, url } = await listen(app, 0, "127.0.0.1", { key, cert })
    assert.match(url, /^https:/)
    assert.strictEqual(await reads(url), "open")
    assert.strictEqual(await reads(url, { maxVersion: "TLSv1.2" }), "open")
    const old = await reads(url, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" })
    assert.notStrictEqual(old, "open")
    assert.notStrictEqual(await reads(url, { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" }), "open")
    const plain = await fetch(url.replace("https", "http")).then(() => "open", () => "closed")
    assert.strictEqual(plain, "closed")
    await Promise.all([stop(), cut(0)])
  })

  it("lets only those in who have a certificate of the named CA, where one is named", async () => {
    const proxy = selfSigned()
    const { cut, stop, url } = await listen(app, 0, "127.0.0.1", { key, cert, clients: proxy.cert })
    assert.strictEqual(await reads(url, proxy), "open")
    for (const one of [{}, { key, cert }]) assert.notStrictEqual(await reads(url, one), "open")
    await Promise.all([stop(), cut(0)])
  })
})

describe("the words of PortOne and the PG", () => {
  const NAMED = "홍길동 고객님(010-1234-5678)의 카드는 취소할 수 없습니다"
  const CLEAR = /홍길동|1234-5678/

  it("are sealed in the row of their refund, also those that an earlier version has stored as they came", () =>
    inFolder(async (file) => {
      await using sandbox = await start()
      const naming = await openAltering(sandbox, (payment) => payment, () => NAMED)
      const filename = file("shop.sqlite")
      const shop = await openShop(sandbox, { filename, baseUrl: naming.url })
      const { id } = await shop.order()
      for (
        const [fault, key] of [["pg-rejection", "words-unknown"], ["portone-rejection", "words-rejected"]] as const
      ) {
        await control(sandbox, "faults", { route: "cancel", fault, times: 1 })
        await shop.refund(id, key, { amount: 1000 })
        const [row] = await shop.rows(key)
        assert.isString(row?.["outcome"])
        assert.notMatch(JSON.stringify(row), CLEAR, key)
      }
      const [unknown] = await shop.rows("words-unknown")
      const before = (await shop.get("/refunds/words-unknown")).body
      await shop.close()
      await naming.close()
      assert.notMatch(readFileSync(filename, "utf8"), CLEAR)

      const open = (text: unknown) =>
        Option.getOrThrow(openText(keysOf(Redacted.make(SECRET)), "outcome|words-unknown", String(text)))
      const plain = open(unknown?.["outcome"])
      assert.notMatch(plain, CLEAR)
      const old = new DatabaseSync(filename)
      const stored = { ...JSON.parse(plain), rejection: NAMED }
      old.prepare("UPDATE refunds SET outcome = ? WHERE key = 'words-unknown'").run(JSON.stringify(stored))
      // Enough rows for pages of the file that are left behind.
      old.exec("CREATE TEMP TABLE one AS SELECT * FROM refunds WHERE key = 'words-unknown'")
      for (let count = 0; count < 100; count++) {
        old.exec(`UPDATE one SET key = 'copy-${count}', state = 'invalid'; INSERT INTO refunds SELECT * FROM one`)
      }
      old.close()
      assert.match(readFileSync(filename, "utf8"), CLEAR)

      // With another secret nothing is sealed that could not be opened again.
      const other = Database.layer(filename, keysOf(Redacted.make(SECRET.toUpperCase())))
      await Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(other))))
      const after = await openShop(sandbox, { filename })
      const [sealed] = await after.rows("words-unknown")
      assert.deepStrictEqual(JSON.parse(open(sealed?.["outcome"])), stored)
      assert.deepStrictEqual((await after.get("/refunds/words-unknown")).body, before)
      await after.close()
      assert.notMatch(readFileSync(filename, "utf8"), CLEAR)
    }))
})

describe("a database of an earlier version", () => {
  it("gets the states of its orders, and keeps its refunds and events", () =>
    inFolder(async (file) => {
      await using sandbox = await start()
      const filename = file("shop.sqlite")
      const before = await openShop(sandbox, { filename })
      const [refunded, untouched] = [await before.order(), await before.order()]
      await before.refund(refunded.id, "of-an-earlier-version", { amount: 3000 })
      await before.close()

      // As it was before the lists had filters.
      const old = new DatabaseSync(filename)
      const names = (type: string) =>
        old.prepare(
          `SELECT name FROM sqlite_schema WHERE type = '${type}' AND (name LIKE 'orders_state%' OR name IN
            ('orders_by_buyer_name', 'orders_by_buyer_phone', 'orders_by_state', 'orders_by_method', 'orders_by_pg',
            'orders_by_amount', 'orders_by_time', 'orders_totals', 'refunds_by_time', 'refunds_by_amount', 'refunds_by_decider'))`
        ).all().map((row) => String(row["name"]))
      for (const type of ["trigger", "index"]) for (const name of names(type)) old.exec(`DROP ${type} ${name}`)
      for (
        const column of [
          "buyer",
          "buyer_name",
          "buyer_phone",
          "masked_name",
          "masked_phone",
          "cancelled",
          "refunded",
          "cancellable",
          "looked_at",
          "paid",
          "state"
        ]
      ) {
        old.exec(`ALTER TABLE orders DROP COLUMN ${column}`)
      }
      old.exec("CREATE INDEX orders_by_time ON orders (ordered_at DESC, id)")
      for (const column of ["shown", "unsent"]) old.exec(`ALTER TABLE refunds DROP COLUMN ${column}`)
      old.exec("DROP TABLE people; DELETE FROM effect_sql_migrations WHERE migration_id >= 4")
      old.close()

      const after = await openShop(sandbox, { filename })
      const states = await after.sql("SELECT id, state FROM orders")
      const events = await after.sql("SELECT kind FROM events WHERE refund = 'of-an-earlier-version'")
      await after.close()
      assert.sameDeepMembers(states as Array<object>, [
        { id: refunded.id, state: "part" },
        { id: untouched.id, state: "paid" }
      ])
      assert.deepStrictEqual(events, [{ kind: "requested" }, { kind: "ended" }])
    }))

  // What becomes of a column of the orders when the changes from `migration` on are made.
  const becomes = (column: string, migration: number, values: ReadonlyArray<readonly [old: string, now: string]>) =>
    inFolder(async (file) => {
      await using sandbox = await start()
      const filename = file("shop.sqlite")
      const before = await openShop(sandbox, { filename })
      const ids: Array<string> = []
      for (const [old] of values) {
        const { id } = await before.order()
        ids.push(id)
        await before.sql(`UPDATE orders SET ${column} = '${old}' WHERE id = '${id}'`)
      }
      await before.sql(`DELETE FROM effect_sql_migrations WHERE migration_id >= ${migration}`)
      await before.close()

      const after = await openShop(sandbox, { filename })
      const rows = await after.sql(`SELECT id, ${column} AS value FROM orders`) as ReadonlyArray<Record<string, string>>
      await after.close()
      const shown = new Map(rows.map((row) => [row["id"], row["value"]]))
      assert.deepStrictEqual(ids.map((id) => shown.get(id)), values.map(([, now]) => now))
    })

  it("shows no more of a telephone number than this version does", () =>
    becomes("masked_phone", 7, [
      ["021-****-4567", "02-****-567"],
      ["031-****-4567", "031-****-567"],
      ["141-****-2671", "****-2671"],
      ["010-****-5678", "010-****-5678"],
      ["****", "****"],
      ["", ""]
    ]))

  it("has its times in UTC", () =>
    becomes("ordered_at", 8, [
      ["2026-11-23T08:59:59+09:00", "2026-11-22T23:59:59.000Z"],
      ["2026-11-22T23:59:59Z", "2026-11-22T23:59:59.000Z"],
      ["2026-11-22T23:59:59.123Z", "2026-11-22T23:59:59.123Z"],
      ["yesterday", "yesterday"]
    ]))
})

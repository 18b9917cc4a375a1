/**
 * Type-checks and runs the files of the guides that need a framework, another client or Effect 3,
 * with the packed packages, against a sandbox over a socket. From the root:
 *
 * ```sh
 * npx -y pnpm@12 --dir compatibility install --frozen-lockfile
 * npx -y pnpm@12 exec node compatibility/src/recipes.ts
 * ```
 */
import { start } from "@effect-portone/sandbox"
import { Miniflare } from "miniflare"
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { root, run } from "../../scripts/command.ts"
import { fencesOf } from "../../test/fences.ts"
import { byEsbuildForWorkers } from "./bundle.ts"
import { startNext } from "./next.ts"
import { app, unpack, workspace } from "./prepare.ts"

// The modules are written by this program, so their types are not known to it.
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any

/** Writes the `ts` and `js` fences of a guide, each under the name in its first line. */
const writeFences = (guide: string, folder: string) =>
  fencesOf(guide, readFileSync(join(root, "docs", guide), "utf8")).filter(({ language }) =>
    language === "ts" || language === "js"
  ).map(({ code, line }) => {
    const name = /^\/\/ ([\w.-]+\.(?:ts|js|mjs|cjs))\n/.exec(code)?.[1]
    if (name === undefined) throw new Error(`docs/${guide}:${line} does not begin with the name of its file`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), code)
    return name
  })

const compile = async (folder: string, files: ReadonlyArray<string>, type: "commonjs" | "module" = "module") => {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type, private: true }))
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      files: files.filter((name) => name.endsWith(".ts")),
      compilerOptions: {
        target: "ES2022",
        lib: ["ES2023", "DOM", "ESNext.Disposable"],
        module: "nodenext",
        strict: true,
        exactOptionalPropertyTypes: false,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        skipLibCheck: true,
        types: ["node"],
        typeRoots: [join(workspace, "node_modules", "@types")],
        outDir: ".",
        rootDir: "."
      }
    })
  )
  await run(join(root, "node_modules", ".bin", "tsc"), ["-p", folder, "--pretty", "false"])
}

const load = (folder: string, name: string): Promise<Any> =>
  import(pathToFileURL(join(folder, name.replace(/\.ts$/, ".js"))).href)

await using sandbox = await start()
Object.assign(process.env, {
  PORTONE_BASE_URL: sandbox.url,
  PORTONE_IMP_KEY: sandbox.key,
  PORTONE_IMP_SECRET: sandbox.secret,
  PORTONE_REFUND_TAG_SECRET: "a secret of at least thirty-two characters"
})

const control = async (path: string, body?: object): Promise<Any> =>
  (await fetch(`${sandbox.url}/_sandbox/${path}`, {
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })
  })).json()

// The recipes log as the default logger does.
const print = console.log
for (const method of ["log", "info", "warn", "error"] as const) console[method] = () => undefined

const ran = new Set<string>()
let passed = 0
let failed = 0
const check = async (
  name: string,
  work: () => Promise<ReadonlyArray<unknown>>,
  expected: ReadonlyArray<unknown>,
  refunded: ReadonlyArray<number> = [3000]
) => {
  ran.add(name)
  await control("reset", {})
  await control("payments", { kind: "card", imp_uid: "imp_448280090638", amount: 10_000 })
  const result = await work().then((lines) => JSON.stringify(lines), (error: unknown) => String(error))
  const amounts = ((await control("ledger")) as ReadonlyArray<Any>).map(({ amount }) => amount)
  const isRight = result === JSON.stringify(expected) && JSON.stringify(amounts) === JSON.stringify(refunded)
  print(`${isRight ? "ok     " : "FAILED "} ${name}`)
  if (isRight) passed += 1
  else {
    failed += 1
    print(`  returned ${result}\n  refunded ${JSON.stringify(amounts)}`)
  }
}

await unpack()
const recipes = join(app, "recipes")
const files = writeFences("recipes.md", recipes)
// Next compiles its route itself.
await compile(recipes, files.filter((name) => name !== "route.ts"))

const REFUND = { key: "refund-1", amount: 3000 }
const init = (body: string) => ({ method: "POST", headers: { "content-type": "application/json" }, body })
/** The same request twice, and three that refund nothing: a wrong amount, order and body. */
const requests = async (post: (order: string, body: string) => Promise<number>) => [
  await post("order-1", JSON.stringify(REFUND)),
  await post("order-1", JSON.stringify(REFUND)),
  await post("order-1", JSON.stringify({ key: "refund-2", amount: 0 })),
  await post("order-9", JSON.stringify(REFUND)),
  await post("order-1", "{")
]
const overHttp = (url: string) => async (order: string, body: string) =>
  (await fetch(`${url}/orders/${order}/refunds`, init(body))).status
const STATUSES = [200, 200, 400, 404, 400]

await check("express.ts", async () => {
  const { app } = await load(recipes, "express.ts")
  const server = app.listen(0, "127.0.0.1")
  await new Promise((resolve) => server.once("listening", resolve))
  try {
    return await requests(overHttp(`http://127.0.0.1:${server.address().port}`))
  } finally {
    server.close()
  }
}, STATUSES)

await check("hono.ts", async () => {
  const { app } = await load(recipes, "hono.ts")
  return requests(async (order, body) => (await app.request(`/orders/${order}/refunds`, init(body))).status)
}, STATUSES)

await check("route.ts", async () => {
  const source = (name: string) => readFileSync(join(recipes, name), "utf8")
  await using next = await startNext({
    "route.ts": source("route.ts"),
    // What the page changes for Next.
    "answer.ts": source("answer.ts").replace("./refunds.js", "./refunds"),
    "refunds.ts": source("refunds.ts")
  })
  return await requests(overHttp(next.url))
}, STATUSES)

await check("lambda.ts", async () => {
  const { handler } = await load(recipes, "lambda.ts")
  return requests(async (id, body) => (await handler({ pathParameters: { id }, body })).statusCode)
}, STATUSES)

await check("cron.ts", async () => {
  const { callAgain } = await load(recipes, "cron.ts")
  const recorded: Array<string> = []
  const row = { impUid: "imp_448280090638", ...REFUND }
  await callAgain([row, row], async (key: string, next: string) => void recorded.push(`${key} ${next}`))
  return recorded
}, ["refund-1 done", "refund-1 done"])

await check("worker.ts", async () => {
  const script = readFileSync(await byEsbuildForWorkers(join(recipes, "worker.js"), "recipe"), "utf8")
  const { PORTONE_BASE_URL, PORTONE_IMP_KEY, PORTONE_IMP_SECRET, PORTONE_REFUND_TAG_SECRET } = process.env as Any
  const bindings = { PORTONE_BASE_URL, PORTONE_IMP_KEY, PORTONE_IMP_SECRET, PORTONE_REFUND_TAG_SECRET }
  const workerd = new Miniflare({ modules: true, script, bindings, compatibilityDate: "2026-07-01" })
  const right = JSON.stringify({ orderId: "order-1", ...REFUND })
  const post = async (body: string) => (await workerd.dispatchFetch("http://localhost/", init(body))).status
  try {
    return [...await Promise.all([post(right), post(right)]), await post(right), await post("{")]
  } finally {
    await workerd.dispose()
  }
}, [200, 200, 200, 400])

const nest = async (folder: string) => {
  const { NestFactory }: Any = await import("@nestjs/core")
  const { RefundModule } = await load(folder, "nest.ts")
  const app = await NestFactory.create(RefundModule, { logger: false })
  await app.listen(0, "127.0.0.1")
  const statuses = await requests(overHttp(`http://127.0.0.1:${app.getHttpServer().address().port}`))
  await app.getHttpServer().close()
  return statuses
}
await check("nest.ts", () => nest(recipes), STATUSES)

// As CommonJS, which many projects of Nest are: the packages are loaded with `require`.
const required = join(app, "commonjs")
writeFences("recipes.md", required)
await compile(required, ["refunds.ts", "answer.ts", "nest.ts"], "commonjs")
await check("nest.ts as CommonJS", () => nest(required), STATUSES)

// Last, because closing it disposes of the class that all recipes share.
await check("fastify.ts", async () => {
  const { app } = await load(recipes, "fastify.ts")
  const statuses = await requests(overHttp(await app.listen({ port: 0, host: "127.0.0.1" })))
  await app.close()
  return statuses
}, STATUSES)
for (const shared of ["refunds.ts", "answer.ts"]) ran.add(shared)

// `effect` is version 3 for the application, and version 4 for the class that it imports.
const shop = join(app, "effect-3")
const filesOf3 = writeFences("from-effect-3.md", join(shop, "src"))
mkdirSync(join(shop, "src", "node_modules"), { recursive: true })
symlinkSync(join(workspace, "node_modules", "effect-3"), join(shop, "src", "node_modules", "effect"))
const [classFile = "", appFile = ""] = filesOf3
mkdirSync(join(shop, "refunds"), { recursive: true })
writeFileSync(join(shop, "refunds", classFile), readFileSync(join(shop, "src", classFile)))
await compile(join(shop, "refunds"), [classFile])
writeFileSync(
  join(shop, "src", classFile),
  `export * from "../refunds/${classFile.replace(/\.ts$/, ".js")}"\n`
)
await compile(shop, [`src/${appFile}`])
await check(appFile, async () => {
  const { refundOrder, RefundService } = await load(join(shop, "src"), appFile)
  const { Effect }: Any = await import("effect-3")
  const call = (...args: ReadonlyArray<unknown>) =>
    Effect.runPromise(refundOrder(...args).pipe(Effect.provide(RefundService.Default)))
  return [
    await call("order-1", "refund-1", 3000),
    await call("order-1", "refund-1", 3000),
    await call("order-1", "refund-2", 0),
    await call("order-9", "refund-3", 1)
  ]
}, ["done", "done", "correct amount", "no order order-9"])
ran.add(classFile)

// Each program is called again after its response was lost. Those without a checksum refund twice.
const clients = join(app, "clients")
const filesOfClients = writeFences("from-other-clients.md", clients)
await compile(clients, filesOfClients)
for (const name of filesOfClients) {
  const isOurs = name === "after.ts"
  await check(
    name,
    async () => {
      await control("faults", { route: "cancel", fault: "drop-after-commit" })
      const { refund, runtime } = await load(clients, name)
      const first = await refund().then(() => "resolved", () => "rejected")
      await refund()
      await runtime?.dispose()
      return [first]
    },
    [isOurs ? "resolved" : "rejected"],
    isOurs ? [3000] : [3000, 3000]
  )
}

for (const name of [...files, ...filesOf3, ...filesOfClients]) {
  if (ran.has(name)) continue
  failed += 1
  print(`FAILED  ${name} is not run`)
}
print(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

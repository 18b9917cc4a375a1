/**
 * Measures the pages of a shop with many orders:
 *
 * `node examples/refund-desk/test/measure.ts 100000`
 *
 * PortOne never answers here. The times are those of the processor, so that other programs of the
 * machine do not count; the client of this script does.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { createServer } from "node:net"
import { asker } from "./desk/ask.ts"
import { openShop, start } from "./shop.ts"

const count = Number(process.argv[2] ?? 100_000)
const rounds = 9

const silent = createServer(() => {})
await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve))
const address = silent.address()
const sandbox = await start()
const shop = await openShop(sandbox, {
  baseUrl: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
  options: { pagePatience: 0 }
})

const titles = ["원두 1kg", "머그컵 두 개", "에스프레소 머신", "텀블러", "케이크"]
const [methods, pgs] = [["card", "vbank", "kakaopay", "phone"], ["html5_inicis", "kcp", "nice", "tosspayments"]]
const family = ["김", "이", "박", "최", "정"]
const pick = (from: ReadonlyArray<string>, at: number) => from[at % from.length] ?? ""
const orders = Array.from({ length: count }, (_, at) => ({
  id: `2026-${String(at).padStart(7, "0")}`,
  store: at % 3 === 0 ? "hongdae" : "seongsu",
  title: `${pick(titles, at)} ${at % 97}`,
  amount: 1000 + at * 7919 % 90_000,
  currency: at % 50 === 0 ? "USD" : "KRW",
  impUid: `imp_${String(at).padStart(12, "0")}`,
  pg: pick(pgs, at),
  method: pick(methods, at % 7),
  orderedAt: new Date(Date.UTC(2026, 0, 1) + at * 180_000).toISOString(),
  buyer: { name: `${pick(family, at)}${at % 2000}`, phone: `010${String(at).padStart(8, "0")}` }
}))
const inTransaction = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(effect))
await shop.runtime.runPromise(inTransaction(shop.inserting(...orders)))
// A fifth of the orders has a refund.
await shop.sql(
  `INSERT INTO refunds SELECT 'refund-' || id, id, store, imp_uid, pg, method, amount / 2, currency, '변심',
    CASE rowid % 50 WHEN 0 THEN 'unknown' WHEN 5 THEN 'waiting' ELSE 'succeeded' END, NULL, '', NULL, 1,
    CASE rowid % 3 WHEN 0 THEN 'minji' ELSE 'seoyeon' END, NULL, substr(ordered_at, 1, 10), ordered_at, ordered_at,
    NULL, 0 FROM orders WHERE rowid % 5 = 0`
)

const { ask, proof } = asker(shop)
const { cookie, csrf } = await proof("seoyeon")
const find = async (who: string) => (await ask("/desk/find", { cookie, form: { csrf, who } })).to ?? ""
const last = Math.ceil(count / 20)
const pages: ReadonlyArray<readonly [string, string]> = [
  ["orders, first page", "/desk/"],
  ["orders, last page", `/desk/?page=${last}`],
  ["orders, largest first, in the middle", `/desk/?sort=largest&page=${Math.floor(last / 2)}`],
  ["orders, by a part of the id", "/desk/?q=0012345"],
  ["orders, by a word of the item", `/desk/?q=${encodeURIComponent("머그컵")}`],
  ["orders, by a text that none has", "/desk/?q=nothing-has-this"],
  ["orders, by phone number", await find("010-0001-2345")],
  ["orders, by name", await find("김100")],
  ["orders, by state", "/desk/?state=part"],
  ["orders, by method, PG and days", "/desk/?method=vbank&pg=kcp&from=2026-02-01&to=2026-05-31"],
  ["orders, by person", "/desk/?person=minji"],
  ["refunds, first page", "/desk/refunds"],
  ["refunds, last page", `/desk/refunds?page=${Math.ceil(count / 100)}`],
  ["refunds, by a part of the id", "/desk/refunds?q=0012345"],
  ["refunds, by state and person, largest first", "/desk/refunds?state=unknown&person=minji&sort=largest"],
  ["waiting for approval", "/desk/waiting"],
  ["unknown outcomes", "/desk/unknown"],
  ["one payment, while PortOne does not answer", `/desk/orders/2026-${"5".padStart(7, "0")}`],
  ["one refund", `/desk/refunds/refund-2026-${"4".padStart(7, "0")}`]
]
const median = (all: ReadonlyArray<number>) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
for (const [name, path] of pages) {
  const times: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    const { status } = await ask(path, { cookie })
    const { system, user } = process.cpuUsage(before)
    times.push((user + system) / 1000)
    if (status !== 200) throw new Error(`${path} is ${status}`)
  }
  console.log(`${median(times).toFixed(0).padStart(5)} ms  ${name}`)
}
const began = performance.now()
const file = await ask("/desk/payments.csv", { cookie })
console.log(
  `${(performance.now() - began).toFixed(0).padStart(5)} ms  CSV of all orders, ${
    (file.bytes.length / 1e6).toFixed(1)
  } MB`
)

await shop.close()
await sandbox.close()
silent.close()
process.exit(0)

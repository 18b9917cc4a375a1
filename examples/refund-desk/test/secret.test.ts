/**
 * SHOP_SECRET is replaced: what was sealed and recognised under the secret before stays so, and
 * nothing in the file is of that secret any more.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openBuyer } from "../src/find/buyer.ts"
import * as Database from "../src/shop/Database.ts"
import { keysOf } from "../src/shop/Keys.ts"
import { openText, sealText } from "../src/shop/vault.ts"
import { asker } from "./desk/ask.ts"
import { setLimits } from "./limits.ts"
import { control, openShop, SECRET, start, taken } from "./shop.ts"

setLimits()

const NEW = "another-shop-secret-of-more-than-32-characters"
const account = { holder: "홍길동", bank: "04", account: "12345678901234" }

describe("a secret that is replaced", () => {
  it("reads and recognises what is of the one before, and seals it again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "portone-secret-"))
    const filename = join(folder, "shop.sqlite")
    await using sandbox = await start()
    const before = await openShop(sandbox, { filename })
    const [made, waiting, lost] = [
      await before.order(),
      await before.order({ kind: "inicis-vbank", amount: 150_000 }),
      await before.order()
    ]
    await before.insert({
      id: "with-a-buyer",
      store: "seongsu",
      title: "원두",
      amount: 1000,
      currency: "KRW",
      impUid: "imp_of_a_buyer",
      pg: "html5_inicis",
      method: "card",
      orderedAt: "2026-11-23T00:00:00.000Z",
      buyer: { name: "김민수", phone: "010-1234-5678" }
    })
    const ask = { amount: 3000, reason: "변심" }
    assert.strictEqual((await before.refund(made.id, "of-the-secret-before", ask)).status, 201)
    await before.refund(waiting.id, "waits-with-an-account", { amount: 150_000, refundAccount: account })
    // Made at PortOne, without a word of it; only the tag in the history proves it.
    await control(sandbox, "faults", { route: "cancel", fault: "pg-rejection", times: 1 })
    await before.refund(lost.id, "unknown-before", ask)
    assert.strictEqual((await before.get("/refunds/unknown-before")).body.state, "unknown")
    await before.close()

    const wrong = await Effect.runPromise(
      Effect.flip(Effect.scoped(Layer.build(Database.layer(filename, keysOf(Redacted.make(NEW))))))
    )
    assert.match(wrong.message, /SHOP_SECRETS_BEFORE/)

    const after = await openShop(sandbox, { filename, secret: NEW, secretsBefore: [SECRET] })
    assert.strictEqual((await after.refund(made.id, "of-the-secret-before", ask)).status, 201)
    assert.strictEqual((await after.refund(made.id, "of-the-secret-before", { amount: 4000 })).status, 422)
    assert.deepStrictEqual(await taken(sandbox, made.impUid), [3000])
    const find = await asker(after).proof("minji")
    const found = await asker(after).ask("/desk/find", {
      cookie: find.cookie,
      form: { csrf: find.csrf, who: "010-1234-5678" }
    })
    const list = await asker(after).ask(found.to ?? "", { cookie: find.cookie })
    assert.include(list.text, "with-a-buyer")
    const rows = await after.sql("SELECT key, sealed, outcome FROM refunds") as ReadonlyArray<Record<string, unknown>>
    const orders = await after.sql("SELECT buyer FROM orders WHERE buyer IS NOT NULL") as ReadonlyArray<
      Record<string, unknown>
    >
    const { status } = await after.approve("waits-with-an-account")
    assert.strictEqual(status, 201)
    assert.deepStrictEqual(await taken(sandbox, waiting.impUid), [150_000])
    await after.close()

    const [old, own] = [keysOf(Redacted.make(SECRET)), keysOf(Redacted.make(NEW))]
    const seals = rows.flatMap((row) => [
      [String(row["key"]), row["sealed"]] as const,
      [`outcome|${String(row["key"])}`, row["outcome"]] as const
    ]).filter(([, sealed]) => sealed !== null)
    assert.lengthOf(seals, 4)
    for (const [purpose, sealed] of seals) {
      assert.match(String(sealed), /^1\./, purpose)
      const opened = [own, old].map((keys) => Option.isSome(openText(keys, purpose, String(sealed))))
      assert.deepStrictEqual(opened, [true, false], purpose)
    }
    assert.deepStrictEqual(
      [own, old].map((keys) => Option.isSome(openBuyer(keys, "with-a-buyer", String(orders[0]?.["buyer"])))),
      [true, false]
    )
    // Without it, the same request would look like another one.
    const alone = keysOf(Redacted.make(NEW))
    const unnamed = await Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(Database.layer(filename, alone)))))
    assert.match(unnamed.message, /SHOP_SECRETS_BEFORE/)
    const again = await openShop(sandbox, { filename, secret: NEW, secretsBefore: [SECRET] })
    assert.strictEqual((await again.refund(made.id, "of-the-secret-before", ask)).status, 201)
    assert.deepStrictEqual(await taken(sandbox, made.impUid), [3000])
    await again.close()
    const back = await openShop(sandbox, { filename, secret: SECRET, secretsBefore: [NEW] })
    assert.strictEqual((await back.refund(made.id, "of-the-secret-before", ask)).status, 201)
    await back.close()
    assert.notMatch(readFileSync(filename, "latin1"), new RegExp(`${SECRET}|${NEW}`))
    rmSync(folder, { recursive: true })
  })

  it("opens a seal without a number, which an earlier version has made", () => {
    const keys = keysOf(Redacted.make(SECRET))
    const sealed = sealText(keys, "one", "a text").replace("1.", "")
    assert.deepStrictEqual(openText(keys, "one", sealed), Option.some("a text"))
  })
})

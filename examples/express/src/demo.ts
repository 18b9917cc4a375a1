/**
 * The sandbox inside this process, with three orders to try. No account is needed; no money moves.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import * as Database from "./Database.ts"

const amounts = [10_000, 32_000, 480_000]

/** Pays each order in the sandbox and inserts it, as the checkout of a shop would. */
const orders = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  const sql = yield* SqlClient.SqlClient
  for (const [index, amount] of amounts.entries()) {
    const id = `order-${index + 1}`
    const { imp_uid: impUid } = yield* sandbox.seed({ kind: "card", amount, merchant_uid: id })
    yield* sql`INSERT INTO orders ${sql.insert({ id, impUid, amount, currency: "KRW", status: "paid", cancelled: 0 })}`
  }
})

const portone = Layer.unwrap(Effect.map(Sandbox, ({ key, secret, url }) =>
  AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl: url }))
  )))

/** PortOne and the database of the demo. Both end with the process. */
export const layer = Layer.mergeAll(
  portone,
  Layer.effectDiscard(orders).pipe(Layer.provideMerge(Database.layer(":memory:")))
).pipe(Layer.provide(sandboxLayer()))

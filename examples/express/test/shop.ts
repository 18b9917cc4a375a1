/**
 * The shop on a socket, over a sandbox on a socket, with pauses short enough for a test.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { JsonLogger } from "@effect-portone/logging"
import { RefundTag } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import type { RunningSandbox } from "@effect-portone/sandbox"
import { type Duration, Effect, Layer, Logger, ManagedRuntime, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { setTimeout } from "node:timers/promises"
import { makeApp } from "../src/app.ts"
import * as Database from "../src/Database.ts"
import * as Refunds from "../src/Refunds.ts"
import { listen } from "../src/server.ts"

export const TOKEN = "a-token-for-the-tests"
export const TAG_SECRET = "a-tag-secret-of-more-than-32-characters"

/** Between two checks of something that will change. */
export const pause = () => setTimeout(10)

/** Everything a shop has answered or logged, to be searched for secrets. */
export const written: Array<string> = []

/** Opens a shop, by default in memory. */
export const openShop = async (
  sandbox: RunningSandbox,
  { filename = ":memory:", isRestored, patience = "2 minutes", tagSecret = TAG_SECRET }: {
    readonly filename?: string
    readonly isRestored?: boolean
    readonly patience?: Duration.Input
    readonly tagSecret?: string
  } = {}
) => {
  const portone = AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(sandbox.key), impSecret: Redacted.make(sandbox.secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl: sandbox.url, timeout: "2 minutes" }))
  )
  const runtime = ManagedRuntime.make(
    Refunds.layer({
      patience,
      resumeEvery: "1 hour",
      includeSandbox: false,
      isRestored,
      timers: { read: ["5 millis"], quiet: ["5 millis", "5 millis"], confirm: "5 millis" }
    }).pipe(
      Layer.provide([RefundTag.layer(Redacted.make(tagSecret)), SqlRefundLedger.layer()]),
      Layer.provide(portone),
      Layer.provideMerge(Database.layer(filename)),
      Layer.provide(Logger.layer([Logger.map(JsonLogger.make(), (line) => void written.push(line))]))
    )
  )
  await runtime.context()
  const server = await listen(makeApp(runtime, Redacted.make(TOKEN)), 0)

  const call = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const response = await fetch(server.url + path, { method, headers, ...(body === undefined ? {} : { body }) })
    const text = await response.text()
    written.push(text)
    return {
      status: response.status,
      type: (response.headers.get("content-type") ?? "").replace(/;.*/, ""),
      location: response.headers.get("location"),
      body: (text === "" ? undefined : JSON.parse(text)) as any
    }
  }
  const authorization = { authorization: `Bearer ${TOKEN}` }
  const json = { ...authorization, "content-type": "application/json" }

  return {
    url: server.url,
    call,
    get: (path: string) => call("GET", path, authorization),
    refund: (orderId: string, key: string, body: unknown) =>
      call("POST", `/orders/${orderId}/refunds`, { ...json, "idempotency-key": key }, JSON.stringify(body)),
    refundText: (orderId: string, key: string, body: string) =>
      call("POST", `/orders/${orderId}/refunds`, { ...json, "idempotency-key": key }, body),
    /** Reads a refund until its call has returned. */
    returned: async (key: string) => {
      for (;;) {
        const { body } = await call("GET", `/refunds/${key}`, authorization)
        if (body.state !== "running") return body
        await pause()
      }
    },
    order: (fields: Record<string, unknown> = {}) => runtime.runPromise(insertOrder(sandbox, fields)),
    /** Does something to the database behind the shop's back. */
    sql: (statement: string) => runtime.runPromise(Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement))),
    drain: (limit: Duration.Input) => runtime.runPromise(Refunds.Refunds.use((refunds) => refunds.drain(limit))),
    /** Ends the program without waiting for anything, as a crash does. */
    crash: async () => {
      await runtime.dispose()
      await server.stop(0)
    }
  }
}

/** A shop that is open. */
export type Shop = Awaited<ReturnType<typeof openShop>>

let orders = 0

/** Pays an order in the sandbox and inserts it. */
export const insertOrder = Effect.fnUntraced(function*(sandbox: RunningSandbox, fields: Record<string, unknown> = {}) {
  const sql = yield* SqlClient.SqlClient
  const id = `order-${++orders}`
  const paid = yield* Effect.promise(() =>
    control(sandbox, "payments", { kind: "card", amount: 10_000, merchant_uid: id, ...fields })
  )
  const impUid = String(paid.imp_uid)
  const { amount, currency } = paid
  yield* sql`INSERT INTO orders ${sql.insert({ id, impUid, amount, currency, status: "paid", cancelled: 0 })}`
  return { id, impUid }
})

/** A call of the sandbox's control API. */
export const control = async (sandbox: { readonly url: string }, path: string, body?: object): Promise<any> =>
  (await fetch(`${sandbox.url}/_sandbox/${path}`, {
    headers: { connection: "close", "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })
  })).json()

/** What was refunded of a payment through the API, in the order of the sandbox ledger. */
export const refunded = async (sandbox: { readonly url: string }, impUid: string): Promise<ReadonlyArray<number>> =>
  ((await control(sandbox, `ledger?imp_uid=${impUid}`)) as ReadonlyArray<{ by: string; amount: number }>)
    .filter(({ by }) => by === "api").map(({ amount }) => amount)

/**
 * A shop on a socket, over a sandbox on a socket, with pauses short enough for a test.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { JsonLogger } from "@effect-portone/logging"
import { type RunningSandbox, start } from "@effect-portone/sandbox"
import { type Duration, Effect, Layer, Logger, ManagedRuntime, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { setTimeout } from "node:timers/promises"
import { makeApp } from "../src/app.ts"
import type { Notifier } from "../src/decide/Notifier.ts"
import { logged } from "../src/logging.ts"
import { listen } from "../src/server.ts"
import * as Database from "../src/shop/Database.ts"
import { keysOf } from "../src/shop/Keys.ts"
import { shop } from "../src/shop/live.ts"
import { Refunds } from "../src/shop/Refunds.ts"
import { insertOrders, type NewOrder } from "../src/shop/rows.ts"
import type { Options } from "../src/shop/Settings.ts"
import { makeAuth } from "../src/signIn/auth.ts"
import { demoStaff, demoStores } from "../src/signIn/demoStaff.ts"
import type { Provider } from "../src/signIn/provider.ts"
import { makeSessions, type Sessions } from "../src/signIn/sessions.ts"

/** Between two checks of something that will change. */
export const pause = () => setTimeout(10)

export const SECRET = "a-shop-secret-of-more-than-32-characters"

export interface Answer {
  readonly status: number
  readonly type: string
  readonly location: string | null
  readonly body: any
}

export interface Setup {
  readonly filename?: string
  readonly patience?: Duration.Input
  readonly timeout?: Duration.Input
  readonly impSecret?: string
  readonly baseUrl?: string
  /** Where browsers find the shop. */
  readonly origin?: string
  readonly options?: Partial<Options>
  readonly provider?: Provider
  readonly notifier?: Layer.Layer<Notifier>
  readonly secret?: string
  readonly secretsBefore?: ReadonlyArray<string>
  /** The clock of sessions. Units: milliseconds. */
  readonly now?: () => number
}

/** Everything the shops of a file have answered or logged, to be searched for secrets. */
export const written: Array<string> = []

/** A browser that goes from one shop of a file to another stays signed in. */
const shared = new WeakMap<RunningSandbox, Sessions>()

const sessionsOf = (sandbox: RunningSandbox, key: Buffer, { now, secret }: Setup): Sessions => {
  if (now !== undefined || secret !== undefined) return makeSessions(key, now ?? Date.now)
  const sessions = shared.get(sandbox) ?? makeSessions(key, Date.now)
  shared.set(sandbox, sessions)
  return sessions
}

const overheard = Logger.map(JsonLogger.make(logged), (line) => void written.push(line))

/** High enough for one person to do all the tests. */
const limits = {
  KRW: { clerk: 10_000_000, manager: 10_000_000, fourEyesAbove: 100_000 },
  USD: { clerk: 1000, manager: 1000, fourEyesAbove: 100 }
}

let orders = 0

/** Opens a shop. Each has a table of its own. */
export const openShop = async (sandbox: RunningSandbox, setup: Setup = {}) => {
  const keys = keysOf(
    Redacted.make(setup.secret ?? SECRET),
    (setup.secretsBefore ?? []).map((one) => Redacted.make(one))
  )
  const options: Options = {
    keys,
    limits,
    patience: setup.patience ?? "2 minutes",
    lookEvery: "1 hour",
    pagePatience: "2 minutes",
    webhookPause: "5 millis",
    people: demoStaff,
    stores: demoStores,
    timers: { read: ["5 millis"], quiet: ["5 millis", "5 millis"], confirm: "5 millis" },
    ...setup.options
  }
  const portone = AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({
        impKey: Redacted.make(sandbox.key),
        impSecret: Redacted.make(setup.impSecret ?? sandbox.secret)
      }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(
      NodeTransport.layer({ baseUrl: setup.baseUrl ?? sandbox.url, timeout: setup.timeout ?? "2 minutes" })
    )
  )
  const runtime = ManagedRuntime.make(
    shop(options, Database.layer(setup.filename ?? ":memory:", keys), portone, setup.notifier).pipe(
      Layer.provide(Logger.layer([overheard]))
    )
  )
  await runtime.context()
  const auth = makeAuth({
    staff: setup.provider === undefined ? demoStaff : [],
    provider: setup.provider,
    origin: setup.origin,
    sessions: sessionsOf(sandbox, Redacted.value(keys.session), setup),
    now: setup.now
  })
  const server = await listen(makeApp({ runtime, auth, keys }), 0, "127.0.0.1")

  const send = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Uint8Array<ArrayBuffer>,
    signal?: AbortSignal
  ): Promise<Answer> => {
    const answer = await fetch(server.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal })
    })
    const text = await answer.text()
    written.push(text)
    return {
      status: answer.status,
      type: (answer.headers.get("content-type") ?? "").replace(/;.*/, ""),
      location: answer.headers.get("location"),
      body: text === "" ? undefined : JSON.parse(text)
    }
  }
  const as = (person: string) => ({ authorization: `Bearer demo-${person}`, "content-type": "application/json" })

  return {
    url: server.url,
    runtime,
    send,
    get: (path: string, person = "minji") => send("GET", path, as(person)),
    post: (path: string, body: unknown, person = "minji") => send("POST", path, as(person), JSON.stringify(body)),
    /** What a person who looks at the order now has seen. */
    seen: async (orderId: string): Promise<string> =>
      (await send("GET", `/orders/${orderId}`, as("seoyeon"))).body.seen,
    /** Approves a refund, having looked at its order. */
    approve: async (key: string, person = "seoyeon") => {
      const { orderId } = (await send("GET", `/refunds/${key}`, as("seoyeon"))).body
      const { seen } = (await send("GET", `/orders/${orderId}`, as("seoyeon"))).body
      return send("POST", `/refunds/${key}/approval`, as(person), JSON.stringify({ decision: "approve", seen }))
    },
    refund: (orderId: string, key: string, body: object = { amount: "rest" }, person = "minji", signal?: AbortSignal) =>
      send(
        "POST",
        `/orders/${orderId}/refunds`,
        { ...as(person), "idempotency-key": key },
        JSON.stringify(body),
        signal
      ),
    /** Asks until the refund is in none of these states any more. */
    ended: async (key: string, person = "minji", ...states: ReadonlyArray<string>) => {
      for (;;) {
        const { body } = await send("GET", `/refunds/${key}`, as(person))
        if (![...states, "running"].includes(body.state)) return body
        await pause()
      }
    },
    /** Puts an order into the table whose payment is in the sandbox. */
    order: async (fields: Record<string, unknown> = {}, wrong: Record<string, unknown> = {}) => {
      const id = `order-${++orders}`
      const { store = "seongsu", ...payment } = { kind: "card", amount: 10_000, ...fields } as Record<string, unknown>
      const paid = await control(sandbox, "payments", { ...payment, merchant_uid: id })
      await runtime.runPromise(insertOrders([{
        id,
        store: String(store),
        title: "원두",
        amount: paid.amount,
        currency: paid.currency,
        impUid: paid.imp_uid,
        pg: paid.pg_provider,
        method: paid.pay_method,
        orderedAt: "2026-11-23T00:00:00.000Z",
        ...wrong
      }], keys))
      return { id, impUid: paid.imp_uid as string }
    },
    insert: (...all: ReadonlyArray<NewOrder>) => runtime.runPromise(insertOrders(all, keys)),
    inserting: (...all: ReadonlyArray<NewOrder>) => insertOrders(all, keys),
    /**
     * The cookie of a person who has signed in, as the browser would send it; empty if that
     * failed.
     */
    session: async (token: string) => {
      let cookie = ""
      auth.signIn({ cookie: (name: string, value: string) => void (cookie = `${name}=${value}`) } as never, token)
      return cookie
    },
    /** Does something to the database behind the shop's back. */
    sql: (statement: string) => runtime.runPromise(Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement))),
    rows: (key: string) =>
      runtime.runPromise(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT * FROM refunds WHERE key = ${key}`)),
    drain: (limit: Duration.Input) => runtime.runPromise(Effect.flatMap(Refunds, (refunds) => refunds.drain(limit))),
    close: async () => {
      await Promise.all([server.stop(), server.cut(0)])
      await runtime.dispose()
    }
  }
}

/** A shop that is open. */
export type Shop = Awaited<ReturnType<typeof openShop>>

/** A call of the sandbox's control API. */
export const control = async (sandbox: { readonly url: string }, path: string, body?: object): Promise<any> =>
  (await fetch(`${sandbox.url}/_sandbox/${path}`, {
    headers: { connection: "close", "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })
  })).json()

/** What was given back of a payment through the API, in the order of the ledger. */
export const taken = async (sandbox: { readonly url: string }, impUid: string): Promise<ReadonlyArray<number>> =>
  ((await control(sandbox, `ledger?imp_uid=${impUid}`)) as ReadonlyArray<{ by: string; amount: number }>)
    .filter(({ by }) => by === "api").map(({ amount }) => amount)

export { start }

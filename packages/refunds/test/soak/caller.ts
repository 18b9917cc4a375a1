/**
 * A process that makes refunds and may be killed at any moment: `node caller.ts`. It writes
 * `ready`, reads one {@link Call} as JSON from each line of standard input, and writes the name of
 * its outcome.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { refundOnce, RefundTag } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { SqliteClient } from "@effect-portone/sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { createInterface } from "node:readline"

/** One refund of 3,000, and where it is made. */
export interface Call {
  readonly url: string
  readonly key: string
  readonly secret: string
  readonly impUid: string
  readonly refundKey: string
  /** The file of the ledger; without it there is no ledger. */
  readonly ledger?: string
  /** How long the client waits for an answer. Unit: milliseconds. */
  readonly timeout: number
}

const live = ({ url, key, secret, ledger, timeout }: Call) =>
  Layer.mergeAll(
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
        TokenStore.layerMemory
      ]),
      Layer.provideMerge(NodeTransport.layer({ baseUrl: url, timeout }))
    ),
    ledger === undefined ?
      Layer.empty :
      Layer.provide(SqlRefundLedger.layer(), SqliteClient.layer({ filename: ledger })),
    RefundTag.layer(Redacted.make("a-tag-secret-of-more-than-32-characters")),
    Logger.layer([])
  )
const timers = { read: ["5 millis"], quiet: ["10 millis", "20 millis"], confirm: "5 millis" } as const

process.stdout.write("ready\n")
for await (const line of createInterface({ input: process.stdin })) {
  const call: Call = JSON.parse(line)
  const refund = refundOnce(
    { impUid: call.impUid, key: call.refundKey, amount: 3000, reason: "변심" },
    { timers, sends: 9 }
  )
  const outcome = await Effect.runPromise(Effect.provide(refund, live(call)))
  process.stdout.write(`${outcome._tag}\n`)
}

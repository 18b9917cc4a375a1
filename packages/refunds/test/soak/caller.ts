/**
 * A process that makes one refund and may be killed at any moment: `node caller.ts <url> <key>
 * <secret> <imp_uid> <refund key> [ledger file] [timeout in ms]`.
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

const [url = "", key = "", secret = "", impUid = "", refundKey = "", ledger = "", timeout = "400"] = process.argv.slice(
  2
)

const live = Layer.mergeAll(
  AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(NodeTransport.layer({ baseUrl: url, timeout: Number(timeout) }))
  ),
  ledger === "" ? Layer.empty : Layer.provide(SqlRefundLedger.layer(), SqliteClient.layer({ filename: ledger })),
  RefundTag.layer(Redacted.make("a-tag-secret-of-more-than-32-characters")),
  Logger.layer([])
)
const timers = { read: ["5 millis"], quiet: ["10 millis", "20 millis"], confirm: "5 millis" } as const
const refund = refundOnce({ impUid, key: refundKey, amount: 3000, reason: "변심" }, { timers, sends: 9 })

process.stdout.write("ready\n")
const outcome = await Effect.runPromise(Effect.provide(refund, live))
process.stdout.write(`${outcome._tag}\n`)

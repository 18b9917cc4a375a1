import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { SqlRefundLedger } from "@effect-portone/refunds"
import { SqliteClient } from "@effect-portone/sqlite"
import { Layer } from "effect"
import { rmSync } from "node:fs"
import { exercise } from "./exercise.js"

const { SANDBOX_KEY: key, SANDBOX_SECRET: secret, SANDBOX_URL: url } = process.env
const filename = `ledger-${process.pid}.db`
const ledger = SqlRefundLedger.layer().pipe(Layer.provide(SqliteClient.layer({ filename })))
const transport = Layer.merge(FetchTransport.layer({ baseUrl: url }), ledger)
try {
  console.log(JSON.stringify(await exercise({ key, secret, url }, transport)))
} finally {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${filename}${end}`, { force: true })
}

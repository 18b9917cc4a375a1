/**
 * The exercise of every runtime: a cancel, a lost response, and a refund that happens once although
 * its response is lost. Plain JavaScript over `fetch` alone, so that every runtime can load it.
 */
import { AccessToken, cancel, CancelRequest, Credentials, TokenStore } from "@effect-portone/core"
import { refundOnce, RefundTag } from "@effect-portone/refunds"
import { Effect, Layer, Logger, Redacted } from "effect"

/** Returns one line for each result. `transport` is a layer of the transport to use. */
export const exercise = async ({ key, secret, url }, transport) => {
  const control = async (path, body) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
    const response = await fetch(`${url}/_sandbox/${path}`, { ...init, headers: { "content-type": "application/json" } })
    return response.json()
  }
  const PortOne = AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(transport)
  )
  const live = Layer.mergeAll(
    PortOne,
    RefundTag.layer(Redacted.make("a secret of at least thirty-two characters")),
    Logger.layer([])
  )
  const run = (effect) => Effect.runPromise(Effect.result(effect).pipe(Effect.provide(live)))
  const tag = (result) => (result._tag === "Success" ? result.success : result.failure)._tag

  const { imp_uid: impUid } = await control("payments", { kind: "card", amount: 10_000 })
  const lines = []
  const part = (amount, checksum) => cancel(CancelRequest.partial({ impUid, amount, checksum }))
  lines.push(`cancel: ${tag(await run(part(1000, 10_000)))}`)

  await control("faults", { route: "cancel", fault: "drop-after-commit" })
  const lost = await run(part(2000, 9000))
  lines.push(`response lost: ${tag(lost)}, money moved ${lost.failure?.moneyMoved}`)
  lines.push(`the same again: ${tag(await run(part(2000, 9000)))}`)

  await control("faults", { route: "cancel", fault: "drop-after-commit" })
  const once = () => refundOnce({ impUid, key: "refund-1", amount: 3000 }, { earlier: "none" })
  lines.push(`refundOnce, response lost: ${tag(await run(once()))}`)
  lines.push(`refundOnce, the same key: ${tag(await run(refundOnce({ impUid, key: "refund-1", amount: 3000 })))}`)

  const ledger = await control(`ledger?imp_uid=${impUid}`)
  lines.push(`refunded: ${ledger.map(({ amount }) => amount).join(" + ")}`)
  return lines
}

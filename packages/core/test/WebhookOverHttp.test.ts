/**
 * A webhook end to end: a cancel requests it, the sandbox sends it, the shop looks the payment up.
 */
import { cancel, CancelRequest, Payment, Webhook } from "@effect-portone/core"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, layer } from "@effect/vitest"
import { Deferred, Effect, Layer, Option, Result } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { sandboxClient } from "./sandboxClient.ts"

const Client = sandboxClient().pipe(Layer.provideMerge(sandboxLayer()))

interface Delivery {
  readonly body: string
  readonly contentType: string | undefined
}

/** A shop's webhook endpoint that keeps what comes first. */
const endpoint = Effect.gen(function*() {
  const arrived = yield* Deferred.make<Delivery>()
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer((request, response) => {
        let body = ""
        request.setEncoding("utf8").on("data", (chunk: string) => body += chunk).on("end", () => {
          response.end()
          Deferred.doneUnsafe(arrived, Effect.succeed({ body, contentType: request.headers["content-type"] }))
        })
      }).listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.closeAllConnections()).pipe(Effect.andThen(Effect.sync(() => server.close())))
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, arrived }
})

const tell = (path: string, body: unknown) =>
  Effect.flatMap(
    Sandbox,
    ({ url }) =>
      Effect.promise(() =>
        fetch(`${url}/_sandbox/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body)
        }).then((answer) => answer.text())
      )
  )

layer(Client, { excludeTestServices: true })("a webhook", (it) => {
  for (const contentType of ["json", "form"]) {
    describe(contentType, () => {
      it.effect("names the payment and the cancel, and reading the payment again shows it", () =>
        Effect.gen(function*() {
          const sandbox = yield* Sandbox
          const { arrived, url } = yield* endpoint
          yield* tell("webhook", { url, contentType })
          const { imp_uid, merchant_uid } = yield* sandbox.seed({ kind: "card", amount: 10000 })

          yield* cancel(CancelRequest.partial({ impUid: imp_uid, amount: 3000, checksum: 10000, enableWebhook: true }))
          const delivery = yield* Deferred.await(arrived)
          const claim = Result.getOrThrow(Webhook.decode(delivery.body, delivery.contentType))
          const payment = yield* Webhook.lookUp(delivery.body, { contentType: delivery.contentType })

          assert.strictEqual(claim.impUid, imp_uid)
          assert.deepStrictEqual(claim.merchantUid, Option.some(merchant_uid))
          assert.deepStrictEqual(claim.status, Option.some("cancelled"))
          assert.strictEqual(Payment.cancellableBalance(payment), 7000)
          assert.deepStrictEqual(payment.cancelHistory[0]?.cancellationId, claim.cancellationId)
        }))
    })
  }
})

/**
 * A process that crashes after a failed cancel, in the way its argument names, with all secrets in
 * memory.
 */
import { AccessToken, cancel, Credentials, findPayment, TokenStore } from "@effect-portone/core"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { entrusted } from "./planted.ts"
import { stub } from "./provider.ts"
import { full, payment, type Scenario, scenarios } from "./scenarios.ts"
import * as Witness from "./witness.ts"

const how = process.argv[2]

const rejected = scenarios.find(({ name }) => name === "a PG rejects") as Scenario
const found = scenarios.find(({ name }) => name === "a payment is found") as Scenario
const credentials = { impKey: Redacted.make(entrusted.key), impSecret: Redacted.make(entrusted.secret) }

const live = (scenario: Scenario) =>
  Layer.provideMerge(
    AccessToken.layer(),
    Layer.mergeAll(Credentials.layer(credentials), TokenStore.layerMemory, stub(scenario, Witness.make(), () => {}))
  )
const failing = Effect.provide(cancel(full), live(rejected))

switch (how) {
  case "rejection": {
    await Effect.runPromise(failing)
    break
  }
  case "main": {
    NodeRuntime.runMain(failing)
    break
  }
  case "defect": {
    NodeRuntime.runMain(Effect.provide(cancel(full), live({ ...rejected, transportDies: true })))
    break
  }
  case "throw": {
    const looked = await Effect.runPromise(Effect.provide(findPayment({ impUid: payment.imp_uid }), live(found)))
    const error = await Effect.runPromise(Effect.flip(failing))
    throw Object.assign(new Error("crash", { cause: error }), {
      request: full,
      credentials,
      looked,
      layer: live(found)
    })
  }
  case "leak": {
    throw Object.assign(new Error("crash"), { token: entrusted.token })
  }
}

import { AccessToken, Credentials, TokenStore, type Transport } from "@effect-portone/core"
import { Deferred, Effect, Fiber, Layer, Option, Redacted } from "effect"
import { entrusted } from "./planted.ts"
import { full, partial, refundAccount, type Scenario, unchecked } from "./scenarios.ts"
import type { Witness } from "./witness.ts"

export const credentials: Credentials.Options = {
  impKey: Redacted.make(entrusted.key),
  impSecret: Redacted.make(entrusted.secret)
}

export const signal = (arrived: Deferred.Deferred<void>) => () => Deferred.doneUnsafe(arrived, Effect.void)

/** Runs a scenario while the witness inspects all values, with each entry of the token store. */
export const play = Effect.fnUntraced(function*(
  scenario: Scenario,
  witness: Witness,
  transport: Layer.Layer<Transport.Transport>,
  arrived: Deferred.Deferred<void>
) {
  const Credential = Credentials.layer(credentials)
  const Store = Layer.succeed(TokenStore.TokenStore, store(scenario, witness))
  const Live = Layer.provideMerge(
    AccessToken.layer(),
    Layer.mergeAll(Credential, Store, transport)
  )
  const values = { credentials, full, partial, unchecked, refundAccount, Credential, Store, Live, run: scenario.run }
  for (const [name, value] of Object.entries(values)) witness.look(name, value)

  const program = Effect.gen(function*() {
    witness.look("AccessToken", yield* AccessToken.AccessToken)
    witness.look("Credentials", yield* Credentials.Credentials)
    const exit = yield* Effect.exit(scenario.run)
    if (scenario.token === undefined) {
      const token = yield* (yield* AccessToken.AccessToken).get
      witness.look("Token", token)
    }
    return yield* exit
  }).pipe(Effect.provide(Live))

  const fiber = yield* Effect.forkChild(witness.watch(program))
  if (scenario.ends === "Interrupted") {
    yield* Deferred.await(arrived)
    yield* Fiber.interrupt(fiber)
  }
  return yield* Fiber.await(fiber)
})

// internal

const store = (scenario: Scenario, witness: Witness): TokenStore.TokenStore["Service"] => {
  const broken = (operation: "get" | "set" | "clear") =>
    scenario.store === "fails"
      ? Effect.fail(new TokenStore.TokenStoreFailed({ operation, problem: "no room" }))
      : scenario.store === "dies"
      ? Effect.die(new RangeError("no room"))
      : Effect.void
  return {
    get: () => Effect.as(broken("get"), Option.none()),
    set: (account, entry) =>
      Effect.andThen(Effect.sync(() => witness.look("StoredToken", [account, entry])), broken("set")),
    clear: () => broken("clear")
  }
}

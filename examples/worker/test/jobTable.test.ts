import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { MERCHANT, upgrade } from "./firstVersion.ts"
import { layer } from "./shop.ts"

describe("tables of the first version", () => {
  it.effect(
    "are upgraded on SQLite, and their jobs continue",
    () => Effect.provide(upgrade, layer({ WORKER_MERCHANT: MERCHANT }))
  )
})

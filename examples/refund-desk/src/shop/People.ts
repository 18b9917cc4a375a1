/**
 * The people who have signed in, by id. Events and refunds keep ids; pages show names.
 */
import type { Bilingual } from "@effect-portone/core"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Actor } from "./Actor.ts"
import { failed } from "./rows.ts"
import { Settings } from "./Settings.ts"
import type { DatabaseFailed } from "./ShopError.ts"

/** The people of the shop. */
export class People extends Context.Service<People, {
  /** Stores the name, role and store that a person has signed in with. */
  readonly seen: (actor: Actor) => Effect.Effect<void, DatabaseFailed>
  /** The names of the stores, by id. */
  readonly stores: Readonly<Record<string, Bilingual>>
  /** By name. */
  readonly all: Effect.Effect<ReadonlyArray<Actor>, DatabaseFailed>
}>()("refund-desk/People") {}

/** The service. The people that the settings name are known from the start. */
export const layer: Layer.Layer<People, DatabaseFailed, SqlClient.SqlClient | Settings> = Layer.effect(
  People,
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { people = [], stores = {} } = yield* Settings
    const seen = ({ id, name, role, store }: Actor) =>
      failed(Effect.asVoid(
        sql`INSERT INTO people ${sql.insert({ id, name, role, store })}
          ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, store = excluded.store`
      ))
    yield* Effect.forEach(people, seen)
    return People.of({
      seen,
      stores,
      all: failed(Effect.flatMap(sql`SELECT id, name, role, store FROM people ORDER BY name, id`, decode))
    })
  })
)

// internal

const decode = Schema.decodeUnknownEffect(Schema.Array(Actor))

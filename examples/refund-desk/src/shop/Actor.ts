/**
 * Who works here.
 */
import { Schema } from "effect"

/**
 * `clerk`: refunds orders of the own store. `manager`: refunds orders of every store, and
 * approves.
 */
export const Role = Schema.Literals(["clerk", "manager"])

/** A person who is signed in. */
export const Actor = Schema.Struct({ id: Schema.String, name: Schema.String, role: Role, store: Schema.String })

/** A person who is signed in. */
export type Actor = typeof Actor.Type

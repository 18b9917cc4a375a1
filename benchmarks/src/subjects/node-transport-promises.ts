/**
 * The same as `node-transport`, called from outside Effect: one `runPromise` for each cancel.
 */
import { NodeTransport } from "@effect-portone/http"
import { inPromises } from "./effect-portone.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) => inPromises(NodeTransport.layer({ baseUrl: url, keepAlive: "2 seconds" }))

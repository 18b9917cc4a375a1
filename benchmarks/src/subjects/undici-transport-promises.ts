/**
 * The same as `undici-transport`, called from outside Effect: one `runPromise` for each cancel.
 */
import * as UndiciTransport from "@effect-portone/http/UndiciTransport"
import { inPromises } from "./effect-portone.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) => inPromises(UndiciTransport.layer({ baseUrl: url, keepAlive: "2 seconds" }))

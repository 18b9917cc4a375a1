/**
 * `@effect-portone/http` over `UndiciTransport`, straight on undici, with connections kept as its documentation advises for thousands of refunds in a row.
 */
import * as UndiciTransport from "@effect-portone/http/UndiciTransport"
import { inFibers } from "./effect-portone.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) => inFibers(UndiciTransport.layer({ baseUrl: url, keepAlive: "2 seconds" }))

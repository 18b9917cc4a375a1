/**
 * `@effect-portone/http` over `FetchTransport`, as on platforms other than Node.
 */
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { inFibers } from "./effect-portone.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url, _, observer) => inFibers(FetchTransport.layer({ baseUrl: url }), observer)

/**
 * `@effect-portone/http` over `FetchTransport`, straight on `fetch`, as on platforms that are not Node.
 */
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { inFibers } from "./effect-portone.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) => inFibers(FetchTransport.layer({ baseUrl: url }))

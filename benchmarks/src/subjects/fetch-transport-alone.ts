/**
 * `FetchTransport` without core: one POST and `JSON.parse`.
 */
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { throughTransport } from "./exchange.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) => throughTransport(url, FetchTransport.layer({ baseUrl: url }))

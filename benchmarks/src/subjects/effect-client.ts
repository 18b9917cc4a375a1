/**
 * Effect's client for `fetch`, the text of its response and `JSON.parse`.
 */
import { FetchHttpClient } from "effect/http"
import { throughClient } from "./exchange.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) => throughClient(url, FetchHttpClient.layer)

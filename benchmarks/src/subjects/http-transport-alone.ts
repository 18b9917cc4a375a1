/**
 * `HttpTransport` over Effect's client for `fetch`, without core: one POST and `JSON.parse`.
 */
import { HttpTransport } from "@effect-portone/http"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { throughTransport } from "./exchange.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) =>
  throughTransport(url, HttpTransport.layer({ baseUrl: url }).pipe(Layer.provide(FetchHttpClient.layer)))

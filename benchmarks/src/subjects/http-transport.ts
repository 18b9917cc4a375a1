/**
 * `@effect-portone/http` over `HttpTransport` and Effect's client for `fetch`.
 */
import { HttpTransport } from "@effect-portone/http"
import { Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { inFibers } from "./effect-portone.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url, _, observer) =>
  inFibers(HttpTransport.layer({ baseUrl: url }).pipe(Layer.provide(FetchHttpClient.layer)), observer)

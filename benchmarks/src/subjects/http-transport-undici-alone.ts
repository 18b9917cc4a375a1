/**
 * `HttpTransport` over Effect's client for undici, without core: one POST and `JSON.parse`.
 */
import { HttpTransport } from "@effect-portone/http"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import { throughTransport } from "./exchange.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) =>
  throughTransport(url, HttpTransport.layer({ baseUrl: url }).pipe(Layer.provide(NodeHttpClient.layerUndici)))

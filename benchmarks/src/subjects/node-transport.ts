/**
 * `@effect-portone/http` over `NodeTransport`, with connections kept as its documentation advises
 * for thousands of refunds in a row.
 */
import { NodeTransport } from "@effect-portone/http"
import { inFibers } from "./effect-portone.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url, _, observer) =>
  inFibers(NodeTransport.layer({ baseUrl: url, keepAlive: "2 seconds" }), observer)

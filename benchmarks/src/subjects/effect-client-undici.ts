/**
 * Effect's client for undici, the text of its response and `JSON.parse`.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { throughClient } from "./exchange.ts"
import type { Make } from "./Subject.ts"

export const make: Make = (url) => throughClient(url, NodeHttpClient.layerUndici)

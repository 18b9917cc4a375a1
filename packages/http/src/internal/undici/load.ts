import type * as Undici from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import { LEAST_NODE, type Versions, versions } from "../runtime.ts"
import { codeOf } from "./connectFailed.ts"
import { NodeTransportUnavailable } from "./unavailable.ts"

/**
 * Loads undici, or fails with what this runtime lacks. The runtime is checked first: on an old Node
 * undici fails in other places, and Bun replaces it by a module whose `Pool` has no `dispatch`.
 */
export const loadUndici = (
  { bun, node }: Versions = versions(),
  load: () => Promise<typeof Undici> = () => import("@effect/platform-node/Undici").then(unbundled)
): Effect.Effect<typeof Undici, NodeTransportUnavailable> => {
  const runtime = bun !== undefined ? `Bun ${bun}` : node !== undefined ? `Node ${node}` : "not Node"
  return bun !== undefined || node === undefined || !isAtLeast(node, LEAST_NODE)
    ? Effect.fail(new NodeTransportUnavailable({ problem: "runtime", runtime }))
    : Effect.tryPromise({
      try: load,
      catch: (cause) => new NodeTransportUnavailable({ problem: "package", runtime, detail: codeOf(cause) })
    })
}

// internal

// Vite gives a bundled CommonJS package one export, its default.
const unbundled = (undici: typeof Undici): typeof Undici =>
  "Pool" in undici ? undici : (undici as { readonly default: typeof Undici }).default

const isAtLeast = (version: string, least: string) => {
  const [major = 0, minor = 0] = numbers(version)
  const [leastMajor = 0, leastMinor = 0] = numbers(least)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

const numbers = (version: string) => version.split(".").map(Number)

import type * as Undici from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import { LEAST_NODE, NodeTransportUnavailable } from "../../SetupError.ts"
import { type Versions, versions } from "../runtime.ts"
import { codeOf } from "./connectFailed.ts"

/**
 * Loads undici, or fails with what this runtime lacks. The runtime is checked first, because undici
 * fails in other places on an old Node, and Bun replaces it by a module of its own.
 */
export const loadUndici = (
  running: Versions = versions(),
  load: () => Promise<typeof Undici> = () => import("@effect/platform-node/Undici")
): Effect.Effect<typeof Undici, NodeTransportUnavailable> => {
  const runtime = nameOf(running)
  return !isNode(running) || !isAtLeast(running["node"] ?? "", LEAST_NODE)
    ? Effect.fail(new NodeTransportUnavailable({ problem: "runtime", runtime }))
    : Effect.tryPromise({
      try: load,
      catch: (cause) => new NodeTransportUnavailable({ problem: "package", runtime, detail: codeOf(cause) })
    })
}

// internal

const isNode = ({ bun, deno, node }: Versions) => node !== undefined && bun === undefined && deno === undefined

const nameOf = ({ bun, deno, node }: Versions) =>
  bun !== undefined
    ? `Bun ${bun}`
    : deno !== undefined
    ? `Deno ${deno}`
    : node !== undefined
    ? `Node ${node}`
    : "not Node"

const isAtLeast = (version: string, least: string) => {
  const [major = 0, minor = 0] = numbers(version)
  const [leastMajor = 0, leastMinor = 0] = numbers(least)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

const numbers = (version: string) => version.split(".").map(Number)

/**
 * What this package reads of the process it runs in. Everything may be absent: a worker has no
 * `process`, and Deno throws when a program without the permission reads a variable.
 */
import * as Result from "effect/Result"

/**
 * The versions that the runtime reports, such as `{ node: "26.10.0" }`. Bun and Deno report a
 * version of Node as well.
 */
export const versions = (): Versions => host.process?.versions ?? {}

/**
 * The parts of the environment that change how `fetch` connects.
 */
export const environment = (): Environment => ({
  versions: versions(),
  variable: (name) => Result.getOrUndefined(Result.try(() => host.process?.env?.[name])),
  flags: host.process?.execArgv ?? [],
  // undici keeps the dispatcher of every `fetch` under these names; Node 22 and 24 have the first
  // alone.
  dispatchers: ["undici.globalDispatcher.1", "undici.globalDispatcher.2"].map((name) => host[Symbol.for(name)])
})

/** Name of a runtime or library, and its version. */
export type Versions = Readonly<Record<string, string | undefined>>

/** What `environment` reads. A test passes its own. */
export interface Environment {
  readonly versions: Versions
  readonly variable: (name: string) => string | undefined
  readonly flags: ReadonlyArray<string>
  readonly dispatchers: ReadonlyArray<unknown>
}

/**
 * The least version of Node for `NodeTransport`: what `@effect/platform-node` 4.1 and its undici 8
 * name as `engines` in their package.json.
 */
export const LEAST_NODE = "22.19"

// internal

const host = globalThis as {
  readonly process?: {
    readonly versions?: Versions
    readonly env?: Readonly<Record<string, string | undefined>>
    readonly execArgv?: ReadonlyArray<string>
  }
  readonly [dispatcher: symbol]: unknown
}

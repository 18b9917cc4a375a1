/**
 * The program of `sendInChild`: `node childSend.ts <job>` prints how one send ends, as JSON.
 */
import { Transport } from "@effect-portone/core"
import { HttpTransport, NodeTransport } from "@effect-portone/http"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import type { EnvironmentRisk, SetupError } from "@effect-portone/http/SetupError"
import { Effect, Layer, Redacted, Result } from "effect"
import { FetchHttpClient } from "effect/http"
import * as Module from "node:module"

export interface Job {
  readonly transport: "NodeTransport" | "FetchTransport" | "HttpTransport"
  readonly baseUrl: string
  readonly ca?: string | undefined
  readonly allow?: ReadonlyArray<EnvironmentRisk> | undefined
  /** The versions that the runtime reports, such as `{ node: "24.0.0", bun: "1.4.5" }`. */
  readonly versions?: Readonly<Record<string, string>> | undefined
  /** Makes `@effect/platform-node` a package that is not installed. */
  readonly withoutPlatformNode?: boolean | undefined
}

interface Options {
  readonly baseUrl: string
  readonly ca: string | undefined
  readonly allowInsecureEnvironment: ReadonlyArray<EnvironmentRisk> | undefined
}

type Make = (options: Options) => Layer.Layer<Transport.Transport, SetupError>

const transports: Readonly<Record<Job["transport"], Make>> = {
  NodeTransport: ({ baseUrl, ca }: Options) => NodeTransport.layer({ baseUrl, ca }),
  FetchTransport: ({ allowInsecureEnvironment, baseUrl }: Options) =>
    FetchTransport.layer({ baseUrl, allowInsecureEnvironment }),
  HttpTransport: ({ allowInsecureEnvironment, baseUrl }: Options) =>
    HttpTransport.layer({ baseUrl, allowInsecureEnvironment }).pipe(Layer.provide(FetchHttpClient.layer))
}

const run = ({ allow, baseUrl, ca, transport }: Job) =>
  Effect.gen(function*() {
    const { send } = yield* Transport.Transport
    const { status } = yield* send({
      method: "POST",
      path: "/payments/cancel",
      authorization: Redacted.make("a-token"),
      body: Redacted.make("{}")
    })
    return { status }
  }).pipe(
    Effect.provide(transports[transport]({ baseUrl, ca, allowInsecureEnvironment: allow })),
    Effect.result,
    Effect.map(Result.merge)
  )

if (process.argv[2] !== undefined) {
  const job: Job = JSON.parse(process.argv[2])
  if (job.versions !== undefined) Object.defineProperty(process, "versions", { value: job.versions })
  if (job.withoutPlatformNode) {
    Module.registerHooks({
      resolve: (specifier, context, next) => {
        if (!specifier.startsWith("@effect/platform-node")) return next(specifier, context)
        throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: "ERR_MODULE_NOT_FOUND" })
      }
    })
  }
  const ended = await Effect.runPromise(run(job))
  console.log(JSON.stringify("_tag" in ended ? { ...ended, _tag: ended._tag, message: ended.message } : ended))
}

/**
 * The program of `sendInChild`: `node childSend.ts <program>` prints how each job ends, as JSON.
 */
import { Transport } from "@effect-portone/core"
import { HttpTransport, NodeTransport } from "@effect-portone/http"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import type { EnvironmentRisk, SetupError } from "@effect-portone/http/SetupError"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Module from "node:module"

export interface Job {
  readonly transport: "NodeTransport" | "FetchTransport" | "HttpTransport"
  readonly baseUrl: string
  readonly ca?: string | undefined
  readonly allow?: ReadonlyArray<EnvironmentRisk> | undefined
}

export interface Program {
  readonly jobs: ReadonlyArray<Job>
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

const ended = async (job: Job) => {
  const end = await Effect.runPromise(run(job))
  return "_tag" in end ? { ...end, _tag: end._tag, message: end.message } : end
}

if (process.argv[2] !== undefined) {
  const { jobs, versions, withoutPlatformNode }: Program = JSON.parse(process.argv[2])
  if (versions !== undefined) Object.defineProperty(process, "versions", { value: versions })
  if (withoutPlatformNode) {
    Module.registerHooks({
      resolve: (specifier, context, next) => {
        if (!specifier.startsWith("@effect/platform-node")) return next(specifier, context)
        throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: "ERR_MODULE_NOT_FOUND" })
      }
    })
  }
  const ends: Array<unknown> = []
  for (const job of jobs) ends.push(await ended(job))
  console.log(JSON.stringify(ends))
}

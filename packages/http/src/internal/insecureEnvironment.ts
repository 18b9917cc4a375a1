import * as Result from "effect/Result"
import { type EnvironmentRisk, InsecureEnvironment } from "../SetupError.ts"
import { type Environment, environment } from "./runtime.ts"

/**
 * What may be accepted of the environment.
 */
export interface Options {
  /**
   * The risks that you accept. Default: none, and the layer does not build while
   * `NODE_TLS_REJECT_UNAUTHORIZED=0` is set (`"tls"`) or while the runtime follows proxy variables
   * (`"proxy"`). No variable sets this option: the environment must not allow itself.
   */
  readonly allowInsecureEnvironment?: ReadonlyArray<EnvironmentRisk> | undefined
}

/**
 * Fails if the environment weakens the connections of `fetch` in a way that the options do not
 * allow.
 */
export const checkEnvironment = (
  { allowInsecureEnvironment = [] }: Options,
  { dispatchers, flags, variable, versions }: Environment = environment()
): Result.Result<void, InsecureEnvironment> => {
  const fails = (risk: EnvironmentRisk, settings: ReadonlyArray<string>) =>
    settings.length > 0 && !allowInsecureEnvironment.includes(risk)
      ? Result.fail(new InsecureEnvironment({ risk, settings }))
      : undefined

  const proxies = () => {
    const switches = [
      ...flags.concat(variable("NODE_OPTIONS")?.split(/\s+/) ?? []).filter((flag) => flag === "--use-env-proxy"),
      ...["NODE_USE_ENV_PROXY"].filter((name) => isSet(variable(name)))
    ]
    // Bun and Deno follow these variables at once; Node only if it is switched on.
    const isOther = versions["bun"] !== undefined || versions["deno"] !== undefined
    const names = isOther ? [...NODE_PROXIES, ...MORE_PROXIES] : switches.length > 0 ? NODE_PROXIES : []
    const variables = names.filter((name) => isSet(variable(name)))
    return variables.length > 0 ? variables.concat(switches) : dispatchers.flatMap(proxyDispatcher).slice(0, 1)
  }

  return fails("tls", ["NODE_TLS_REJECT_UNAUTHORIZED"].filter((name) => variable(name) === "0")) ??
    fails("proxy", proxies()) ??
    Result.void
}

// internal

const NODE_PROXIES = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"]
const MORE_PROXIES = ["ALL_PROXY", "all_proxy"]

const isSet = (value: string | undefined) => value !== undefined && value !== "" && value !== "0"

// `setGlobalDispatcher(new ProxyAgent(…))`, and what Node installs for
// `http.setGlobalProxyFromEnv()`.
const proxyDispatcher = (dispatcher: unknown) => {
  const name: unknown = Object(dispatcher)["constructor"]?.["name"]
  return typeof name === "string" && name.endsWith("ProxyAgent") ? [`the global dispatcher ${name}`] : []
}

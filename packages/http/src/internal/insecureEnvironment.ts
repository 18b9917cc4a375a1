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
  given: Environment = environment()
): Result.Result<void, InsecureEnvironment> => {
  for (const [risk, settings] of [["tls", tlsSettings(given)], ["proxy", proxySettings(given)]] as const) {
    if (settings.length > 0 && !allowInsecureEnvironment.includes(risk)) {
      return Result.fail(new InsecureEnvironment({ risk, settings }))
    }
  }
  return Result.void
}

// internal

// Any other value leaves the check on.
const tlsSettings = ({ variable }: Environment) =>
  ["NODE_TLS_REJECT_UNAUTHORIZED"].filter((name) => variable(name) === "0")

// Bun and Deno always follow the variables of a proxy, Node only with a switch.
const proxySettings = ({ dispatchers, flags, variable, versions }: Environment): ReadonlyArray<string> => {
  const given = new Set([...flags, ...variable("NODE_OPTIONS")?.split(/\s+/) ?? []])
  const switches = [
    ...["--use-env-proxy"].filter((flag) => given.has(flag)),
    ...["NODE_USE_ENV_PROXY"].filter((name) => isSet(variable(name)))
  ]
  const isOther = versions["bun"] !== undefined || versions["deno"] !== undefined
  const followed = isOther ? [...NODE_PROXIES, ...MORE_PROXIES] : switches.length > 0 ? NODE_PROXIES : []
  const variables = followed.filter((name) => isSet(variable(name)))
  return variables.length > 0 ? [...variables, ...switches] : dispatchers.flatMap(proxyDispatcher).slice(0, 1)
}

const NODE_PROXIES = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"]
const MORE_PROXIES = ["ALL_PROXY", "all_proxy"]

const isSet = (value: string | undefined) => value !== undefined && value !== "" && value !== "0"

// `setGlobalDispatcher(new ProxyAgent(…))`, and what Node installs for
// `http.setGlobalProxyFromEnv()`.
const proxyDispatcher = (dispatcher: unknown) => {
  const name: unknown = Object(dispatcher)["constructor"]?.["name"]
  return typeof name === "string" && name.endsWith("ProxyAgent") ? [`the global dispatcher ${name}`] : []
}

/** Answers a request of the control API that passed the check of its caller. */
import type { IncomingHttpHeaders } from "node:http"
import { parseJson, sizeOfJson } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import type { RequestBody } from "../http/requestBody.ts"
import type { State } from "../state.ts"
import { ACTIONS } from "./actions.ts"
import { mistake } from "./mistake.ts"
import { overview } from "./overview.ts"
import { overviewPage, wantsPage } from "./overviewPage.ts"

/** A request of the control API. */
export interface ControlRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The host and port under which the caller reached the sandbox. */
  readonly address: string
  readonly body: RequestBody
}

/** Answers in JSON, or with a page when a browser asks for `/_sandbox`. */
export const answerControl = (state: State, request: ControlRequest): Reply => {
  const { body, method, path, query } = request
  if ("tooLarge" in body) {
    return mistake("the body is larger than 64 MiB; make payments in several requests, or with count", 413)
  }
  const [name = "", argument] = path.replace(/\/$/, "").split("/").slice(2)
  // Node sends no body in response to HEAD.
  const verb = method === "HEAD" ? "GET" : method
  if (name === "" && argument === undefined && verb === "GET") return answerRoot(state, request)
  if (sizeOfJson(body.text).values > MOST_VALUES) {
    return mistake(
      `the body has more than ${MOST_VALUES} values; make payments in several requests, or with count`,
      413
    )
  }
  const wanted = body.text.trim() === "" ? {} : parseJson(body.text)
  if (wanted === undefined) return mistake("the body is not JSON")
  const key = `${verb} ${name}${argument === undefined ? "" : "/:id"}`
  const action = Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined
  if (action === undefined) return mistake(`no such call; calls: ${Object.keys(ACTIONS).join(", ")}`, 404)
  try {
    return action(state, wanted, argument ?? "", query)
  } catch {
    return mistake("the sandbox failed to handle this request", 500)
  }
}

// internal

/** The most values of a body, so that parsing it takes at most about 100 MiB of memory. */
const MOST_VALUES = 1_000_000

const answerRoot = (state: State, { address, headers }: ControlRequest): Reply => {
  const shown = overview(state, `http://${address}`)
  return wantsPage(headers.accept) ? overviewPage(shown, headers["accept-language"]) : json(200, shown, VARY)
}

const VARY = { vary: "accept, accept-language" }

/** Answers a request of the control API. It needs no access token. */
import { parseJson } from "../http/fields.ts"
import type { Reply } from "../http/reply.ts"
import type { RequestBody } from "../http/requestBody.ts"
import type { State } from "../state.ts"
import { ACTIONS } from "./actions.ts"
import { mistake } from "./mistake.ts"

/** A request of the control API. */
export interface ControlRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: RequestBody
}

/** Answers in JSON. */
export const answerControl = (state: State, { body, method, path, query }: ControlRequest): Reply => {
  if ("tooLarge" in body) return mistake("body too large", 413)
  const wanted = body.text.trim() === "" ? {} : parseJson(body.text)
  if (wanted === undefined) return mistake("the body is not JSON")
  const [name = "", argument] = path.replace(/\/$/, "").split("/").slice(2)
  const key = `${method} ${name}${argument === undefined ? "" : "/:id"}`
  const action = Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined
  if (action === undefined) return mistake(`no such call; calls: ${Object.keys(ACTIONS).join(", ")}`, 404)
  try {
    return action(state, wanted, argument ?? "", query)
  } catch {
    return mistake("the sandbox failed to handle this request", 500)
  }
}

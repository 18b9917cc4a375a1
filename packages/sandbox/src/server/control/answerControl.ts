/** The control API under `/_sandbox`: how a test arranges the world and looks behind the curtain. It asks for no token. */
import { annotation } from "../api/payments/annotation.ts"
import type { FaultRoute, WaitingFault } from "../faults/faultQueue.ts"
import { FAULTS } from "../faults/faults.ts"
import { type Fields, isRecord, parseJson } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import type { RequestBody } from "../http/requestBody.ts"
import { resetState, type State } from "../state.ts"
import { consoleCancel, pgCancel, revert, settle } from "./balanceChanges.ts"
import { listRules, listWebhooks, setWebhook, showWebhook, switchRules } from "./ruleSettings.ts"
import { seed } from "./seedPayments.ts"

/** A request to the control API. */
export interface ControlRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: RequestBody
}

/** Carries out a call. */
export type Action = (state: State, wanted: unknown, argument: string, query: URLSearchParams) => Reply

/** Every call, so that the README can be held to it. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  "POST payments": seed,
  "GET payments/:id": (state, _wanted, argument) => {
    const payment = state.payments.find(safeDecode(argument))
    return payment === undefined ? mistake("no such payment", 404) : json(200, annotation(payment))
  },
  "GET ledger": (state, _wanted, _argument, query) =>
    json(200, state.ledger.entries(query.get("imp_uid") ?? undefined)),
  "GET requests": (state) => json(200, state.counters.snapshot()),
  "POST faults": (state, wanted) => {
    const faults = (Array.isArray(wanted) ? wanted : [wanted]).map(readFault)
    const wrong = faults.find((fault) => typeof fault === "string")
    if (wrong !== undefined) return mistake(wrong)
    const good = faults.filter((fault) => typeof fault !== "string")
    for (const fault of good) state.faults.add(fault)
    // A fault of the next connection is meant for the caller's next one, so this one is not kept.
    const headers = good.some(({ route }) => route === "connection") ? { connection: "close" } : {}
    return json(201, good.map(show), headers)
  },
  "GET faults": (state) => json(200, state.faults.list().map(show)),
  "DELETE faults": (state) => json(200, { cleared: state.faults.clear() }),
  "GET clock": (state) => json(200, { now: state.clock.seconds() }),
  "POST clock": (state, wanted) => {
    const seconds = isRecord(wanted) ? wanted["advance"] : undefined
    if (!isWhole(seconds, 0, 10 ** 10)) return mistake("advance is a whole number of seconds, 0 or more")
    state.clock.advance(seconds)
    state.agenda.runDue()
    return json(200, { now: state.clock.seconds() })
  },
  "GET rules": listRules,
  "POST rules": switchRules,
  "GET webhook": showWebhook,
  "POST webhook": setWebhook,
  "GET webhooks": listWebhooks,
  "POST settle": settle,
  "POST console-cancel": consoleCancel,
  "POST pg-cancel": pgCancel,
  "POST revert": revert,
  "POST reset": (state) => {
    resetState(state)
    return json(200, { reset: true })
  }
}

/** Answers in plain JSON; mistakes are `{"error":"…"}` in English. */
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
    return mistake("the sandbox stumbled over this request", 500)
  }
}

// internal

const ROUTES: ReadonlyArray<FaultRoute> = ["any", "cancel", "connection", "find", "token"]

const readFault = (wanted: unknown): WaitingFault | string => {
  const fields: Fields = isRecord(wanted) ? wanted : {}
  const fault = FAULTS.find(({ name }) => name === fields["fault"])
  if (fault === undefined) {
    return `unknown fault ${JSON.stringify(fields["fault"])}; faults: ${FAULTS.map(({ name }) => name).join(", ")}`
  }
  const onConnect = fault.name === "reset-on-connect"
  const given = fields["route"] ?? (onConnect ? "connection" : undefined)
  const route = ROUTES.find((name) => name === given)
  if (route === undefined) return `unknown route ${JSON.stringify(given)}; routes: ${ROUTES.join(", ")}`
  if (onConnect !== (route === "connection")) return "route connection and fault reset-on-connect belong together"

  const { ms, status, times = 1 } = fields
  if (!isWhole(times, 1, 1_000_000)) return "times is a whole number, 1 or more"
  if (ms !== undefined && !isWhole(ms, 0, 2 ** 31 - 1)) return "ms is a whole number of milliseconds, 0 or more"
  if (status !== undefined && !isWhole(status, 200, 599)) return "status is an HTTP status from 200 to 599"
  return { route, fault, times, ms, status }
}

const show = ({ fault, ms, route, status, times }: WaitingFault) => ({ route, fault: fault.name, times, ms, status })

const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most

const mistake = (error: string, status = 400): Reply => json(status, { error })

const safeDecode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

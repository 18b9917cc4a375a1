/** The calls about faults. */
import type { FaultRoute, WaitingFault } from "../faults/faultQueue.ts"
import { FAULTS } from "../faults/faultTable.ts"
import { type Fields, isRecord } from "../http/fields.ts"
import { json } from "../http/reply.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { isWhole } from "./wholeNumber.ts"

/** `{"route","fault","times","ms","status"}` or an array of those: registers faults. */
export const addFaults: Action = (state, wanted) => {
  const asked: ReadonlyArray<unknown> = Array.isArray(wanted) ? wanted : [wanted]
  if (state.faults.list().length + asked.length > MAX_WAITING) {
    return mistake(`at most ${MAX_WAITING} faults wait at a time; DELETE /_sandbox/faults removes them`, 507)
  }
  const faults = asked.map(readFault)
  const wrong = faults.find((fault) => typeof fault === "string")
  if (wrong !== undefined) return mistake(wrong)
  const good = faults.filter((fault) => typeof fault !== "string")
  for (const fault of good) state.faults.add(fault)
  // The caller's next request must use a new connection, or a fault of the next connection never
  // happens.
  const headers = good.some(({ route }) => route === "connection") ? { connection: "close" } : {}
  return json(201, good.map(show), headers)
}

/** Lists the waiting faults. */
export const listFaults: Action = (state) => json(200, state.faults.list().map(show))

/** Removes the waiting faults. */
export const clearFaults: Action = (state) => json(200, { cleared: state.faults.clear() })

// internal

const MAX_WAITING = 1000

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

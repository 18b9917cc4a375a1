/** The calls about the sandbox's own clock. */
import { isRecord } from "../http/fields.ts"
import { json } from "../http/reply.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { isWhole } from "./wholeNumber.ts"

/** Shows the time. Units: UNIX seconds. */
export const showClock: Action = (state) => json(200, { now: state.clock.seconds() })

/** `{"advance":1800}`: moves the clock forward and runs what becomes due. Units: seconds. */
export const advanceClock: Action = (state, wanted) => {
  const seconds = isRecord(wanted) ? wanted["advance"] : undefined
  if (!isWhole(seconds, 0, 10 ** 10)) return mistake("advance is a whole number of seconds, 0 or more")
  state.clock.advance(seconds)
  state.scheduler.runDue()
  return json(200, { now: state.clock.seconds() })
}

/** The calls about the sandbox's own clock. */
import { isRecord } from "../http/fields.ts"
import { json } from "../http/reply.ts"
import { LATEST, readTime, TIME_FORM } from "../time.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { isWhole } from "./wholeNumber.ts"

/** Shows the time, and `"frozen":true` while the clock stands still. Units: UNIX seconds. */
export const showClock: Action = ({ clock }) =>
  json(200, { now: clock.seconds(), ...(clock.isFrozen ? { frozen: true } : {}) })

/**
 * `{"advance":1800}`, `{"set":"2024-05-20T12:00:00+09:00"}`, `{"freeze":true}`, `{"freeze":false}`:
 * moves the clock, stops it or lets it run, and runs what becomes due. `freeze` may come with one
 * of the others; then the clock is stopped at the new time, or runs from it.
 */
export const moveClock: Action = (state, wanted, argument, query) => {
  const { clock } = state
  const fields = isRecord(wanted) ? wanted : {}
  const names = Object.keys(fields)
  const unknown = names.find((name) => !["advance", "freeze", "set"].includes(name))
  if (unknown !== undefined) return mistake(`unknown field ${JSON.stringify(unknown)}; ${CALL}`)
  if (names.length === 0) return mistake(CALL)

  const { advance, freeze, set } = fields
  if (names.includes("advance") && names.includes("set")) return mistake("set and advance exclude each other")
  if (names.includes("advance") && !isWhole(advance, 0, 10 ** 10)) {
    return mistake("advance is a whole number of seconds, 0 or more")
  }
  if (isWhole(advance, 0, 10 ** 10) && clock.seconds() + advance > LATEST) {
    return mistake("the clock ends with the year 9999")
  }
  const time = readTime(set)
  if (names.includes("set") && time === undefined) return mistake(`set is ${TIME_FORM}`)
  if (names.includes("freeze") && typeof freeze !== "boolean") return mistake("freeze is true or false")

  const before = clock.seconds()
  if (freeze === true) clock.freeze()
  if (time !== undefined) clock.set(time)
  if (isWhole(advance, 0, 10 ** 10)) clock.advance(advance)
  if (freeze === false) clock.run()
  // A token that was issued later than now would live longer than any token does.
  if (clock.seconds() < before) state.tokens.expire()
  state.scheduler.runDue()
  return showClock(state, wanted, argument, query)
}

// internal

const CALL = "the clock is moved with {\"advance\":60} or {\"set\":\"2024-05-20T12:00:00+09:00\"}, " +
  "stopped with {\"freeze\":true} and continued with {\"freeze\":false}"

/** The calls about rules. */
import { isRecord } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import { SWITCHABLE, switchMistake } from "../rules/ruleSwitches.ts"
import type { State } from "../state.ts"
import { mistake } from "./mistake.ts"

/** Lists every rule, with its description and its switch. */
export const listRules = (state: State): Reply =>
  json(
    200,
    SWITCHABLE.map(({ evidence, name, what }) => ({ name, evidence, what, on: state.rules.isOn(name) }))
  )

/**
 * `{"name":"on"|"off"}` with any number of names: switches all of them, or none after a mistake.
 */
export const switchRules = (state: State, wanted: unknown): Reply => {
  if (!isRecord(wanted)) return mistake("rules are switched with {\"name\":\"on\"} or {\"name\":\"off\"}")
  const error = switchMistake(wanted)
  if (error !== undefined) return mistake(error)
  state.rules.set(wanted as Readonly<Record<string, "off" | "on">>)
  return listRules(state)
}

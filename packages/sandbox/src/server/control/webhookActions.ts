/** The control calls about how the sandbox behaves: its rules and its webhooks. */
import { isDeliverable } from "../api/webhooks/webhookAddress.ts"
import { isRecord } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import { SWITCHABLE, switchMistake } from "../rules/ruleSwitches.ts"
import type { State } from "../state.ts"

/** Every rule with what it says and how it is switched. */
export const listRules = (state: State): Reply =>
  json(
    200,
    SWITCHABLE.map(({ evidence, name, what }) => ({ name, evidence, what, on: state.rules.isOn(name) }))
  )

/** `{"name":"on"|"off"}`, as many names as you like, all of them or none. */
export const switchRules = (state: State, wanted: unknown): Reply => {
  if (!isRecord(wanted)) return json(400, { error: "rules are switched with {\"name\":\"on\"} or {\"name\":\"off\"}" })
  const error = switchMistake(wanted)
  if (error !== undefined) return json(400, { error })
  state.rules.turn(wanted as Readonly<Record<string, "off" | "on">>)
  return listRules(state)
}

/** Where webhooks go. */
export const showWebhook = (state: State): Reply => {
  const { contentType, resend, url } = state.webhooks.settings
  return json(200, { url: url ?? null, contentType, resend })
}

/** `{"url":…,"contentType":"json"|"form","resend":true}`; what is not named stays, and `"url":null` ends them. */
export const setWebhook = (state: State, wanted: unknown): Reply => {
  const now = state.webhooks.settings
  const { contentType = now.contentType, resend = now.resend, url = now.url } = isRecord(wanted) ? wanted : {}
  const error = url !== null && url !== undefined && !isDeliverable(url, state.settings.allowRemote)
    ? "url is an http address on this machine, unless remote is allowed"
    : contentType !== "json" && contentType !== "form"
    ? "contentType is json or form"
    : typeof resend !== "boolean"
    ? "resend is true or false"
    : undefined
  if (error !== undefined) return json(400, { error })
  state.webhooks.configure({
    url: typeof url === "string" ? url : undefined,
    contentType: contentType === "form" ? "form" : "json",
    resend: resend === true
  })
  return showWebhook(state)
}

/** Every webhook and what came of each attempt. */
export const listWebhooks = (state: State): Reply => json(200, state.webhooks.list())

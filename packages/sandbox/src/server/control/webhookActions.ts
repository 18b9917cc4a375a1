/** The calls about webhooks. */
import { isDeliverable } from "../api/webhooks/webhookAddress.ts"
import { isRecord } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import type { State } from "../state.ts"
import { mistake } from "./mistake.ts"

/** Shows where webhooks are sent. */
export const showWebhook = (state: State): Reply => {
  const { contentType, resend, url } = state.webhooks.settings
  return json(200, { url: url ?? null, contentType, resend })
}

/**
 * `{"url":…,"contentType":"json"|"form","resend":true}`: changes the given settings. `"url":null`
 * means that no webhooks are sent.
 */
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
  if (error !== undefined) return mistake(error)
  state.webhooks.configure({
    url: typeof url === "string" ? url : undefined,
    contentType: contentType === "form" ? "form" : "json",
    resend: resend === true
  })
  return showWebhook(state)
}

/** Lists every webhook with the result of each attempt. */
export const listWebhooks = (state: State): Reply => json(200, state.webhooks.list())

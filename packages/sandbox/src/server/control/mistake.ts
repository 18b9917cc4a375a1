/** Error responses of the control API: `{"error":"…"}` in English. */
import { json, type Reply } from "../http/reply.ts"

/** An error response, with HTTP 400 by default. */
export const mistake = (error: string, status = 400): Reply =>
  json(status, { error: error.length > LONGEST ? `${error.slice(0, LONGEST)}…` : error })

// internal

/** A message may repeat what the caller sent, which may be long. Units: characters. */
const LONGEST = 5000

/**
 * A log line for every request that was denied: who, why, from where. Nothing of the request itself
 * is in it.
 */
import { Effect } from "effect"
import type { Request, RequestHandler, Response } from "express"
import { actorOf } from "../signIn/auth.ts"
import type { Run } from "./run.ts"

/** Writes the lines. */
export const logDenied = (run: Run): RequestHandler => (request, response, next) => {
  response.once("finish", () => {
    if (isDenied(request, response)) void run(line(request, response)).catch(() => undefined)
  })
  next()
}

// internal

// A visitor without a session is led to the sign-in page, which is no denial.
const isDenied = (request: Request, { locals, statusCode }: Response): boolean =>
  statusCode === 403 || statusCode === 429 ||
  (statusCode === 401 && (request.headers.authorization !== undefined || locals["problem"] === "WrongToken"))

const line = (request: Request, response: Response) =>
  Effect.logWarning("shop.denied").pipe(
    Effect.annotateLogs({
      actor: actorOf(response)?.id ?? "none",
      outcome: String(response.locals["problem"] ?? "unknown"),
      status: response.statusCode,
      address: request.ip ?? "unknown"
    })
  )

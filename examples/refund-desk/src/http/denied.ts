/**
 * A log line for every request that was denied or invalid: who, why, from where. Nothing of the
 * request itself is in it.
 */
import { Effect } from "effect"
import type { Request, RequestHandler, Response } from "express"
import { actorOf } from "../signIn/auth.ts"
import type { Run } from "./run.ts"

/** Writes the lines. */
export const logDenied = (run: Run): RequestHandler => (request, response, next) => {
  response.once("finish", () => {
    const name = isDenied(request, response)
      ? "shop.denied"
      : INVALID.has(response.statusCode)
      ? "shop.invalid"
      : undefined
    if (name !== undefined) void run(line(name, request, response)).catch(() => undefined)
  })
  next()
}

// internal

// A visitor without a session is led to the sign-in page, which is no denial.
const isDenied = (request: Request, { locals, statusCode }: Response): boolean =>
  statusCode === 403 || statusCode === 429 ||
  (statusCode === 401 && (request.headers.authorization !== undefined || locals["problem"] === "WrongToken"))

// What could not be decoded or fails a check of its form. The values are not in the line.
const INVALID: ReadonlySet<number> = new Set([400, 413, 415, 422])

const line = (name: string, request: Request, response: Response) =>
  Effect.logWarning(name).pipe(
    Effect.annotateLogs({
      actor: actorOf(response)?.id ?? "none",
      outcome: String(response.locals["problem"] ?? "unknown"),
      status: response.statusCode,
      address: request.ip ?? "unknown"
    })
  )

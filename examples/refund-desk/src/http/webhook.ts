/**
 * `POST /webhooks/portone`: a reason to read the payment, and no more. What it says is not believed, because anybody can send one.
 */
import { Effect, Result } from "effect"
import express, { type Request, type Response, Router } from "express"
import { Refunds } from "../shop/Refunds.ts"
import { answerError } from "./answer.ts"
import type { Run } from "./run.ts"

/** The webhook's address. */
export const webhookRouter = (run: Run): Router =>
  Router().post(
    "/portone",
    express.text({ type: () => true, limit: "64kb" }),
    (request, response) => hear(run, request, response)
  )

// internal

const hear = async (run: Run, request: Request, response: Response): Promise<void> => {
  const body: unknown = request.body
  const heard = await run(
    Effect.flatMap(
      Refunds,
      (refunds) => refunds.heard(typeof body === "string" ? body : "", request.headers["content-type"])
    )
  )
  if (Result.isFailure(heard) && heard.failure._tag !== "PaymentNotFound") return answerError(response, heard.failure)
  // A payment nobody can see is no news: sending the webhook again would not help.
  response.status(204).end()
}

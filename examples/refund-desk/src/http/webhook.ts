/**
 * `POST /webhooks/portone` leads to a look-up of the payment. The body is not trusted, because a
 * webhook is not signed.
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
    (request, response) => onWebhook(run, request, response)
  )

// internal

const onWebhook = async (run: Run, request: Request, response: Response): Promise<void> => {
  const body: unknown = request.body
  const result = await run(
    Effect.flatMap(
      Refunds,
      (refunds) => refunds.onWebhook(typeof body === "string" ? body : "", request.headers["content-type"])
    )
  )
  if (Result.isFailure(result) && result.failure._tag !== "PaymentNotFound") {
    return answerError(response, result.failure)
  }
  // For a payment that PortOne does not find, sending the webhook again would not help.
  response.status(204).end()
}

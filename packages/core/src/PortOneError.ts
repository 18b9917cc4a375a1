/**
 * The contract of every error of every package.
 */
import * as Predicate from "effect/Predicate"

/**
 * Whether money moved. `"no"` is proven; `"unknown"` means that no proof exists either way.
 */
export type MoneyMoved = "no" | "unknown"

/**
 * Whether the same request may be sent again. `"with-checksum"`: only with the same checksum, so
 * that the second request fails if the first one arrives late. A request that had no checksum needs
 * one first.
 */
export type Resend = "safe" | "with-checksum" | "never"

/**
 * The fields that every error of this library has. `message` is English, `messageKo` Korean; both
 * have three sentences: what happened, whether money moved, what to do next.
 */
export interface PortOneError extends Error {
  readonly _tag: string
  readonly moneyMoved: MoneyMoved
  readonly resend: Resend
  readonly messageKo: string
  readonly toJSON: () => unknown
}

/**
 * Recognises an error of this library by its fields, so that it also recognises one that a second
 * copy of a package raised.
 */
export const isPortOneError = (error: unknown): error is PortOneError =>
  error instanceof Error && Predicate.hasProperty(error, "_tag") && typeof error._tag === "string" &&
  Predicate.hasProperty(error, "messageKo") && typeof error.messageKo === "string" &&
  Predicate.hasProperty(error, "moneyMoved") && (error.moneyMoved === "no" || error.moneyMoved === "unknown") &&
  Predicate.hasProperty(error, "resend") &&
  (error.resend === "safe" || error.resend === "with-checksum" || error.resend === "never")

/**
 * What `JSON.stringify` shows of an error: its tag, its own fields, and its messages. Stack and
 * cause are left out, because they may quote a request.
 */
export const toJson = (error: PortOneError): Readonly<Record<string, unknown>> => {
  const fields = Object.entries(error).filter(([name, value]) => value !== undefined && !HIDDEN.has(name))
  const { _tag, message, messageKo, moneyMoved, resend } = error
  return { _tag, ...Object.fromEntries(fields), moneyMoved, resend, message, messageKo }
}

// internal

const HIDDEN = new Set(["name", "message", "stack", "cause"])

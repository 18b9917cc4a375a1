/**
 * What can go wrong, by where it does.
 */

/** With a cancel on its way there and back. */
export const onCancel = [
  "not-sent",
  "lost-request",
  "lost-request-slowly",
  "lost-answer",
  "lost-answer-slowly",
  "late-packet",
  "duplicate",
  "500-before",
  "500-after",
  "502-and-late",
  "html-200-before",
  "cut-json-after",
  "empty-after",
  "unauthorized",
  "unauthorized-after",
  "unknown-rejection-after",
  "pg-unknown-words",
  "pg-unknown-words-after",
  "forbidden",
  "too-many-requests",
  "pg-refuses",
  "pg-refuses-and-does-it",
  "pg-says-already",
  "pg-says-already-after",
  "unknown-code-before",
  "unknown-code-after",
  "null-response",
  "odd-response",
  "answer-without-entry",
  "answer-for-another",
  "slow",
  "slow-answer"
] as const

/** With a look-up. */
export const onFind = [
  "find-not-sent",
  "find-lost",
  "find-lost-slowly",
  "find-500",
  "find-html",
  "find-stale",
  "find-torn",
  "find-unauthorized",
  "find-not-found",
  "find-unreadable-history",
  "find-slow"
] as const

/** With an access token. */
export const onToken = ["token-lost", "token-500", "token-refused", "token-short-lived"] as const

/** With the reason, on its way into the history. */
export const onReason = [
  "reason-dropped",
  "reason-cut-inside-the-tag",
  "reason-cut-behind-the-tag",
  "reason-wrapped",
  "reason-behind-a-word"
] as const

/** With everything around. */
export const around = [
  "foreign-equal",
  "foreign-other",
  "outage",
  "caller-killed",
  "two-callers",
  "two-refunds",
  "short-of-time",
  "history-newest-first",
  "history-in-any-order"
] as const

export type CancelFault = typeof onCancel[number]
export type FindFault = typeof onFind[number]
export type TokenFault = typeof onToken[number]
export type Around = typeof around[number] | typeof onReason[number]
export type Fault = CancelFault | FindFault | TokenFault | Around

export const all: ReadonlyArray<Fault> = [...onCancel, ...onFind, ...onToken, ...onReason, ...around]

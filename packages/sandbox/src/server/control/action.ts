/** One call of the control API. */
import type { Reply } from "../http/reply.ts"
import type { State } from "../state.ts"

/** Carries out a call with its parsed body, the last part of its path, and its query. */
export type Action = (state: State, wanted: unknown, argument: string, query: URLSearchParams) => Reply

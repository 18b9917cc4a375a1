/** What a call of the API receives and returns. */
import type { Reply } from "../http/reply.ts"
import type { State } from "../state.ts"

/** The input of a call without a body. */
export interface CallInput {
  readonly state: State
  readonly query: URLSearchParams
  readonly tier: string | undefined
  /** Decoded path parts by name. */
  readonly params: Readonly<Record<string, string>>
}

/** A call: the two with a body are handled by name, the others are functions. */
export type Call = "token" | "cancel" | ((input: CallInput) => Reply)

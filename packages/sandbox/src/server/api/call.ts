/** What a call of the API receives and returns. */
import type { Fields } from "../http/fields.ts"
import type { Reply } from "../http/reply.ts"
import type { State } from "../state.ts"

/** The input of a call. */
export interface CallInput {
  readonly state: State
  readonly query: URLSearchParams
  readonly tier: string | undefined
  /** Decoded path parts by name. */
  readonly params: Readonly<Record<string, string>>
  /** The fields of the body; empty without one. */
  readonly fields: Fields
  /** What is stored of the request at most. Units: bytes. */
  readonly bytes: number
}

/** A call: the two that read headers are handled by name, the others are functions. */
export type Call = "token" | "cancel" | ((input: CallInput) => Reply)

/**
 * Raised by our own connector in place of what went wrong before a connection could be handed over. No request is ever written before that, so this is a
 * proof that none was sent, whatever the code.
 */
export class ConnectFailed extends Error {
  readonly code: string | undefined
  readonly secure: boolean
  constructor(cause: unknown, secure: boolean) {
    super("connect failed")
    this.code = codeOf(cause)
    this.secure = secure
  }
}

/**
 * The code of a failure, such as `ECONNREFUSED`. The codes of platforms are capitals and digits; anything else might be somebody's data.
 */
export const codeOf = (cause: unknown): string | undefined => {
  const code: unknown = Object(cause)["code"]
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : undefined
}

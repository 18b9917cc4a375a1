/**
 * Raised by our own connector in place of any failure to connect. No request is written before the
 * connector returns a connection, so this proves that none was sent, with any code.
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
 * The code of a failure, such as `ECONNREFUSED`. The codes of platforms are capitals and digits;
 * any other text may be personal data.
 */
export const codeOf = (cause: unknown): string | undefined => {
  const code: unknown = Object(cause)["code"]
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : undefined
}

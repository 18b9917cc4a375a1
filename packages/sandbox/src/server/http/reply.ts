/** A response before it is written to a socket. */

/** A status, headers and either a JSON value or bytes. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A JSON value with a status. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body
})

/** Bytes with a status, for responses that are not JSON. */
export const bytes = (status: number, contentType: string, body: Buffer): Reply => ({
  status,
  headers: { "content-type": contentType },
  body
})

/** The bytes of the body. */
export const encode = (reply: Reply): Buffer =>
  Buffer.isBuffer(reply.body) ? reply.body : Buffer.from(JSON.stringify(reply.body), "utf8")

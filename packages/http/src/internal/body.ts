/**
 * Collects the bytes of one response body up to a cap and decodes them.
 *
 * Bytes that are not UTF-8 become U+FFFD, so that a response in another charset is an unreadable
 * response and not a lost one.
 */
export class Body {
  readonly #maxBytes: number
  readonly #chunks: Array<Uint8Array> = []
  #size = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Takes a chunk; `false` if the body would be above the cap. */
  add(chunk: Uint8Array): boolean {
    this.#size += chunk.byteLength
    if (this.#size > this.#maxBytes) return false
    this.#chunks.push(chunk)
    return true
  }

  /** The text of all chunks; a character may be split between two of them. */
  text(): string {
    if (this.#chunks.length === 1) return decoder.decode(this.#chunks[0])
    let text = ""
    for (const chunk of this.#chunks) text += decoder.decode(chunk, { stream: true })
    return text + decoder.decode()
  }
}

/**
 * Reads a web stream to its end; `undefined` if it is above the cap, and then the reader is
 * cancelled.
 *
 * One promise for the whole body: an Effect for each chunk costs more than the rest of a request.
 */
export const drain = async (
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  maxBytes: number
): Promise<string | undefined> => {
  if (reader === undefined) return ""
  const body = new Body(maxBytes)
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    if (body.add(chunk.value)) continue
    cancel(reader)
    return undefined
  }
  return body.text()
}

/**
 * Cancels a reader. A failure to do so has nothing to add to why it was cancelled.
 */
export const cancel = (reader: ReadableStreamDefaultReader<Uint8Array> | undefined): void =>
  void reader?.cancel().catch(() => {})

// internal

// Shared, because a body is decoded in one synchronous call.
const decoder = /* @__PURE__ */ new TextDecoder()

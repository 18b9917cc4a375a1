/**
 * Counts the lines of a byte stream, whichever line breaks it mixes. The parser counts a CRLF
 * inside a quoted field twice.
 */
import { Transform } from "node:stream"

/** The stream to put in front of the parser, and the line that ends at a number of bytes. */
export const lineBreaks = () => {
  /** Ends of lines that no record has reached yet. Units: bytes from the start. */
  let ends: Array<number> = []
  let read = 0
  let isAfterReturn = false
  let counted = 0
  let lastEnd = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const byte of chunk) {
        if (isAfterReturn && byte !== LF) ends.push(read)
        read++
        if (byte === LF) ends.push(read)
        isAfterReturn = byte === CR
      }
      done(null, chunk)
    },
    flush(done) {
      if (isAfterReturn) ends.push(read)
      done()
    }
  })
  /** Takes ascending numbers of bytes only. */
  const lineAt = (bytes: number): number => {
    let passed = 0
    while (passed < ends.length && (ends[passed] as number) <= bytes) lastEnd = ends[passed++] as number
    ends = ends.slice(passed)
    counted += passed
    // A record that ends before its line break is known is on the line that follows the last one.
    return lastEnd === bytes ? counted : counted + 1
  }
  return { stream, lineAt }
}

// internal

const LF = 0x0a
const CR = 0x0d

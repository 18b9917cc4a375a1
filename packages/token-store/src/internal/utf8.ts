/**
 * Text as UTF-8 bytes. The converters of `effect/encoding` do it on every platform; to name
 * `TextEncoder` here would need the types of a platform.
 */
import * as Hex from "effect/encoding/Hex"
import * as Result from "effect/Result"

export const toBytes = (text: string): Uint8Array => Result.getOrThrow(Hex.decode(Hex.encode(text)))

export const fromBytes = (bytes: Uint8Array): string => Result.getOrThrow(Hex.decodeString(Hex.encode(bytes)))

/**
 * Encrypts and decrypts one stored text. Format: `v1.<key id>.<nonce and ciphertext, base64url>`.
 */
import * as Bytes from "effect/Bytes"
import * as Aead from "effect/crypto/Aead"
import type * as CryptoError from "effect/crypto/CryptoError"
import * as Digest from "effect/crypto/Digest"
import * as Kdf from "effect/crypto/Kdf"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Utf8 from "./utf8.ts"

/**
 * How entries are named and written.
 *
 * - `name` is the name of an account's entry. The account cannot be read from it.
 * - `open` returns `undefined` for a text that `close` did not make for the same name.
 */
export interface Seal {
  readonly name: (account: string) => Effect.Effect<string, CryptoError.CryptoError>
  readonly close: (name: string, text: string) => Effect.Effect<string, CryptoError.CryptoError>
  readonly open: (name: string, sealed: string) => Effect.Effect<string | undefined>
}

/**
 * AES-256-GCM with a fresh nonce for every write. Version, key id and name are associated data, so
 * an entry that is copied to another name does not open.
 *
 * HKDF-SHA-256 derives three keys from the one of 32 bytes, so that names, key ids and ciphertext
 * are independent of each other.
 */
export const aes256Gcm = Effect.fnUntraced(function*(namespace: string, secret: Uint8Array) {
  const kdf = yield* Kdf.Kdf
  const mac = yield* Mac.Mac
  const aead = yield* Aead.Aead
  const random = yield* SecureRandom.SecureRandom
  const derive = (purpose: string, length: number) =>
    kdf.derive(Kdf.hkdfSha256, secret, {
      salt: new Uint8Array(0),
      info: Utf8.toBytes(`@effect-portone/token-store v1 ${purpose}`),
      length
    })
  const id = Hex.encode(yield* derive("key id", 4))
  const nameKey = yield* Mac.key(Mac.hmacSha256, yield* derive("entry name", 32))
  const sealKey = yield* Aead.key(Aead.aes256Gcm, yield* derive("entry text", 32))
  const header = `v1.${id}.`
  const aad = (name: string) => Utf8.toBytes(header + name)

  const seal: Seal = {
    name: (account) => Effect.map(mac.sign(nameKey, Utf8.toBytes(account)), (tag) => namespace + Hex.encode(tag)),

    close: Effect.fnUntraced(function*(name, text) {
      const nonce = yield* random.randomBytes(NONCE_LENGTH)
      const ciphertext = yield* aead.encrypt(sealKey, Utf8.toBytes(text), { nonce, aad: aad(name) })
      return header + Base64Url.encode(Bytes.concat([nonce, ciphertext]))
    }),

    open: Effect.fnUntraced(function*(name, sealed) {
      if (!sealed.startsWith(header)) return undefined
      const body = sealed.slice(header.length)
      const bytes = Base64Url.decode(body)
      // Base64 has unused bits at its end; only the spelling that `close` writes is accepted.
      if (Result.isFailure(bytes) || Base64Url.encode(bytes.success) !== body) return undefined
      const nonce = bytes.success.subarray(0, NONCE_LENGTH)
      const ciphertext = bytes.success.subarray(NONCE_LENGTH)
      const text = yield* Effect.option(aead.decrypt(sealKey, ciphertext, { nonce, aad: aad(name) }))
      return text._tag === "Some" ? Utf8.fromBytes(text.value) : undefined
    })
  }
  return seal
})

/**
 * No encryption. The name is a plain SHA-256 of the account: all API keys of 16 digits can be tried
 * until one has this name.
 */
export const plaintext = Effect.fnUntraced(function*(namespace: string) {
  const digest = yield* Digest.Digest
  const header = "plaintext.v1."
  const seal: Seal = {
    name: (account) => Effect.map(digest.digestHex(Digest.sha256, Utf8.toBytes(account)), (hex) => namespace + hex),
    close: (_name, text) => Effect.succeed(header + text),
    open: (_name, sealed) => Effect.succeed(sealed.startsWith(header) ? sealed.slice(header.length) : undefined)
  }
  return seal
})

/**
 * The platform's cryptography, present in Node, Deno, Bun, browsers and workers.
 */
export const layerWebCrypto = Layer.mergeAll(
  Aead.layerWebCrypto,
  Mac.layerWebCrypto,
  Kdf.layerWebCrypto,
  Digest.layerWebCrypto
).pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))

// internal

const NONCE_LENGTH = Aead.aes256Gcm.nonceLength

/**
 * Locks and unlocks one stored text. Format: `v1.<key id>.<nonce and ciphertext, base64url>`.
 */
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

/**
 * How entries are named and written.
 *
 * - `name` is where an account's entry lies. It does not tell the account.
 * - `open` gives `undefined` for whatever `close` did not make for that very name.
 */
export interface Seal {
  readonly name: (account: string) => Effect.Effect<string, CryptoError.CryptoError>
  readonly close: (name: string, text: string) => Effect.Effect<string, CryptoError.CryptoError>
  readonly open: (name: string, sealed: string) => Effect.Effect<string | undefined>
}

/**
 * AES-256-GCM, a fresh nonce for every write. Version, key id and name are associated data: an entry copied to another name does not open.
 *
 * One key of 32 bytes is split in three (HKDF-SHA-256), so that names, ids and ciphertext tell nothing of each other.
 */
export const aes256Gcm = Effect.fnUntraced(function*(namespace: string, secret: Uint8Array) {
  const kdf = yield* Kdf.Kdf
  const mac = yield* Mac.Mac
  const aead = yield* Aead.Aead
  const random = yield* SecureRandom.SecureRandom
  const derive = (purpose: string, length: number) =>
    kdf.derive(Kdf.hkdfSha256, secret, {
      salt: new Uint8Array(0),
      info: encode(`@effect-portone/token-store v1 ${purpose}`),
      length
    })
  const id = Hex.encode(yield* derive("key id", 4))
  const nameKey = yield* Mac.key(Mac.hmacSha256, yield* derive("entry name", 32))
  const sealKey = yield* Aead.key(Aead.aes256Gcm, yield* derive("entry text", 32))
  const header = `v1.${id}.`
  const aad = (name: string) => encode(header + name)

  const seal: Seal = {
    name: (account) => Effect.map(mac.sign(nameKey, encode(account)), (tag) => namespace + Hex.encode(tag)),

    close: Effect.fnUntraced(function*(name, text) {
      const nonce = yield* random.randomBytes(NONCE_LENGTH)
      const ciphertext = yield* aead.encrypt(sealKey, encode(text), { nonce, aad: aad(name) })
      return header + Base64Url.encode(concat(nonce, ciphertext))
    }),

    open: Effect.fnUntraced(function*(name, sealed) {
      if (!sealed.startsWith(header)) return undefined
      const body = sealed.slice(header.length)
      const bytes = Base64Url.decode(body)
      // Base64 has spare bits at its end; only the one spelling that `close` writes is taken.
      if (Result.isFailure(bytes) || Base64Url.encode(bytes.success) !== body) return undefined
      const nonce = bytes.success.subarray(0, NONCE_LENGTH)
      const ciphertext = bytes.success.subarray(NONCE_LENGTH)
      const text = yield* Effect.option(aead.decrypt(sealKey, ciphertext, { nonce, aad: aad(name) }))
      return text._tag === "Some" ? decode(text.value) : undefined
    })
  }
  return seal
})

/**
 * No lock at all. The name is a plain SHA-256, which hides an account from a glance and not from someone who tries all keys of 16 digits.
 */
export const plaintext = Effect.fnUntraced(function*(namespace: string) {
  const digest = yield* Digest.Digest
  const header = "plaintext.v1."
  const seal: Seal = {
    name: (account) => Effect.map(digest.digestHex(Digest.sha256, encode(account)), (hex) => namespace + hex),
    close: (_name, text) => Effect.succeed(header + text),
    open: (_name, sealed) => Effect.succeed(sealed.startsWith(header) ? sealed.slice(header.length) : undefined)
  }
  return seal
})

/**
 * The cryptography of the platform, present in Node, Deno, Bun, browsers and workers.
 */
export const layerWebCrypto = Layer.mergeAll(
  Aead.layerWebCrypto,
  Mac.layerWebCrypto,
  Kdf.layerWebCrypto,
  Digest.layerWebCrypto
).pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))

// internal

const NONCE_LENGTH = Aead.aes256Gcm.nonceLength

// Of every platform, though not of the language's own library.
declare const TextEncoder: new() => { readonly encode: (text: string) => Uint8Array }
declare const TextDecoder: new() => { readonly decode: (bytes: Uint8Array) => string }

const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const concat = (left: Uint8Array, right: Uint8Array) => {
  const bytes = new Uint8Array(left.length + right.length)
  bytes.set(left)
  bytes.set(right, left.length)
  return bytes
}

/**
 * Sign-in by OpenID Connect: people come back from the provider of the company with a code,
 * programs send an access token of it. The desk has no passwords.
 */
import { createRemoteJWKSet, errors, jwtVerify } from "jose"
import * as client from "openid-client"
import type { Actor } from "../shop/Actor.ts"
import { actorIn, hasSecondFactor } from "./claims.ts"

/** How the desk is registered at the provider. */
export interface Registration {
  readonly issuer: string
  readonly clientId: string
  /** Absent for a public client; PKCE is used in any case. */
  readonly clientSecret: string | undefined
  /** Where browsers find the desk. */
  readonly origin: string
  /** The claim that has the roles. */
  readonly rolesClaim: string
  /** What an access token of a program has to be for. */
  readonly audience: string
  /**
   * A person needs one of these in `acr` or `amr`, which say that a second factor was used. Empty:
   * the provider sees to it.
   */
  readonly secondFactor: ReadonlyArray<string>
}

/** What has to be kept in the browser until the person comes back. It is sealed. */
export interface Pending {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** The person had to sign in at the provider again, and did so after this. */
  readonly again: boolean
}

/**
 * Who came back. `NoRole`: the provider knows the person, and gives no role here. `NoSecondFactor`:
 * the person has signed in with one factor only.
 */
export type Returned =
  | { readonly _tag: "Person"; readonly actor: Actor }
  | { readonly _tag: "NoRole" }
  | { readonly _tag: "NoSecondFactor" }
  | { readonly _tag: "Rejected" }

/** The provider of the company. */
export interface Provider {
  /**
   * Where to send a person, and what to keep. `again`: a session that the provider still has is not
   * enough. Rejects where the provider cannot be reached.
   */
  readonly begin: (again: boolean) => Promise<{ readonly address: string; readonly pending: Pending }>
  /** Takes the address that the provider has sent the person to. */
  readonly finish: (query: string, pending: Pending) => Promise<Returned>
  /** The owner of an access token; `undefined` where it is not valid here. */
  readonly ownerOf: (token: string) => Promise<Actor | undefined>
}

/** Where the provider sends people back to, below the origin. */
export const CALLBACK = "/desk/sign-in/callback"

/** Nothing is asked of the provider before the first sign-in. */
export const makeProvider = (registration: Registration): Provider => {
  const { audience, clientId, clientSecret, issuer, origin, rolesClaim, secondFactor } = registration
  const discovered = once(async () => {
    // Plain HTTP is for a provider on this machine.
    const execute = isLoopback(issuer) ? [client.allowInsecureRequests] : []
    const configuration = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      execute,
      timeout: TIMEOUT
    })
    // The signature is checked although the token came from the provider over TLS.
    client.enableNonRepudiationChecks(configuration)
    return configuration
  })
  const keys = once(async () => {
    const { jwks_uri } = (await discovered()).serverMetadata()
    if (jwks_uri === undefined) throw new Error("The provider names no keys.")
    return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: TIMEOUT * 1000 })
  })
  return {
    begin: async (again) => {
      const configuration = await discovered()
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        again
      }
      const address = client.buildAuthorizationUrl(configuration, {
        redirect_uri: origin + CALLBACK,
        scope: "openid profile",
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: "S256",
        ...(secondFactor.length === 0 ? {} : { acr_values: secondFactor.join(" ") }),
        ...(again ? { prompt: "login", max_age: String(AGAIN) } : {})
      })
      return { address: address.href, pending }
    },
    finish: async (query, { again, nonce, state, verifier }) => {
      const claims = await discovered()
        .then((configuration) =>
          client.authorizationCodeGrant(configuration, new URL(origin + CALLBACK + query), {
            expectedState: state,
            expectedNonce: nonce,
            pkceCodeVerifier: verifier,
            idTokenExpected: true,
            ...(again ? { maxAge: AGAIN } : {})
          })
        )
        .then((tokens) => tokens.claims(), () => undefined)
      if (claims === undefined) return { _tag: "Rejected" }
      const actor = actorIn(claims, rolesClaim)
      if (actor === undefined) return { _tag: "NoRole" }
      return hasSecondFactor(claims, secondFactor) ? { _tag: "Person", actor } : { _tag: "NoSecondFactor" }
    },
    ownerOf: async (token) => {
      const [configuration, set] = [await discovered(), await keys()]
      const expected = {
        issuer: configuration.serverMetadata().issuer,
        audience,
        // An ID token is for the browser's sign-in, and opens no API.
        typ: "at+jwt",
        algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
        requiredClaims: ["exp", "sub"],
        // Nothing tells the desk that the provider has revoked a token.
        maxTokenAge: "1h"
      }
      return jwtVerify(token, set, expected).then(
        ({ payload }) => actorIn(payload, rolesClaim),
        // That the keys cannot be read says nothing about the token.
        (error: unknown) => {
          const isVerdict = error instanceof errors.JOSEError &&
            !["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT"].includes(error.code)
          if (!isVerdict) throw error
          return undefined
        }
      )
    }
  }
}

/** Is the address of this machine? */
export const isLoopback = (address: string): boolean =>
  URL.canParse(address) && ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname)

// internal

/** Units: seconds. */
const TIMEOUT = 10

// How long ago a person has signed in who had to sign in again. Units: seconds.
const AGAIN = 120

// A failure is not remembered: the provider may be reached the next time.
const once = <A>(make: () => Promise<A>): () => Promise<A> => {
  let made: Promise<A> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

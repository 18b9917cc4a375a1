/**
 * A provider of OpenID Connect on this machine. It signs in the person that a test names.
 */
import { OAuth2Server } from "oauth2-mock-server"
import { makeProvider, type Registration } from "../src/signIn/provider.ts"

/** Claims of a person, in addition to those of every token. */
export type Claims = Readonly<Record<string, unknown>>

/** A manager. */
export const OWNER: Claims = { sub: "owner", name: "주인", roles: ["manager"], store: "seongsu" }

/** What the desk is called at the provider. */
export const CLIENT = "refund-desk"

/** Starts it. */
export const startProvider = async () => {
  const server = new OAuth2Server()
  await server.issuer.keys.generate("RS256")
  await server.start(0, "localhost")
  const { url } = server.issuer
  if (url === undefined) throw new Error("the provider has no address")
  let next: Claims = OWNER
  let header: Claims = {}
  const { service } = server
  service.on("beforeTokenSigning", (token: { header: object; payload: object }) => {
    Object.assign(token.payload, next)
    Object.assign(token.header, header)
  })
  return {
    url,
    /** The next sign-ins are of this person. `head`: fields of the header of the tokens. */
    signsIn: (claims: Claims, head: Claims = {}) => {
      next = claims
      header = head
    },
    /** An access token for a program. */
    token: (claims: Claims = OWNER, head: Claims = { typ: "at+jwt" }, expiresIn = 3600, age = 0) =>
      server.issuer.buildToken({
        expiresIn,
        scopesOrTransform: (given, payload) => {
          Object.assign(given, head)
          Object.assign(payload, { aud: CLIENT, ...claims, iat: Number(payload["iat"]) - age })
        }
      }),
    /** The desk at this address, as it is registered here. */
    registered: (origin: string, more: Partial<Registration> = {}) =>
      makeProvider({
        issuer: url,
        clientId: CLIENT,
        clientSecret: undefined,
        origin,
        rolesClaim: "roles",
        audience: CLIENT,
        secondFactor: [],
        ...more
      }),
    /** The settings of a program that uses it. */
    env: {
      SHOP_OIDC_ISSUER: url,
      SHOP_OIDC_CLIENT: CLIENT,
      SHOP_OIDC_SECOND_FACTOR: "mfa",
      SHOP_URL: "http://127.0.0.1:8787"
    },
    close: () => server.stop()
  }
}

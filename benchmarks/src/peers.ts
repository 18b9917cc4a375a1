/**
 * The other packages that are measured: how each is imported, and the smallest program that cancels
 * with it.
 */
export interface Peer {
  readonly name: string
  /** A module that only loads it. */
  readonly load: string
  /** A module that cancels. */
  readonly use: string
}

const peer = (name: string, use: string): Peer => ({ name, load: `import ${JSON.stringify(name)}`, use })

export const peers: ReadonlyArray<Peer> = [
  peer(
    "undici",
    `import { Pool } from "undici"
     export const cancel = (url, input) => new Pool(url).request({ method: "POST", path: "/payments/cancel", body: JSON.stringify(input) })`
  ),
  peer(
    "iamport",
    `import Iamport from "iamport"\nexport const cancel = (input) => new Iamport({}).payment.cancel(input)`
  ),
  peer(
    "iamport-rest-client-nodejs",
    `import { Iamport, Request } from "iamport-rest-client-nodejs"
     export const cancel = (input) => Request.Payments.cancel(input).request(new Iamport({}))`
  ),
  peer(
    "iamporter",
    `import { Iamporter } from "iamporter"\nexport const cancel = (input) => new Iamporter({}).cancel(input)`
  ),
  peer(
    "iamport-server-api",
    `import { functional, IamportConnector } from "iamport-server-api"
     export const cancel = async (connector, input) => functional.payments.cancel(await connector.get(), input)
     export const connector = (url, keys) => new IamportConnector(url, keys)`
  ),
  peer(
    "@portone/server-sdk",
    `import { PortOneClient } from "@portone/server-sdk"
     export const cancel = (input) => PortOneClient({ secret: "" }).payment.cancelPayment(input)`
  )
]

/** Ours, over `fetch`: cancel, token, transport, and a program that composes them. */
export const ours: Peer = {
  name: "core + HttpTransport over fetch",
  load: `import "@effect-portone/core"\nimport "@effect-portone/http"`,
  use: `import { AccessToken, cancel, CancelRequest, Credentials, TokenStore } from "@effect-portone/core"
    import { HttpTransport } from "@effect-portone/http"
    import * as Effect from "effect/Effect"
    import * as FetchHttpClient from "effect/http/FetchHttpClient"
    import * as Layer from "effect/Layer"
    const token = (keys) => Layer.provide(AccessToken.layer(), [Credentials.layer(keys), TokenStore.layerMemory])
    const http = HttpTransport.layer().pipe(Layer.provide(FetchHttpClient.layer))
    export const refund = (keys, input) =>
      Effect.runPromise(Effect.provide(cancel(CancelRequest.partial(input)), Layer.provideMerge(token(keys), http)))`
}

const FETCH_TRANSPORT = `import * as HttpTransport from "@effect-portone/http/FetchTransport"`

/** The same without Effect's HTTP client. */
export const oursOverFetch: Peer = {
  ...ours,
  name: "core + FetchTransport",
  use: ours.use
    .replace(`import { HttpTransport } from "@effect-portone/http"`, FETCH_TRANSPORT)
    .replace(`import * as FetchHttpClient from "effect/http/FetchHttpClient"`, "")
    .replace(".pipe(Layer.provide(FetchHttpClient.layer))", "")
}

const bySubModules = (peer: Peer): Peer => ({
  ...peer,
  name: `${peer.name}, imported by sub-modules`,
  use: peer.use
    .replace(
      `import { AccessToken, cancel, CancelRequest, Credentials, TokenStore } from "@effect-portone/core"`,
      `import * as AccessToken from "@effect-portone/core/AccessToken"
       import { cancel } from "@effect-portone/core/Cancel"
       import * as CancelRequest from "@effect-portone/core/CancelRequest"
       import * as Credentials from "@effect-portone/core/Credentials"
       import * as TokenStore from "@effect-portone/core/TokenStore"`
    )
    .replace(
      `import { HttpTransport } from "@effect-portone/http"`,
      `import * as HttpTransport from "@effect-portone/http/HttpTransport"`
    )
})

/** The same two for bundlers that keep all of a barrel. */
export const oursBySubModules: ReadonlyArray<Peer> = [bySubModules(oursOverFetch), bySubModules(ours)]

/** The least that a program with Effect's HTTP client loads. */
export const effectAlone: Peer = {
  name: "effect's own HttpClient over fetch, alone",
  load: "",
  use: `import * as Effect from "effect/Effect"
    import * as FetchHttpClient from "effect/http/FetchHttpClient"
    import * as HttpClient from "effect/http/HttpClient"
    import * as HttpClientRequest from "effect/http/HttpClientRequest"
    export const post = (url) => Effect.runPromise(Effect.provide(HttpClient.execute(HttpClientRequest.post(url)), FetchHttpClient.layer))`
}

/**
 * The configuration of the shop. Without PORTONE_IMP_KEY the sandbox and the database are
 * embedded and end with the process.
 */
import { AccessToken, Credentials, Settings, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { isLoopback } from "@effect-portone/http/Loopback"
import * as SandboxModule from "@effect-portone/sandbox/Sandbox"
import { Config, Data, Duration, Effect, Layer, Option, Redacted, Schema } from "effect"
import { FetchHttpClient } from "effect/http"
import type { SqlClient } from "effect/sql"
import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import * as Notifier from "./decide/Notifier.ts"
import type { Tls } from "./server.ts"
import * as Database from "./shop/Database.ts"
import * as DemoOrders from "./shop/demoOrders.ts"
import { type Keys, keysOf } from "./shop/Keys.ts"
import { type Services, shop } from "./shop/live.ts"
import { limits, type Options } from "./shop/Settings.ts"
import { usual } from "./shop/Watch.ts"
import { demoStaff, demoStores, type StaffMember } from "./signIn/demoStaff.ts"
import type { Registration } from "./signIn/provider.ts"
import { ANYONE, providerConfig, registrationOf } from "./signIn/registration.ts"

/** What the environment asks for. */
export interface Configured {
  readonly host: string
  readonly port: number
  readonly tls: Tls | undefined
  /** Where browsers find the shop, where a proxy ends TLS in front of it. */
  readonly origin: string | undefined
  /** How many proxies in front of the shop write `X-Forwarded-For`. */
  readonly proxies: number
  /** How long a closing shop waits for refunds that are under way. */
  readonly drain: Duration.Duration
  /** No money moves: the payments are the embedded sandbox's. */
  readonly embedded: boolean
  readonly staff: ReadonlyArray<StaffMember>
  /** Absent in the demo, whose people have public tokens. */
  readonly registration: Registration | undefined
  readonly keys: Keys
  readonly layer: Layer.Layer<Services | SqlClient.SqlClient, unknown>
}

/** The environment is incomplete, or unsafe with real money. */
export class Misconfigured extends Data.TaggedError("Misconfigured")<{
  readonly message: string
  readonly messageKo: string
}> {}

const environment = Settings.all({
  host: Config.withDefault(Config.String("SHOP_HOST"), "127.0.0.1"),
  port: Config.withDefault(Config.Int("SHOP_PORT"), 8787),
  url: Config.option(Config.URL("SHOP_URL")),
  proxies: Config.withDefault(Config.Int("SHOP_PROXIES"), 0),
  tlsKey: Config.option(Config.NonEmptyString("SHOP_TLS_KEY")),
  tlsCert: Config.option(Config.NonEmptyString("SHOP_TLS_CERT")),
  tlsClients: Config.option(Config.NonEmptyString("SHOP_TLS_CLIENTS")),
  database: Config.withDefault(Config.String("SHOP_DATABASE"), "shop.sqlite"),
  secret: Config.option(Config.Redacted("SHOP_SECRET")),
  secretsBefore: Config.option(Config.Redacted("SHOP_SECRETS_BEFORE")),
  patience: Config.withDefault(Config.Duration("SHOP_PATIENCE"), Duration.seconds(5)),
  // Longer than a cancel may take: PortOne asks its callers to wait for 60 seconds.
  drain: Config.withDefault(Config.Duration("SHOP_DRAIN"), Duration.seconds(70)),
  lookEvery: Config.withDefault(Config.Duration("SHOP_LOOK_EVERY"), Duration.minutes(5)),
  keepBuyers: Config.option(Config.Duration("SHOP_KEEP_BUYERS")),
  isRestored: Config.withDefault(Config.Boolean("SHOP_RESTORED"), false),
  testChannel: Config.withDefault(Config.Boolean("SHOP_TEST_CHANNEL"), false),
  quiet: Config.option(Config.Duration("SHOP_QUIET")),
  stores: Config.option(Config.String("SHOP_STORES")),
  alerts: Config.option(Config.String("SHOP_ALERTS")),
  notify: Config.option(Config.URL("SHOP_NOTIFY")),
  provider: providerConfig,
  key: Config.option(Config.Redacted("PORTONE_IMP_KEY"))
})

/** Reads the environment. Fails with a sentence that names what is missing. */
export const configured: Effect.Effect<Configured, Misconfigured | Settings.InvalidSettings> = Effect.gen(function*() {
  const asked = yield* Effect.mapError(environment, Settings.fromConfigError)
  const {
    database,
    drain,
    host,
    isRestored,
    key,
    lookEvery,
    patience,
    port,
    proxies,
    quiet,
    secret,
    testChannel,
    url
  } = asked
  const alerts = Option.isNone(asked.alerts) ? {} : yield* decodeAlerts(asked.alerts.value)
  const names = Option.isNone(asked.stores) ? {} : yield* decodeStores(asked.stores.value)
  const origin = Option.getOrUndefined(Option.map(url, (one) => one.origin))
  const embedded = Option.isNone(key)
  if (!embedded && (Option.isNone(secret) || Redacted.value(secret.value).length < 32)) {
    return yield* new Misconfigured({
      message:
        "SHOP_SECRET needs at least 32 characters, such as `openssl rand -base64 32` prints. Keep it: refunds are recognised by it.",
      messageKo:
        "SHOP_SECRET은 32자 이상이어야 합니다. `openssl rand -base64 32`로 만들 수 있습니다. 이 값으로 환불을 알아보므로 잘 보관하세요."
    })
  }
  const tls = yield* tlsOf(asked)
  if (tls !== undefined && origin?.startsWith("https:") !== true) {
    return yield* new Misconfigured({
      message: "SHOP_URL needs https where SHOP_TLS_KEY is set, so that cookies are for TLS only.",
      messageKo: "SHOP_TLS_KEY를 지정하면 SHOP_URL은 https 주소여야 합니다. 쿠키를 TLS에서만 쓰기 위해서입니다."
    })
  }
  const isReachable = !isLoopback(host)
  if (!embedded && isReachable && tls === undefined) {
    return yield* new Misconfigured({
      message:
        `SHOP_HOST ${host} can be reached from other machines, so SHOP_TLS_KEY and SHOP_TLS_CERT are needed: the files of the server's key and certificate.`,
      messageKo:
        `SHOP_HOST ${host}는 다른 컴퓨터에서 접속할 수 있으므로 SHOP_TLS_KEY와 SHOP_TLS_CERT에 서버의 키와 인증서 파일을 지정해야 합니다.`
    })
  }
  if (!embedded && isReachable && proxies > 0 && tls?.clients === undefined) {
    return yield* new Misconfigured({
      message:
        "SHOP_TLS_CLIENTS is missing: the file of the CA that has signed the certificates of the proxies. Otherwise another machine could claim the address of a person.",
      messageKo:
        "SHOP_TLS_CLIENTS 값이 없습니다. 프록시 인증서를 서명한 CA 파일을 지정하세요. 없으면 다른 컴퓨터가 접속 주소를 속일 수 있습니다."
    })
  }
  if (
    Option.isSome(asked.notify) && asked.notify.value.protocol !== "https:" && !isLoopback(asked.notify.value.hostname)
  ) {
    return yield* new Misconfigured({
      message: "SHOP_NOTIFY needs https, because order numbers and amounts go over it.",
      messageKo: "SHOP_NOTIFY는 https 주소여야 합니다. 주문 번호와 금액이 오가기 때문입니다."
    })
  }
  const registration = yield* Effect.mapError(
    registrationOf(asked.provider, origin),
    ({ english, korean }) => new Misconfigured({ message: english, messageKo: korean })
  )
  if (!embedded && registration === undefined) {
    return yield* new Misconfigured({
      message:
        "SHOP_OIDC_ISSUER is missing. People sign in by OpenID Connect; the tokens of the demo are public, so they open nothing but the embedded sandbox.",
      messageKo:
        "SHOP_OIDC_ISSUER 값이 없습니다. 직원은 OpenID Connect로 로그인합니다. 데모 토큰은 공개된 값이라 내장 샌드박스에서만 쓸 수 있습니다."
    })
  }
  if (!embedded && Option.isNone(asked.provider.secondFactor)) {
    return yield* new Misconfigured({
      message:
        `SHOP_OIDC_SECOND_FACTOR is missing: the values of acr or amr, such as mfa, that say that a person has used a second factor; or ${ANYONE}, where the provider lets no person in without one.`,
      messageKo:
        `SHOP_OIDC_SECOND_FACTOR 값이 없습니다. 2단계 인증을 뜻하는 acr 또는 amr 값(예: mfa)을 넣으세요. 제공자가 2단계 인증 없이는 로그인시키지 않는다면 ${ANYONE}를 넣습니다.`
    })
  }
  const people = registration === undefined ? demoStaff : []
  const before = Option.match(asked.secretsBefore, {
    onNone: () => [],
    onSome: (all) => Redacted.value(all).split(",").map((one) => Redacted.make(one))
  })
  if (!embedded && before.some((one) => Redacted.value(one).length < 32)) {
    return yield* new Misconfigured({
      message:
        "SHOP_SECRETS_BEFORE has the secrets before, of 32 characters or more each, separated by commas without blanks.",
      messageKo:
        "SHOP_SECRETS_BEFORE에는 이전에 쓰던 비밀 값을 32자 이상 그대로, 공백 없이 쉼표로 구분해 넣어야 합니다."
    })
  }
  const keys = keysOf(Option.getOrElse(secret, () => Redacted.make(randomBytes(32).toString("base64"))), before)
  const options: Options = {
    keys,
    limits,
    patience,
    lookEvery,
    alerts,
    keepBuyers: Option.getOrUndefined(asked.keepBuyers),
    includeSandbox: testChannel,
    isRestored,
    people: people.map(({ id, name, role, store }) => ({ id, name, role, store })),
    stores: embedded ? demoStores : names,
    // As long as a request may be delayed on its way. Default: the two minutes of the library.
    timers: Option.isNone(quiet) ? {} : { quiet: [quiet.value] }
  }
  const notifier = Option.match(asked.notify, {
    onNone: () => Notifier.layerLog,
    onSome: ({ href }) => Layer.provide(Notifier.layerWebhook({ url: href, desk: origin }), FetchHttpClient.layer)
  })
  const layer: Configured["layer"] = embedded
    ? embeddedShop(options, notifier)
    : shop(
      options,
      Database.layer(database, keys),
      Layer.provideMerge(AccessToken.layerConfig, NodeTransport.layerConfig),
      notifier
    )
  return {
    host,
    port,
    tls,
    origin,
    proxies,
    drain,
    embedded,
    staff: people,
    registration,
    keys,
    layer
  }
})

// internal

const Alerts = Schema.fromJsonString(
  Schema.Record(Schema.String, Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))).check(
    Schema.makeFilter((alerts: Readonly<Record<string, number>>) =>
      Object.keys(alerts).every((name) => name in usual) || "has a name that is not known"
    )
  )
)

const decodeAlerts = (alerts: string) =>
  Effect.mapError(
    Schema.decodeEffect(Alerts)(alerts),
    () => {
      const names = Object.keys(usual).join(", ")
      return new Misconfigured({
        message: `SHOP_ALERTS is no JSON object of {name: number in an hour}; the names are ${names}.`,
        messageKo: `SHOP_ALERTS는 {이름: 한 시간당 횟수} 형태의 JSON 객체여야 합니다. 이름은 ${names}입니다.`
      })
    }
  )

const tlsOf = ({ tlsCert, tlsClients, tlsKey }: Config.Success<typeof environment>) =>
  Effect.gen(function*() {
    const [key, cert, clients] = yield* Effect.forEach(
      [["SHOP_TLS_KEY", tlsKey], ["SHOP_TLS_CERT", tlsCert], ["SHOP_TLS_CLIENTS", tlsClients]] as const,
      ([name, path]) => Option.isNone(path) ? Effect.succeed(undefined) : fileOf(name, path.value)
    )
    if (key === undefined && cert === undefined && clients === undefined) return undefined
    return key !== undefined && cert !== undefined
      ? { key, cert, clients }
      : yield* new Misconfigured({
        message: "SHOP_TLS_KEY and SHOP_TLS_CERT are needed together: the files of the server's key and certificate.",
        messageKo: "SHOP_TLS_KEY와 SHOP_TLS_CERT는 함께 지정해야 합니다. 서버의 키와 인증서 파일입니다."
      })
  })

const fileOf = (name: string, path: string) =>
  Effect.try({
    try: () => readFileSync(path, "utf8"),
    catch: () =>
      new Misconfigured({
        message: `${name} is no file that can be read.`,
        messageKo: `${name}이 읽을 수 있는 파일이 아닙니다.`
      })
  })

const Stores = Schema.fromJsonString(
  Schema.Record(Schema.String, Schema.Struct({ english: Schema.NonEmptyString, korean: Schema.NonEmptyString }))
)

const decodeStores = (stores: string) =>
  Effect.mapError(
    Schema.decodeEffect(Stores)(stores),
    () =>
      new Misconfigured({
        message: "SHOP_STORES is no JSON object of {store: {english, korean}}.",
        messageKo: "SHOP_STORES는 {매장: {english, korean}} 형태의 JSON 객체여야 합니다."
      })
  )

const embeddedShop = (options: Options, notifier: Layer.Layer<Notifier.Notifier>): Configured["layer"] => {
  const portone = Layer.unwrap(Effect.map(SandboxModule.Sandbox, ({ key, secret, url }) =>
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
        TokenStore.layerMemory
      ]),
      Layer.provideMerge(NodeTransport.layer({ baseUrl: url }))
    )))
  const database = Layer.provideMerge(DemoOrders.layer(options.keys), Database.layer(":memory:", options.keys))
  const sandbox = SandboxModule.layer()
  return shop(options, Layer.provide(database, sandbox), Layer.provide(portone, sandbox), notifier)
}

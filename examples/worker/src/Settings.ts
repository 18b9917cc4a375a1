/**
 * Settings from the environment, all with a default. The packages read PortOne's settings
 * themselves.
 */
import { type Bilingual, Settings as Environment, VisibleText } from "@effect-portone/core"
import { Config, Context, Duration, Effect, Layer, Option, Schema } from "effect"
import { peopleProblem } from "./operator/person.ts"
import { StartupError } from "./StartupError.ts"

/**
 * When a job without an outcome is claimed again. Longer than `refundOnce` pauses in most cases.
 */
const overdue = Duration.minutes(15)

const count = (name: string) =>
  Config.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })), name)

const config = Environment.all({
  /** The SQLite file. */
  file: Config.option(Config.String("WORKER_DATABASE_FILE")),
  /** PostgreSQL instead of SQLite, for several machines. */
  url: Config.option(Config.Redacted("WORKER_DATABASE_URL")),
  /** The merchant of all refunds of this process. A key is unique for one merchant. */
  merchant: Config.String("WORKER_MERCHANT").pipe(Config.withDefault("merchant")),
  /** Requests at once, from this process. */
  concurrency: count("WORKER_CONCURRENCY").pipe(Config.withDefault(64)),
  /** Cancels at once for one payment gateway (PG), from this process. */
  perGateway: count("WORKER_PER_GATEWAY").pipe(Config.withDefault(16)),
  /** Cancels a second, from this process. */
  rate: count("WORKER_RATE").pipe(Config.withDefault(1000)),
  /** `short` only with a sandbox: PortOne may still process a real request minutes later. */
  pauses: Config.Literals(["usual", "short"], "WORKER_PAUSES").pipe(Config.withDefault("usual" as const)),
  overdue: Config.Duration("WORKER_OVERDUE").pipe(Config.withDefault(overdue)),
  /** Also finds payments of a test channel. */
  testChannel: Config.Boolean("WORKER_TEST_CHANNEL").pipe(Config.withDefault(false)),
  host: Config.String("WORKER_HOST").pipe(Config.withDefault("127.0.0.1")),
  /** 0: a free port that the system chooses. */
  port: Config.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 })), "WORKER_PORT").pipe(
    Config.withDefault(8080)
  ),
  /** The bearer token of the HTTP API. Required unless the refunds are those of the sandbox. */
  token: Config.option(Config.Redacted("WORKER_TOKEN")),
  /**
   * Names under which `serve` may be called, in addition to loopback, separated by commas. Without
   * the check, a web page whose name resolves to this machine could call it.
   */
  hostNames: Config.String("WORKER_HOST_NAMES").pipe(Config.withDefault("")),
  /** Who may change something by a command, separated by commas. Not set: every name. */
  people: Config.String("WORKER_PEOPLE").pipe(
    Config.map((names) => names.split(",").map((name) => name.trim()).filter((name) => name !== "")),
    Config.option
  ),
  /**
   * A refund above this amount needs a second person to be resolved. Units: KRW; a refund in
   * another currency always needs one.
   */
  secondPersonAbove: Config.schema(
    Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
    "WORKER_SECOND_PERSON_ABOVE"
  ).pipe(Config.withDefault(100_000)),
  key: Config.option(Config.String("PORTONE_IMP_KEY")),
  secret: Config.option(Config.Redacted("PORTONE_IMP_SECRET")),
  baseUrl: Config.option(Config.String("PORTONE_BASE_URL"))
}).pipe(Config.map(({ baseUrl, key, secret, ...settings }) => {
  // Without any PortOne setting, the worker uses a sandbox in this process.
  const embedded = Option.isNone(baseUrl) && Option.isNone(key) && Option.isNone(secret)
  return Object.assign({}, settings, {
    embedded,
    // Jobs of the sandbox must not count as refunded for a real merchant.
    merchant: embedded ? "sandbox" : settings.merchant,
    pauses: embedded ? "short" as const : settings.pauses,
    file: Option.getOrElse(settings.file, () => embedded ? "refunds-sandbox.db" : "refunds.db"),
    /** Whether a setting names the file, so that a command is not about any file of this folder. */
    isFileNamed: Option.isSome(settings.file)
  })
}))

type Read = Config.Success<typeof config>

export class Settings extends Context.Service<
  Settings,
  Omit<Read, "people"> & { readonly people: ReadonlyArray<string> }
>()("worker/Settings") {
  static readonly layer = Layer.effect(
    Settings,
    Effect.flatMap(config, ({ people, ...settings }) => {
      const problem = merchantProblem(settings.merchant) ?? Option.getOrUndefined(Option.map(people, peopleProblem))
      return problem === undefined
        ? Effect.succeed({ ...settings, people: Option.getOrElse(people, () => []) })
        : Effect.fail(new StartupError(problem))
    })
  )
}

/** In the column of the merchant: every one of the database. No merchant has this name. */
export const EVERY = "*"

/**
 * Why a merchant must not have this name; undefined if it may. Two names that look the same would
 * be two merchants, each of which makes a refund with the same key, and a hold stops one of them.
 */
export const merchantProblem = (merchant: string): Bilingual | undefined => {
  const problem = merchant === EVERY ? STANDS_FOR_ALL : VisibleText.keyProblem(merchant)
  return problem === undefined ? undefined : {
    english:
      `WORKER_MERCHANT ${problem.english}. Nothing was changed and nothing was sent. If the database has refunds ` +
      "under this name, rename the merchant: docs/operating.md has the statements.",
    korean:
      `WORKER_MERCHANT: ${problem.korean}. 아무것도 바꾸지 않았고 보내지 않았습니다. 이 이름으로 등록한 환불이 있으면 ` +
      "docs/operating.ko.md의 문장으로 상점 이름을 바꾸세요."
  }
}

// internal

const STANDS_FOR_ALL: Bilingual = {
  english: `is ${EVERY}, which stands for every merchant`,
  korean: `${EVERY}는 모든 상점을 뜻합니다`
}

/**
 * What the worker can be told through the environment. Everything has a default; PortOne's own settings are those of the packages.
 */
import { Config, Context, Duration, Layer, Option, Schema } from "effect"

/** How long one refund may run before the sweep hands it out again; longer than the usual pauses of `refundOnce` take in ordinary weather. */
const overdue = Duration.minutes(15)

const some = (name: string) =>
  Config.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })), name)

const config = Config.all({
  /** The one file everything is kept in. */
  file: Config.option(Config.String("WORKER_DATABASE_FILE")),
  /** PostgreSQL in its place, for several machines. */
  url: Config.option(Config.Redacted("WORKER_DATABASE_URL")),
  /** Whose refunds these are. Keys are unique for a merchant. */
  merchant: Config.String("WORKER_MERCHANT").pipe(Config.withDefault("merchant")),
  /** Refunds in work at once, in this process. */
  concurrency: some("WORKER_CONCURRENCY").pipe(Config.withDefault(16)),
  /** Cancels under way at once at one PG, from this process. */
  perGateway: some("WORKER_PER_GATEWAY").pipe(Config.withDefault(4)),
  /** Cancels a second, from this process. */
  rate: some("WORKER_RATE").pipe(Config.withDefault(20)),
  /** `short` only against a sandbox: real requests linger for minutes. */
  pauses: Config.Literals(["usual", "short"], "WORKER_PAUSES").pipe(Config.withDefault("usual" as const)),
  overdue: Config.Duration("WORKER_OVERDUE").pipe(Config.withDefault(overdue)),
  /** Refunds of a test channel are found too. */
  testChannel: Config.Boolean("WORKER_TEST_CHANNEL").pipe(Config.withDefault(false)),
  host: Config.String("WORKER_HOST").pipe(Config.withDefault("127.0.0.1")),
  /** 0 is any free one. */
  port: Config.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 })), "WORKER_PORT").pipe(
    Config.withDefault(8080)
  ),
  /** What a caller of the HTTP intake has to show. Needed as soon as other machines can reach it. */
  token: Config.option(Config.Redacted("WORKER_TOKEN")),
  /** Where other workers reach this one, with PostgreSQL only. */
  runnerHost: Config.String("WORKER_RUNNER_HOST").pipe(Config.withDefault("127.0.0.1")),
  runnerPort: Config.Port("WORKER_RUNNER_PORT").pipe(Config.withDefault(8431)),
  key: Config.option(Config.String("PORTONE_IMP_KEY")),
  secret: Config.option(Config.Redacted("PORTONE_IMP_SECRET")),
  baseUrl: Config.option(Config.String("PORTONE_BASE_URL"))
}).pipe(Config.map(({ baseUrl, key, secret, ...settings }) => {
  // Nothing at all about PortOne: then this is a try-out, on a sandbox inside this process.
  const embedded = Option.isNone(baseUrl) && Option.isNone(key) && Option.isNone(secret)
  return Object.assign({}, settings, {
    embedded,
    // What the sandbox gave back must never count as refunded for a real merchant.
    merchant: embedded ? "sandbox" : settings.merchant,
    pauses: embedded ? "short" as const : settings.pauses,
    file: Option.getOrElse(settings.file, () => embedded ? "refunds-sandbox.db" : "refunds.db")
  })
}))

export class Settings extends Context.Service<Settings, Config.Success<typeof config>>()("worker/Settings") {
  static readonly layer = Layer.effect(Settings, config)
}

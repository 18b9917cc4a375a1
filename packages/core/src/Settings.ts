/**
 * Settings from configuration, such as environment variables, and an error that has one line for
 * each setting that is missing or wrong.
 */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { Bilingual } from "./Bilingual.ts"
import { NO_MONEY, NO_MONEY_KO } from "./internal/errorSentences.ts"
import { toJson } from "./PortOneError.ts"
import * as VisibleText from "./VisibleText.ts"

/**
 * Settings are missing or wrong. Raised when a layer is built, so before anything could be sent.
 * `problem` follows the name of the setting. No value is shown, because it may be secret.
 *
 * Cause: `PORTONE_IMP_KEY` is not set, `PORTONE_TIMEOUT=65`, a line break behind a secret.
 */
export class InvalidSettings extends Schema.TaggedError<InvalidSettings>()("InvalidSettings", {
  settings: Schema.Array(Schema.Struct({ name: Schema.String, problem: Schema.String, problemKo: Schema.String }))
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `${this.settings.map(({ name, problem }) => `${name} ${problem}.`).join("\n")}\n` +
      `${NO_MONEY} Correct the environment of the process, then start it again.`
  }
  get messageKo() {
    return `${this.settings.map(({ name, problemKo }) => `${name}: ${problemKo}.`).join("\n")}\n` +
      `${NO_MONEY_KO} 프로세스의 환경 변수를 고친 뒤 다시 시작하세요.`
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Several settings as one configuration, like `Config.all`. If some are missing or wrong, its error
 * contains all of them, where `Config.all` reports the first.
 *
 * ```ts
 * import { Settings } from "@effect-portone/core"
 * import { Config, ConfigProvider, Effect } from "effect"
 *
 * const settings = Settings.all({
 *   host: Config.String("SHOP_HOST"),
 *   drain: Config.Duration("SHOP_DRAIN")
 * })
 * const error = await settings.parse(ConfigProvider.fromUnknown({ SHOP_DRAIN: "30" })).pipe(
 *   Effect.mapError(Settings.fromConfigError),
 *   Effect.flip,
 *   Effect.runPromise
 * )
 * error.message.split("\n")[0] // => "SHOP_HOST is not set."
 * error.message.split("\n")[1]?.slice(0, 29) // => "SHOP_DRAIN is not a duration "
 * ```
 */
export const all = <const A extends Readonly<Record<string, Config.Config<unknown>>>>(
  configs: A
): Config.Config<{ readonly [Name in keyof A]: Config.Success<A[Name]> }> => {
  const results = Object.fromEntries(
    Object.entries(configs).map(([name, config]) => [
      name,
      Config.orElse(
        Config.map(config, (value): Result.Result<unknown, Config.ConfigError> => Result.succeed(value)),
        (error) => Config.succeed(Result.fail(error))
      )
    ])
  )
  return Config.mapEffect(Config.all(results), (read) => {
    const errors = Object.values(read).flatMap((one) => Result.isFailure(one) ? [one.failure] : [])
    const error = together(errors)
    return error === undefined
      ? Effect.succeed(
        Object.fromEntries(Object.entries(read).map(([name, one]) => [name, Result.getOrThrow(one)])) as {
          readonly [Name in keyof A]: Config.Success<A[Name]>
        }
      )
      : Effect.fail(error)
  })
}

/**
 * A secret without characters that a person cannot see, such as the line break that `echo` adds. An
 * empty one counts as not set, as with every `Config`.
 */
export const visibleSecret = (name: string): Config.Config<Redacted.Redacted<string>> =>
  Config.mapEffect(Config.Redacted(name), (secret) => {
    const problem = VisibleText.problem(Redacted.value(secret))
    return problem === undefined ? Effect.succeed(secret) : Effect.fail(invalid(name, problem))
  })

/**
 * A time limit: a duration above 0. With 0, every request would end before it is sent.
 */
export const timeLimit = (name: string): Config.Config<Duration.Duration> =>
  Config.mapEffect(
    Config.Duration(name),
    (limit) => Duration.toMillis(limit) > 0 ? Effect.succeed(limit) : Effect.fail(invalid(name, NOT_ABOVE_0))
  )

/**
 * The error of a configuration as one of this library.
 */
export const fromConfigError = ({ cause }: Config.ConfigError): InvalidSettings =>
  new InvalidSettings({
    settings: cause._tag === "SchemaError"
      ? problemsOf(cause.issue, []).map(([name, { english, korean }]) => ({
        name,
        problem: english,
        problemKo: korean
      }))
      : [{ name: "The environment", problem: "cannot be read", problemKo: "읽을 수 없습니다" }]
  })

// internal

const NOT_ABOVE_0: Bilingual = { english: "is not above 0", korean: "0보다 커야 합니다" }
const NOT_SET: Bilingual = { english: "is not set", korean: "값이 없습니다" }

const together = (errors: ReadonlyArray<Config.ConfigError>): Config.ConfigError | undefined => {
  const [first, ...rest] = errors
  if (first === undefined || rest.length === 0) return first
  const issues = errors.flatMap(({ cause }) => cause._tag === "SchemaError" ? [cause.issue] : [])
  const [issue, ...others] = issues
  // A source that cannot be read says nothing about the single settings.
  return issue === undefined || issues.length < errors.length
    ? errors.find(({ cause }) => cause._tag !== "SchemaError")
    : new Config.ConfigError(new Schema.SchemaError(new SchemaIssue.Composite(Schema.Unknown.ast, [issue, ...others])))
}

const invalid = (name: string, { english, korean }: Bilingual) =>
  new Config.ConfigError(
    new Schema.SchemaError(
      new SchemaIssue.Pointer([name], new SchemaIssue.InvalidValue({ message: english, [KOREAN]: korean }))
    )
  )

const KOREAN = "~effect-portone/korean"

type Problem = readonly [name: string, problem: Bilingual]

const problemsOf = (issue: SchemaIssue.Issue, path: ReadonlyArray<PropertyKey>): ReadonlyArray<Problem> =>
  issue._tag === "Pointer"
    ? problemsOf(issue.issue, [...path, ...issue.path])
    : issue._tag === "Composite" && path.length === 0
    ? issue.issues.flatMap((one) => problemsOf(one, path))
    : [[path.map(String).join("_"), problemOf(issue)]]

// Only the kinds of settings that `Config` has; another one is described without its rule.
const problemOf = (issue: SchemaIssue.Issue): Bilingual => {
  const inner = leafOf(issue)
  if (inner._tag === "InvalidType") return NOT_SET
  const annotations = inner._tag === "InvalidValue" ? inner.annotations ?? {} : {}
  const { [KOREAN]: korean, expected, message } = annotations as Readonly<Record<string, unknown>>
  if (typeof message === "string" && typeof korean === "string") return { english: message, korean }
  const text = typeof expected === "string" ? expected : new Schema.SchemaError(issue).message.replace(/^Expected /, "")
  const found = kinds.find(([pattern]) => pattern.test(text))
  if (found === undefined && /^"[^"]*"(?: \| "[^"]*")+(?:$|\n)/.test(text)) {
    const names = text.split("\n")[0]?.replaceAll(" | ", ", ") ?? ""
    return { english: `is not one of ${names}`, korean: `다음 중 하나여야 합니다(${names})` }
  }
  return found === undefined
    ? { english: "is not valid", korean: "값이 올바르지 않습니다" }
    : { english: `is not ${found[1]}`, korean: `${found[2]} 합니다` }
}

const leafOf = (issue: SchemaIssue.Issue): SchemaIssue.Issue => {
  if (issue._tag === "Encoding" || issue._tag === "Pointer" || issue._tag === "Filter") return leafOf(issue.issue)
  return issue._tag === "Composite" ? leafOf(issue.issues[0]) : issue
}

const kinds: ReadonlyArray<readonly [pattern: RegExp, english: string, korean: string]> = [
  [/Duration/, "a duration such as \"30 seconds\" or \"5 minutes\"", "\"30 seconds\", \"5 minutes\"처럼 써야"],
  [/\^\[A-Z0-9\]\{3\}\$/, "3 upper-case letters or digits", "영문 대문자나 숫자 3자여야"],
  [/between/, "a whole number in the allowed range", "허용 범위의 정수여야"],
  [/integer|finite number/, "a whole number", "정수여야"],
  [/^"true" \| "yes"/, "true or false", "true 또는 false여야"],
  [/URL/, "an absolute URL", "절대 URL이어야"]
]

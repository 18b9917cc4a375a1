/**
 * What a person has to correct before the worker can continue.
 */
import { type Bilingual, Settings } from "@effect-portone/core"
import { Cause, type Config, Effect, Layer, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { meaningOf } from "./databaseCodes.ts"

/**
 * One message for the person at the terminal. It never contains a database address, a password or
 * another value of a setting that may be secret.
 */
export class StartupError extends Schema.TaggedError<StartupError>()("StartupError", {
  english: Schema.String,
  korean: Schema.String
}) {
  /** In both languages, because the person at the terminal may read only one of them. */
  override get message() {
    return `${this.english}\n${this.korean}`
  }
}

/** Names Effect's reason and the driver's code, where there is one. */
export const ofDatabase = (error: SqlError.SqlError): StartupError =>
  ofBilingual(
    error.reason._tag === "ConnectionError"
      ? {
        message: `The database cannot be opened (${codeOf(error)}). Check that the folder of WORKER_DATABASE_FILE ` +
          "exists and that this user may write in it, or that the server of WORKER_DATABASE_URL can be reached, then " +
          "start again. Refunds that were added before stay in the table.",
        messageKo:
          `데이터베이스를 열 수 없습니다(${codeOf(error, "korean")}). WORKER_DATABASE_FILE의 폴더가 있고 이 사용자가 ` +
          "쓸 수 있는지, 또는 WORKER_DATABASE_URL의 서버에 연결되는지 확인한 뒤 다시 시작하세요. 이미 등록한 환불은 " +
          "테이블에 남아 있습니다."
      }
      : {
        message: `The database reported an error (${error.reason._tag}, ${codeOf(error)}). Check ` +
          "WORKER_DATABASE_FILE or WORKER_DATABASE_URL, then start again. Refunds that were added before stay in the " +
          "table.",
        messageKo:
          `데이터베이스 오류가 발생했습니다(${error.reason._tag}, ${
            codeOf(error, "korean")
          }). WORKER_DATABASE_FILE이나 ` +
          "WORKER_DATABASE_URL을 확인한 뒤 다시 시작하세요. 이미 등록한 환불은 테이블에 남아 있습니다."
      }
  )

/** One line for each setting, with its name and never with its value. */
export const ofConfig = (error: Config.ConfigError): StartupError => ofBilingual(Settings.fromConfigError(error))

/** Of an error of a package, or a message that is written like one. */
export const ofBilingual = ({ message, messageKo }: { readonly message: string; readonly messageKo: string }) =>
  new StartupError({ english: message, korean: messageKo })

/** Any error that a command can fail with. */
export type CommandError =
  | Config.ConfigError
  | SqlError.SqlError
  | StartupError
  | {
    readonly _tag: "InvalidRefund" | "KeyReused" | "LedgerFailed" | "TagSecretUnknown"
    readonly message: string
    readonly messageKo: string
  }

export const bilingualOf = (error: CommandError): Bilingual => {
  switch (error._tag) {
    case "SqlError":
      return ofDatabase(error)
    case "ConfigError":
      return ofConfig(error)
    case "StartupError":
      return error
    default:
      return { english: error.message, korean: error.messageKo }
  }
}

/** The message in both languages. */
export const messageOf = (error: CommandError): string => {
  const { english, korean } = bilingualOf(error)
  return `${english}\n${korean}`
}

/** The text on one line. */
export const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ")

/** Turns every failure of a layer into a `StartupError`. */
export const orStartupError =
  <E>(toError: (error: E) => StartupError) => <A, R>(layer: Layer.Layer<A, E, R>): Layer.Layer<A, StartupError, R> =>
    Layer.catchCause(
      layer,
      (cause) =>
        Layer.unwrap(Effect.failCause(Cause.map(cause, toError)) as Effect.Effect<Layer.Layer<A>, StartupError>)
    )

/**
 * The code of the first cause that has one, such as `EADDRINUSE`, and what it means for a database.
 *
 * Never a message, because a message of a driver may contain values that are secret.
 */
export const codeOf = (error: unknown, language: keyof Bilingual = "english"): string => {
  for (let cause = error; typeof cause === "object" && cause !== null; cause = (cause as { cause?: unknown }).cause) {
    const { code, errcode } = cause as { readonly code?: unknown; readonly errcode?: unknown }
    if (typeof code !== "string" || !/^[\w.]+$/.test(code)) continue
    const meaning = meaningOf({ code, errcode })
    return meaning === undefined ? code : `${code}: ${meaning[language]}`
  }
  return language === "korean" ? "코드 없음" : "no code"
}

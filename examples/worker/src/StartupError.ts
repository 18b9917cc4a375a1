/**
 * What a person has to put right before the worker can go on.
 */
import { Cause, type Config, Effect, Layer, Schema } from "effect"
import type { SqlError } from "effect/sql"

/**
 * A sentence for whoever started the command. It never holds an address with a password, nor anything else that was configured.
 */
export class Trouble extends Schema.TaggedError<Trouble>()("Trouble", { problem: Schema.String }) {
  override get message() {
    return this.problem
  }
}

/** The database refused or is away; `reason` is Effect's word for it, and the driver's code where there is one. */
export const ofDatabase = (error: SqlError.SqlError): Trouble =>
  new Trouble({
    problem: `The database does not answer as it should (${error.reason._tag}, ${codeOf(error)}). ` +
      "Nothing is lost: refunds that were taken in stay there. Check WORKER_DATABASE_FILE or WORKER_DATABASE_URL, then start again."
  })

/** A setting is missing or makes no sense. The message names it and never shows its value. */
export const ofConfig = (error: Config.ConfigError): Trouble =>
  new Trouble({
    problem: `A setting is missing or makes no sense: ${oneLine(error.message).replace(/^SchemaError\((.*)\)$/, "$1")}.`
  })

/** What to tell whoever started the command. */
export const sentenceOf = (
  error: Config.ConfigError | SqlError.SqlError | { readonly _tag: "Trouble" | "KeyInUse"; readonly message: string }
) =>
  error._tag === "SqlError"
    ? ofDatabase(error).message
    : error._tag === "ConfigError"
    ? ofConfig(error).message
    : error.message

/** For a person, on one line. */
export const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ")

/** A layer that says what is wrong in such a sentence. */
export const orTrouble =
  <E>(sentence: (error: E) => Trouble) => <A, R>(layer: Layer.Layer<A, E, R>): Layer.Layer<A, Trouble, R> =>
    Layer.catchCause(
      layer,
      (cause) => Layer.unwrap(Effect.failCause(Cause.map(cause, sentence)) as Effect.Effect<Layer.Layer<A>, Trouble>)
    )

/** The code of whatever lies deepest, such as `EADDRINUSE`, and never a sentence: nobody knows what is in one. */
export const codeOf = (error: unknown): string => {
  for (let cause = error; typeof cause === "object" && cause !== null; cause = (cause as { cause?: unknown }).cause) {
    const { code } = cause as { readonly code?: unknown }
    if (typeof code === "string" && /^[\w.]+$/.test(code)) return code
  }
  return "no code"
}

/**
 * A CSV for a spreadsheet, written as a stream.
 */
import type { Bilingual } from "@effect-portone/core"
import * as NodeSink from "@effect/platform-node/NodeSink"
import { stringify } from "csv-stringify/sync"
import { Effect, Exit, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { createWriteStream } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { FORMULA } from "./import/Csv.ts"
import { codeOf, StartupError } from "./StartupError.ts"

/**
 * Writes another file, readable by its owner only, and renames it when it is complete. The name
 * is random and the file must be new, so that no link is followed. The byte order mark tells Excel
 * that it is UTF-8.
 */
export const writeCsv = <E, R>(
  columns: ReadonlyArray<string>,
  rows: Stream.Stream<ReadonlyArray<ReadonlyArray<string | number>>, E, R>,
  target: string,
  advice: Bilingual
): Effect.Effect<void, E | StartupError, R> =>
  Effect.suspend(() => {
    const part = `${target}.${randomUUID()}.part`
    const text = Stream.prepend(rows, [[columns]]).pipe(
      Stream.map((some) => stringify(some.map((fields) => fields.map(marked))))
    )
    const unwritable = (error: unknown) =>
      new StartupError({
        english: `${target} cannot be written (${codeOf(error)}). ${advice.english}`,
        korean: `${target} 파일을 쓸 수 없습니다(${codeOf(error, "korean")}). ${advice.korean}`
      })
    return Stream.prepend(text, ["\uFEFF"]).pipe(
      Stream.run(NodeSink.fromWritable({
        evaluate: () => createWriteStream(part, { mode: 0o600, flags: "wx" }),
        onError: unwritable
      })),
      Effect.andThen(Effect.tryPromise({ try: () => rename(part, target), catch: unwritable })),
      Effect.onExit((exit) => Exit.isSuccess(exit) ? Effect.void : Effect.promise(() => rm(part, { force: true })))
    )
  })

// internal

/** A spreadsheet must not evaluate a key such as `=1+1`. `Csv` removes the apostrophe again. */
const marked = (field: string | number) => typeof field === "string" && FORMULA.test(field) ? `'${field}` : field

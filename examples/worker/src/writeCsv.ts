/**
 * A CSV for a spreadsheet, written as a stream.
 */
import type { Bilingual } from "@effect-portone/core"
import * as NodeSink from "@effect/platform-node/NodeSink"
import { stringify } from "csv-stringify/sync"
import { Effect, Exit, Option, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { createWriteStream, realpathSync, statSync } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { filesOf } from "./Database.ts"
import { FORMULA } from "./import/Csv.ts"
import { Settings } from "./Settings.ts"
import { codeOf, StartupError } from "./StartupError.ts"

/**
 * Writes another file, readable by its owner only, and renames it when it is complete. The name
 * is random and the file must be new, so that no link is followed. The byte order mark tells Excel
 * that it is UTF-8. Never replaces a file of the database, nor one of `kept`.
 */
export const writeCsv = <E, R>(
  columns: ReadonlyArray<string>,
  rows: Stream.Stream<ReadonlyArray<ReadonlyArray<string | number>>, E, R>,
  target: string,
  advice: Bilingual,
  kept: ReadonlyArray<string> = []
): Effect.Effect<void, E | StartupError, R | Settings> =>
  Effect.flatMap(Settings, ({ file, url }) => {
    const files = [...Option.isNone(url) ? filesOf(file) : [], ...kept]
    const same = files.find((other) => isSameFile(other, target))
    if (same !== undefined) {
      return new StartupError({
        english: `--result ${target} would replace ${same}. Nothing was written: name another file. ${advice.english}`,
        korean:
          `--result ${target}에 쓰면 ${same} 파일을 덮어씁니다. 아무것도 쓰지 않았으니 다른 파일을 지정하세요. ${advice.korean}`
      })
    }
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

/** Whether two names are of one file, also of one that is not there yet. */
const isSameFile = (one: string, other: string): boolean => {
  if (realNameOf(one) === realNameOf(other)) return true
  const [first, second] = [statOf(one), statOf(other)]
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev
}

const realNameOf = (file: string): string => {
  const whole = resolve(file)
  try {
    return realpathSync(whole)
  } catch {
    return dirname(whole) === whole ? whole : join(realNameOf(dirname(whole)), basename(whole))
  }
}

const statOf = (file: string) => {
  try {
    return statSync(file, { bigint: true })
  } catch {
    return undefined
  }
}

/** A spreadsheet must not evaluate a key such as `=1+1`. `Csv` removes the apostrophe again. */
const marked = (field: string | number) => typeof field === "string" && FORMULA.test(field) ? `'${field}` : field

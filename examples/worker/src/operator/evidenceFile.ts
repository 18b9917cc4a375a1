/**
 * A file that a person gives as evidence, such as an export of the PG's console. It stays where it
 * is; the event has its hash, so that it can be recognised later.
 */
import { Effect } from "effect"
import { Flag } from "effect/cli"
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { codeOf, ofBilingual } from "../StartupError.ts"

export const evidenceFlag = Flag.String("evidence").pipe(
  Flag.withDescription("A file that shows it, such as an export of the PG's console; it is hashed, not copied"),
  Flag.optional
)

export const hashOfFile = (file: string) =>
  Effect.tryPromise({
    try: () => readFile(file),
    catch: (error) =>
      ofBilingual({
        message:
          `--evidence ${file} cannot be read (${codeOf(error)}). Nothing was changed. Save what you compared with, ` +
          "such as an export or a screenshot of the PG's console, and name that file.",
        messageKo:
          `--evidence ${file} 파일을 읽을 수 없습니다(${
            codeOf(error, "korean")
          }). 아무것도 바꾸지 않았습니다. PG사 관리자 ` +
          "페이지의 내역이나 화면 캡처처럼 대조에 쓴 자료를 저장하고 그 파일을 지정하세요."
      })
  }).pipe(Effect.flatMap((bytes) =>
    bytes.length === 0
      ? Effect.fail(ofBilingual({
        message: `--evidence ${file} is empty. Nothing was changed.`,
        messageKo: `--evidence ${file} 파일이 비어 있습니다. 아무것도 바꾸지 않았습니다.`
      }))
      : Effect.succeed(createHash("sha256").update(bytes).digest("hex"))
  ))

/**
 * Which database and which merchant a command is about. In another shell, the same command may be
 * about a sandbox.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Option, Redacted } from "effect"
import type { SqlError } from "effect/sql"
import { resolve } from "node:path"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { printAside } from "../terminal.ts"

/** The first line of each command that changes something. */
export const place = Effect.map(Settings, ({ embedded, file, merchant, url }): Bilingual => {
  const database = Option.match(url, { onNone: () => resolve(file), onSome: (url) => serverOf(Redacted.value(url)) })
  return {
    english: `Database ${database}, merchant ${merchant}.${embedded ? ` ${SANDBOX.english}` : ""}`,
    korean: `데이터베이스 ${database}, 상점 ${merchant}.${embedded ? ` ${SANDBOX.korean}` : ""}`
  }
})

/** For a command that reads: says so where it is about the sandbox, and not in a pipe. */
export const asideInSandbox = Effect.gen(function*() {
  if ((yield* Settings).embedded) yield* printAside(yield* place)
})

/**
 * Why nothing may be changed here: without PortOne's settings, a person who means the real refunds
 * would change the file of a sandbox, and the real worker would go on.
 */
export const notHere: Effect.Effect<Bilingual | undefined, SqlError.SqlError, JobStore | Settings> = Effect.gen(
  function*() {
    const { embedded, isFileNamed } = yield* Settings
    if (!embedded) return undefined
    const isUsed = isFileNamed && (yield* (yield* JobStore).list({ after: "", most: 1 })).length > 0
    return isUsed ? undefined : NOT_HERE
  }
)

// internal

/** Without the user and the password. */
const serverOf = (url: string): string => {
  const { host, pathname } = URL.parse(url) ?? { host: "", pathname: "" }
  return host === "" ? "PostgreSQL" : `PostgreSQL ${host}${pathname}`
}

const SANDBOX: Bilingual = {
  english: "No setting of PortOne is set, so this is a sandbox: no real refund is affected.",
  korean: "포트원 설정이 없어 샌드박스입니다. 실제 환불에는 영향이 없습니다."
}

const NOT_HERE: Bilingual = {
  english:
    "Nothing was changed. The real refunds have the settings of the shell or service that runs `worker serve`: set " +
    "PORTONE_IMP_KEY, PORTONE_IMP_SECRET and WORKER_DATABASE_FILE or WORKER_DATABASE_URL as there. To change refunds of a " +
    "sandbox, name its file with WORKER_DATABASE_FILE.",
  korean:
    "아무것도 바꾸지 않았습니다. 실제 환불의 설정은 `worker serve`를 실행하는 셸이나 서비스에 있습니다. 그곳과 같이 " +
    "PORTONE_IMP_KEY, PORTONE_IMP_SECRET과 WORKER_DATABASE_FILE 또는 WORKER_DATABASE_URL을 설정하세요. 샌드박스의 환불을 " +
    "바꾸려면 WORKER_DATABASE_FILE로 그 파일을 지정하세요."
}

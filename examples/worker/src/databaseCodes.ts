/**
 * What the codes of a database that cannot be used mean. The texts are ours, because a message of a
 * driver may contain values.
 */
import type { Bilingual } from "@effect-portone/core"

/** The meaning of an error's code, if it is one of the table. */
export const meaningOf = ({ code, errcode }: { readonly code: string; readonly errcode?: unknown }) =>
  // `node:sqlite` has one code for all errors, and SQLite's extended code in `errcode`.
  code === "ERR_SQLITE_ERROR" && typeof errcode === "number" ? sqlite.get(errcode & 0xff) : postgres.get(code)

// internal

/** Source: https://www.sqlite.org/rescode.html */
const sqlite = new Map<number, Bilingual>([
  [5, { english: "locked by another process", korean: "다른 프로세스가 잠금" }],
  [6, { english: "locked", korean: "잠김" }],
  [8, { english: "read-only", korean: "읽기 전용" }],
  [10, { english: "the disk reports an error", korean: "디스크 오류" }],
  [11, { english: "the file is damaged", korean: "파일 손상" }],
  [13, { english: "the disk is full", korean: "디스크 공간 부족" }],
  [14, { english: "the file cannot be opened", korean: "파일을 열 수 없음" }],
  [26, { english: "the file is not a database", korean: "데이터베이스 파일이 아님" }]
])

/** Source: https://www.postgresql.org/docs/current/errcodes-appendix.html, and Node's own codes. */
const postgres = new Map<string, Bilingual>([
  ["25006", { english: "read-only", korean: "읽기 전용" }],
  ["28P01", { english: "the password is wrong", korean: "비밀번호가 틀림" }],
  ["53100", { english: "the disk is full", korean: "디스크 공간 부족" }],
  ["53200", { english: "out of memory", korean: "메모리 부족" }],
  ["53300", { english: "too many connections", korean: "연결이 너무 많음" }],
  ["57P01", { english: "the server stops", korean: "서버가 종료하는 중" }],
  ["57P02", { english: "the server has crashed", korean: "서버 비정상 종료" }],
  ["57P03", { english: "the server does not accept connections now", korean: "서버가 지금 연결을 받지 않음" }],
  ["58030", { english: "the disk reports an error", korean: "디스크 오류" }],
  ["ECONNREFUSED", { english: "no server accepts connections there", korean: "그 주소에서 연결을 받는 서버가 없음" }]
])

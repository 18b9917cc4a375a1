/**
 * The tag secrets of the table and of this process: which step of a rotation comes next, and
 * forgetting a secret that no refund needs any more.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as TagSecrets from "../engine/TagSecrets.ts"
import { Events } from "../events/Events.ts"
import { Settings } from "../Settings.ts"

export interface Secrets {
  /** Fingerprints of this process, the current secret's first. */
  readonly own: ReadonlyArray<string>
  /** Fingerprints that every process must have, with how many payments of the ledger need each. */
  readonly known: ReadonlyMap<string, number>
  readonly missing: ReadonlyArray<string>
}

export const read = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { known, missing, own } = yield* TagSecrets.compare
  const uses = new Map<string, number>()
  for (const fingerprint of known) {
    // The ledger has a text for each payment, with the fingerprints of its refunds.
    const [row] = yield* sql<{ readonly payments: number | bigint }>`
      SELECT count(*) AS payments FROM portone_refund_ledger WHERE refunds LIKE ${`%"${fingerprint}"%`}`
    uses.set(fingerprint, Number(row?.payments ?? 0))
  }
  return { own, missing, known: uses } satisfies Secrets
})

/** What to do next to replace the secret. */
export const next = ({ known, missing, own }: Secrets): Bilingual => {
  const [current = "", ...previous] = own
  if (missing.length > 0) {
    return {
      english: `This process lacks ${missing.join(", ")}: add that secret to PORTONE_REFUND_TAG_PREVIOUS_SECRETS.`,
      korean: `이 프로세스에 ${
        missing.join(", ")
      }의 비밀 값이 없습니다. PORTONE_REFUND_TAG_PREVIOUS_SECRETS에 추가하세요.`
    }
  }
  if (previous.length === 0) {
    return {
      english:
        "Step 1: make a secret (openssl rand -base64 32), add it to PORTONE_REFUND_TAG_PREVIOUS_SECRETS of every " +
        "process, and start them again.",
      korean:
        "1단계: 새 비밀 값을 만들어(openssl rand -base64 32) 모든 프로세스의 PORTONE_REFUND_TAG_PREVIOUS_SECRETS에 " +
        "추가하고 다시 시작하세요."
    }
  }
  const unused = previous.filter((fingerprint) => known.has(fingerprint) && known.get(fingerprint) === 0)
  const isBefore = unused.length > 0 && (known.get(current) ?? 0) > 0
  return isBefore
    ? {
      english: `Step 2: when every process has ${unused.join(", ")}, exchange the two: it becomes ` +
        `PORTONE_REFUND_TAG_SECRET, and ${current} a previous one. To give it up instead: forget-secret.`,
      korean:
        `2단계: 모든 프로세스에 ${
          unused.join(", ")
        }가 있으면 두 값을 바꾸세요. 이 값은 PORTONE_REFUND_TAG_SECRET이 되고 ` +
        `${current}는 이전 값이 됩니다. 교체를 그만두려면 forget-secret을 쓰세요.`
    }
    : {
      english: `Step 3: keep ${
        previous.join(", ")
      } as previous secrets for as long as the ledger has payments of them.`,
      korean: `3단계: 환불 장부에 해당 결제가 남아 있는 동안 ${previous.join(", ")}를 이전 값으로 유지하세요.`
    }
}

/** Why a secret must not be forgotten. */
export const problemOf = ({ known, own }: Secrets, fingerprint: string): Bilingual | undefined => {
  const payments = known.get(fingerprint)
  if (payments === undefined) {
    return {
      english: `The table knows no secret with this fingerprint. It knows ${[...known.keys()].join(", ") || "none"}.`,
      korean: `이 지문의 비밀 값은 테이블에 없습니다. 등록된 지문: ${[...known.keys()].join(", ") || "없음"}.`
    }
  }
  if (payments > 0) {
    return {
      english:
        `${payments} payments of the refund ledger need ${fingerprint}: without it, their refunds could not be ` +
        "recognised. Keep it as a previous secret.",
      korean:
        `환불 장부의 결제 ${payments}건에 ${fingerprint}가 필요합니다. 없으면 해당 환불을 알아볼 수 없으니 이전 값으로 유지하세요.`
    }
  }
  return fingerprint === own[0]
    ? {
      english: `${fingerprint} is the current secret of this process.`,
      korean: `${fingerprint}는 이 프로세스의 현재 비밀 값입니다.`
    }
    : undefined
}

/** Processes may then start without this secret. */
export const forget = Effect.fnUntraced(
  function*(fingerprint: string, by: { readonly person: string; readonly because: string }) {
    const sql = yield* SqlClient.SqlClient
    const { merchant } = yield* Settings
    yield* Effect.gen(function*() {
      yield* sql`DELETE FROM refund_secret WHERE merchant = ${merchant} AND fingerprint = ${fingerprint}`
      yield* (yield* Events).append({ action: "secret-forgotten", ...by, detail: { fingerprint } })
    }).pipe(sql.withTransaction)
  }
)

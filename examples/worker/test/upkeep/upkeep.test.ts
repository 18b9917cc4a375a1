import { afterAll, assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { database, isServer } from "../../../../packages/token-store/test/servers.ts"
import { isWorker } from "../../src/Database.ts"
import { Events } from "../../src/events/Events.ts"
import { JobStore } from "../../src/jobs/JobStore.ts"
import { reconcile } from "../../src/reconcile/reconcile.ts"
import { Settings } from "../../src/Settings.ts"
import type { Finding } from "../../src/upkeep/checks.ts"
import { examine } from "../../src/upkeep/doctor.ts"
import * as Erase from "../../src/upkeep/erase.ts"
import * as RotateSecret from "../../src/upkeep/rotateSecret.ts"
import * as Readings from "../../src/watch/Readings.ts"
import * as Worker from "../../src/Worker.ts"
import { day, NOW, plant } from "../reconcile/planted.ts"
import { ended, gone, layer, seed } from "../shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000
const FIRST = "a-tag-secret-of-more-than-32-characters"
const UNUSED = "a-tag-secret-of-more-than-32-characters-too"
const SECOND = "the-next-tag-secret-has-32-characters-too"
const BY = { person: "minji", because: "보관 기간 경과" }

/** The statements that the documentation gives. */
const renaming = /```text\nBEGIN;\n([^]*?)COMMIT;/.exec(
  readFileSync(new URL("../../../../docs/operating.md", import.meta.url), "utf8")
)?.[1]?.split("\n").filter((line) => line !== "") ?? []
const retention = /^DELETE FROM refund_job [^]*?^\)/m.exec(
  readFileSync(new URL("../../../../docs/scaling.md", import.meta.url), "utf8")
)?.[0] ?? ""

const server = await database()
let merchants = 0

const withSecrets = (current: string, previous: string) =>
  Layer.effect(
    ConfigProvider.ConfigProvider,
    Effect.map(ConfigProvider.ConfigProvider, (others) =>
      ConfigProvider.orElse(
        ConfigProvider.fromUnknown({
          PORTONE_REFUND_TAG_SECRET: current,
          PORTONE_REFUND_TAG_PREVIOUS_SECRETS: previous
        }),
        others
      ))
  )

const refund = Effect.fnUntraced(function*(key: string, reason: string) {
  yield* seed(`imp_${key}`)
  yield* (yield* JobStore).add([{ key, impUid: `imp_${key}`, amount: 3000, reason }], "test")
  return yield* Effect.provide(ended(key), Worker.refunds)
})

const levels = Effect.map(examine, (findings) => Object.fromEntries(findings.map(({ check, level }) => [check, level])))

/** The bytes of the database's files. */
const bytes = Effect.gen(function*() {
  const { file, url } = yield* Settings
  if (Option.isSome(url)) return Buffer.alloc(0)
  const folder = dirname(file)
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
})

const tests = (shop: () => ReturnType<typeof layer>) => () => {
  it.live(
    "erases reasons and a provider's words after the retention time, and no refund",
    () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const store = yield* JobStore
        const events = yield* Events
        yield* refund("old", "홍길동 님의 변심")
        yield* refund("new", "임꺽정 님의 변심")
        yield* events.append({ action: "noted", ...BY, because: "홍길동 님의 전화", key: "old", detail: {} })
        yield* sql`UPDATE refund_job SET state = 'rejected', outcome = ${
          JSON.stringify({ outcome: "Rejected", cause: "홍길동 님의 계좌", advice: "홍길동" })
        } WHERE key = 'old'`
        const [before] = yield* store.get(["new"])
        const future = (before?.updatedAt ?? 0) + 60_000
        yield* sql`UPDATE refund_job SET updated_at = 1000 WHERE key = 'old'`
        if (Option.isNone((yield* Settings).url)) assert.isTrue((yield* bytes).includes("홍길동"))

        assert.deepStrictEqual(yield* Erase.count(2000), { jobs: 1, texts: 0 })
        assert.deepStrictEqual(yield* Erase.erase(2000, BY), { jobs: 1, texts: 0, isWhole: true })
        assert.deepStrictEqual(yield* Erase.count(future), { jobs: 1, texts: 2 })

        const [old] = yield* store.get(["old"])
        assert.deepInclude(old, {
          amount: 3000,
          impUid: "imp_old",
          reason: undefined,
          outcome: { outcome: "Rejected" }
        })
        assert.deepStrictEqual((yield* store.get(["new"]))[0], before)
        assert.deepStrictEqual((yield* store.add([{ key: "old", impUid: "imp_old", amount: 3000 }], "test")).added, 0)

        assert.deepStrictEqual(yield* Erase.erase(future, BY), { jobs: 1, texts: 3, isWhole: true })
        assert.deepInclude(yield* Erase.count(future), { jobs: 0 })
        assert.strictEqual((yield* events.verify)._tag, "Verified")
        const found = yield* bytes
        for (const name of ["홍길동", "임꺽정"]) assert.isFalse(found.includes(name), name)
      }).pipe(Effect.provide(shop())),
    LIMIT
  )

  it.live(
    "refunds nothing again whose job was removed from the table, because the ledger knows it",
    () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const store = yield* JobStore
        yield* refund("gone", "변심")
        yield* sql`UPDATE refund_job SET updated_at = 1000 WHERE key = 'gone'`
        yield* sql.unsafe(retention)
        assert.lengthOf(yield* store.get(["gone"]), 0)

        yield* store.add([{ key: "gone", impUid: "imp_gone", amount: 3000 }], "test")
        const [again] = yield* Effect.provide(ended("gone"), Worker.refunds)
        yield* sql`DELETE FROM refund_job WHERE key = 'gone'`
        yield* store.add([{ key: "gone", impUid: "imp_gone", amount: 2000 }], "test")
        const [other] = yield* Effect.provide(ended("gone"), Worker.refunds)

        assert.deepInclude(again, { state: "done", sends: 0 })
        assert.deepInclude(other, { state: "needs-review", sends: 0 })
        assert.strictEqual(other?.outcome?.outcome, "KeyReused")
        assert.deepStrictEqual(yield* gone, ["3000 of imp_gone"])
      }).pipe(Effect.provide(shop())),
    LIMIT
  )

  it.live("leaves the reason of a refund that may be sent again", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const store = yield* JobStore
      yield* store.add([{ key: "open", impUid: "imp_open", amount: 3000, reason: "변심" }], "test")
      yield* sql`UPDATE refund_job SET updated_at = 1000 WHERE key = 'open'`

      assert.deepStrictEqual(yield* Erase.erase(2000, BY), { jobs: 0, texts: 0, isWhole: true })
      assert.strictEqual((yield* store.get(["open"]))[0]?.reason, "변심")
    }).pipe(Effect.provide(shop())), LIMIT)

  it.live("finds what keeps refunds from being made or known", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* refund("first", "변심")
      const well: Readonly<Record<string, Finding["level"]>> = {
        // The server of these tests runs without fsync.
        database: Option.isNone((yield* Settings).url) ? "ok" : "wrong",
        merchant: "ok",
        clock: "ok",
        "tag secret": "ok",
        credentials: "ok",
        "PG html5_inicis": "ok",
        jobs: "ok",
        events: "ok"
      }
      assert.deepStrictEqual(yield* levels, well)

      const { credentials: _credentials, "tag secret": _secret, ...others } = well
      assert.deepStrictEqual(yield* Effect.provide(levels, withSecrets(SECOND, "")), { ...well, "tag secret": "wrong" })
      assert.deepStrictEqual(yield* Effect.provide(levels, withSecrets("short", "")), { ...others, settings: "wrong" })
      const otherKey = Layer.effect(
        ConfigProvider.ConfigProvider,
        Effect.map(ConfigProvider.ConfigProvider, (others) =>
          ConfigProvider.orElse(ConfigProvider.fromUnknown({ PORTONE_IMP_SECRET: "another" }), others))
      )
      assert.deepStrictEqual(yield* Effect.provide(levels, otherKey), { ...well, credentials: "wrong" })

      yield* sql`UPDATE refund_job SET updated_at = updated_at + 3600000, state = 'needs-review', outcome = ${
        JSON.stringify({ outcome: "Undetermined", cause: "BrokenInvariant" })
      }`
      assert.deepInclude(yield* levels, { clock: "warning", jobs: "wrong" })
      assert.deepInclude((yield* Readings.read).unknown, {
        state: "needs-review",
        outcome: "Undetermined",
        cause: "BrokenInvariant",
        pg: "html5_inicis",
        jobs: 1
      })
      const text = JSON.stringify(yield* Effect.provide(examine, otherKey))
      for (const secret of [FIRST, "another"]) {
        assert.notInclude(text, secret)
      }
    }).pipe(Effect.provide(shop())), LIMIT)

  it.live(
    "names a merchant for which no process starts any more, and renames it",
    () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const store = yield* JobStore
        const { merchant } = yield* Settings
        yield* store.add([{ key: "open", impUid: "imp_open", amount: 3000 }], "test")
        yield* sql`UPDATE refund_job SET merchant = ${`${merchant} `} WHERE merchant = ${merchant}`
        yield* sql`INSERT INTO refund_event_head ${sql.insert({ merchant: `${merchant} `, seq: 0, hash: "" })}`
        const shown = Effect.map(examine, (findings) => findings.find(({ check }) => check === "merchant"))
        const found = yield* shown
        assert.deepStrictEqual([found?.level, found?.text.english.includes(`"${merchant} "`)], ["warning", true])

        assert.lengthOf(renaming, 4)
        for (const statement of renaming) {
          yield* sql.unsafe(statement.replaceAll("'shop", `'${merchant}`))
        }

        assert.strictEqual((yield* shown)?.level, "ok")
        assert.lengthOf(yield* store.get(["open"]), 1)
      }).pipe(Effect.provide(shop())),
    LIMIT
  )

  it.live(
    "leads through the replacement of the tag secret, and forgets none that is needed",
    () =>
      Effect.gen(function*() {
        const step = Effect.map(RotateSecret.read, (secrets) => RotateSecret.next(secrets).english.slice(0, 6))
        const withLookUps = Effect.provide(Worker.lookUps)
        yield* refund("first", "변심")
        assert.strictEqual(yield* withLookUps(step), "Step 1")

        const second = Effect.provide(withSecrets(FIRST, SECOND))
        yield* second(refund("second", "변심"))
        assert.strictEqual(yield* second(withLookUps(step)), "Step 2")

        const third = Effect.provide(withSecrets(SECOND, FIRST))
        yield* third(refund("third", "변심"))
        assert.strictEqual(yield* third(withLookUps(step)), "Step 3")
        assert.strictEqual(yield* Effect.provide(withLookUps(step), withSecrets(FIRST, "")), "This p")

        const { known, own } = yield* third(withLookUps(RotateSecret.read))
        const [current = "", previous = ""] = own
        assert.isAbove(known.get(previous) ?? 0, 0)
        for (const fingerprint of [current, previous, "AAAAAAAAAAAA"]) {
          const problem = RotateSecret.problemOf(yield* third(withLookUps(RotateSecret.read)), fingerprint)
          assert.match(problem?.english ?? "", /payments of the refund ledger need|knows no secret/)
        }
        assert.deepStrictEqual(
          [...(yield* third(withLookUps(RotateSecret.read))).known.keys()].toSorted(),
          [...own].toSorted()
        )
      }).pipe(Effect.provide(shop())),
    LIMIT
  )

  it.live("forgets a secret that was never used", () =>
    Effect.gen(function*() {
      const { own: [first = ""] } = yield* Effect.provide(RotateSecret.read, Worker.lookUps)
      const both = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, withSecrets(FIRST, UNUSED))
      yield* both(Effect.provide(Effect.void, Worker.refunds))
      const { known } = yield* both(Effect.provide(RotateSecret.read, Worker.lookUps))
      const unused = [...known.keys()].find((fingerprint) => fingerprint !== first) ?? ""

      const secrets = yield* Effect.provide(RotateSecret.read, Worker.lookUps)
      assert.isDefined(RotateSecret.problemOf(secrets, first))
      assert.isUndefined(RotateSecret.problemOf(secrets, unused))

      yield* RotateSecret.forget(unused, BY)

      assert.deepStrictEqual([...(yield* Effect.provide(RotateSecret.read, Worker.lookUps)).known.keys()], [first])
      assert.deepInclude((yield* (yield* Events).read({ action: "secret-forgotten" }))[0], BY)
    }).pipe(Effect.provide(shop())), LIMIT)
}

describe("upkeep on SQLite", tests(layer))

describe("erasing", () => {
  it.live(
    "leaves no reason in the free pages of SQLite's file, also none of an earlier version",
    () =>
      Effect.gen(function*() {
        const { file } = yield* Settings
        const sql = yield* SqlClient.SqlClient
        const store = yield* JobStore
        const reason = (name: string, n: number) => `${name} ${String(n).padStart(4, "0")} ${"변심 ".repeat(60)}`
        const jobs = Array.from({ length: 200 }, (_, n) => ({
          key: `r-${n}`,
          impUid: `imp_${n}`,
          amount: 1,
          reason: reason("홍길동", n)
        }))
        yield* store.add(jobs, "test")
        const emptied = sql`PRAGMA wal_checkpoint(TRUNCATE)`

        yield* sql`UPDATE refund_job SET reason = NULL`
        yield* emptied
        assert.isFalse((yield* bytes).includes("홍길동"), "what this version replaces")
        const earlier = new DatabaseSync(file)
        earlier.exec("PRAGMA secure_delete = OFF")
        const write = earlier.prepare("UPDATE refund_job SET reason = ?, state = 'done' WHERE key = ?")
        for (const { key } of jobs) write.run(reason("임꺽정", 1), key)
        earlier.exec("UPDATE refund_job SET reason = NULL")
        earlier.close()
        yield* emptied
        assert.isTrue((yield* bytes).includes("임꺽정"))

        // While a worker has the file, its writes would wait for the whole file to be rewritten.
        const beside = Layer.effectDiscard(isWorker)
        const whileServed = yield* Effect.provide(Erase.erase(1, BY), beside, { local: true })
        const alone = yield* Erase.erase(1, BY)

        assert.deepStrictEqual([whileServed.isWhole, alone.isWhole], [false, true])
        assert.isFalse((yield* bytes).includes("임꺽정"))
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "says that SQLite's log still has the texts while another process reads the file",
    () =>
      Effect.gen(function*() {
        const { file } = yield* Settings
        yield* refund("old", "홍길동 님의 변심")
        // SQLite waits 100 ms for the reader before it gives up emptying the log.
        yield* (yield* SqlClient.SqlClient)`PRAGMA busy_timeout = 100`
        const reader = new DatabaseSync(file)
        reader.exec("BEGIN")
        reader.prepare("SELECT count(*) FROM refund_job").get()

        const whileRead = yield* Erase.erase(Number.MAX_SAFE_INTEGER, BY)
        assert.isTrue((yield* bytes).includes("홍길동"))
        reader.close()
        const afterwards = yield* Erase.erase(Number.MAX_SAFE_INTEGER, BY)

        assert.deepInclude(whileRead, { jobs: 1, isWhole: false })
        assert.deepInclude(afterwards, { jobs: 0, isWhole: true })
        assert.isFalse((yield* bytes).includes("홍길동"))
      }).pipe(Effect.provide(layer())),
    LIMIT
  )
})

if (isServer(server)) {
  afterAll(server.stop)
  const shop = () => layer({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: `upkeep-${merchants++}` })

  describe("upkeep on PostgreSQL", tests(shop))

  describe("the comparison of a day on PostgreSQL", () => {
    it.live("finds what it finds on SQLite", () =>
      Effect.gen(function*() {
        yield* plant

        const { differences } = yield* Effect.provide(reconcile(day, NOW), Worker.lookUps)

        assert.deepStrictEqual(differences.map(({ kind }) => kind), [
          "contradicted",
          "foreign",
          "foreign",
          "missing",
          "open",
          "other-amount",
          "other-day",
          "settled-late",
          "taken-back",
          "twice",
          "twice",
          "unrecorded",
          "vanished"
        ])
      }).pipe(Effect.provide(shop())), LIMIT)
  })
} else it.skip(server)

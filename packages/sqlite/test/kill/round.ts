/**
 * One round: a process writes refunds and is killed with SIGKILL, then the commits that it reported
 * are compared with the file.
 */
import { spawn } from "node:child_process"
import { execPath } from "node:process"
import { createInterface } from "node:readline"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("writer.ts", import.meta.url))

export interface Writer {
  /** Reads lines until `wanted` is true for one. The process goes on. */
  readonly until: (wanted: (line: string) => boolean) => Promise<void>
  /** Kills the process, and returns the last number that it reported. */
  readonly kill: () => Promise<number>
  /** Every number that it reported. */
  readonly reported: ReadonlySet<number>
}

export const start = (filename: string, half = 0, fibers = 0): Writer => {
  const child = spawn(execPath, [program, filename, String(half), "FULL", String(fibers)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const gone = new Promise((resolve) => child.once("close", resolve))
  const all = new Set<number>()
  let reported = 0
  let onLine: (line: string) => void = () => {}
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line !== "half") {
      reported = Number(line)
      all.add(reported)
    }
    onLine(line)
  })
  return {
    reported: all,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        void gone.then(() => reject(new Error(`The writer ended after ${reported}`)))
        onLine = (line) => wanted(line) && resolve()
      }),
    kill: async () => {
      child.kill("SIGKILL")
      await gone
      return reported
    }
  }
}

/** The problems of the file of a killed writer, which had reported this number last. */
export const wrong = (filename: string, reported: number): ReadonlyArray<string> => {
  const database = new DatabaseSync(filename)
  const [one] = database.prepare(
    `SELECT (SELECT coalesce(max(id), 0) FROM refunds) AS last, (SELECT count(*) FROM refunds) AS rows,
      (SELECT sum(amount) FROM refunds) AS refunded, (SELECT amount FROM total) AS total`
  ).all()
  const check = database.prepare("PRAGMA integrity_check").all().map((row) => row["integrity_check"])
  database.close()
  const { last, refunded, rows, total } = one as Readonly<Record<string, number>>
  return [
    Number(last) < reported && `${reported} was reported as committed, and the last one is ${last}`,
    Number(last) > reported + 1 && `${last} is in the file, and ${reported} was reported last`,
    rows !== last && `there are ${rows} rows up to ${last}`,
    refunded !== total && `there is a part of a transaction: rows of ${refunded}, a total of ${total}`,
    check.join() !== "ok" && check.join()
  ].filter((problem) => problem !== false)
}

/** The problems of the file of a killed writer whose fibers wrote at the same time. */
export const wrongTogether = (
  filename: string,
  reported: ReadonlySet<number>,
  fibers: number
): ReadonlyArray<string> => {
  const database = new DatabaseSync(filename)
  const ids = new Set(database.prepare("SELECT id FROM grouped").all().map((row) => Number(row["id"])))
  const check = database.prepare("PRAGMA integrity_check").all().map((row) => row["integrity_check"])
  database.close()
  const lost = [...reported].filter((id) => !ids.has(id))
  return [
    lost.length > 0 && `${lost.join(", ")} were reported as committed, and are not in the file`,
    ids.size > reported.size + fibers && `${ids.size} are in the file, and ${reported.size} were reported`,
    check.join() !== "ok" && check.join()
  ].filter((problem) => problem !== false)
}

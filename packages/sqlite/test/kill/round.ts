/**
 * One round: a process writes refunds, is killed with SIGKILL, and what it said is compared with what is in the file.
 */
import { spawn } from "node:child_process"
import { execPath } from "node:process"
import { createInterface } from "node:readline"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("writer.ts", import.meta.url))

export interface Writer {
  /** What it said, until `wanted` says that this line is the last of interest. The process goes on. */
  readonly until: (wanted: (line: string) => boolean) => Promise<void>
  /** Kills it, and gives the number it said last. */
  readonly kill: () => Promise<number>
}

export const start = (filename: string, half = 0): Writer => {
  const child = spawn(execPath, [program, filename, String(half)], { stdio: ["ignore", "pipe", "inherit"] })
  const gone = new Promise((resolve) => child.once("close", resolve))
  let said = 0
  let look: (line: string) => void = () => {}
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line !== "half") said = Number(line)
    look(line)
  })
  return {
    until: (wanted) =>
      new Promise((resolve, reject) => {
        void gone.then(() => reject(new Error(`The writer ended by itself after ${said}`)))
        look = (line) => wanted(line) && resolve()
      }),
    kill: async () => {
      child.kill("SIGKILL")
      await gone
      return said
    }
  }
}

/** What is wrong with the file after a writer was killed that said `said`. Nothing, if the list is empty. */
export const wrong = (filename: string, said: number): ReadonlyArray<string> => {
  const database = new DatabaseSync(filename)
  const [one] = database.prepare(
    `SELECT (SELECT coalesce(max(id), 0) FROM refunds) AS last, (SELECT count(*) FROM refunds) AS rows,
      (SELECT sum(amount) FROM refunds) AS refunded, (SELECT amount FROM total) AS total`
  ).all()
  const check = database.prepare("PRAGMA integrity_check").all().map((row) => row["integrity_check"])
  database.close()
  const { last, refunded, rows, total } = one as Readonly<Record<string, number>>
  return [
    Number(last) < said && `${said} was said to be committed, and the last one is ${last}`,
    Number(last) > said + 1 && `${last} is there, and ${said} was the last one said`,
    rows !== last && `there are ${rows} rows up to ${last}`,
    refunded !== total && `a transaction is there in part: rows of ${refunded}, a total of ${total}`,
    check.join() !== "ok" && check.join()
  ].filter((problem) => problem !== false)
}

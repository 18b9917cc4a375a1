/**
 * The memory that a process has for itself. Its resident set (`VmRSS`) is no measure: it also
 * counts the pages of Node's own program file, which all processes share, and how many of them are
 * mapped depends on how the file came into the system's cache. The same sandbox had 73 and 100 MiB
 * on one machine, and 22 MiB of its own both times.
 */
import { readFileSync } from "node:fs"

/** Units: MiB. Reads `/proc`, so it needs Linux. */
export const memoryOf = (pid: number | undefined): number => {
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status does not say RssAnon`)
  return Math.round(Number(kilobytes) / 1024)
}

/**
 * PostgreSQL and Redis servers on loopback, removed after the test or after the run.
 *
 * If the binaries are missing, the result is the title of a skipped test; with `REQUIRE_SERVICES=1`
 * it is an error.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { basename, delimiter, dirname, join } from "node:path"
import { env, getuid } from "node:process"

export interface Server {
  readonly url: string
  readonly stop: () => void
}

/** A running server, or why there is none. */
export type Offer = Server | string

export const isServer = (offer: Offer): offer is Server => typeof offer !== "string"

/** Without `fsync`, a commit is not on the disk, which is enough for a test. */
export const postgres = async ({ fsync = "off" }: { readonly fsync?: "on" | "off" } = {}): Promise<Offer> => {
  const bin = directoryWith("initdb", "pg_ctl", "postgres")
  if (bin === undefined) return missing("PostgreSQL", "initdb, pg_ctl and postgres", "postgresql")
  const { directory, password, port } = await startPostgres(bin, fsync)
  return { url: urlOf(password, port, "postgres"), stop: () => removePostgres(directory) }
}

let shared: ReturnType<typeof startPostgres> | undefined

/**
 * A new database. Starting a server takes a second, so the test files of one worker share one,
 * which `removeServers` removes after the run. Without `PORTONE_TEST_SERVERS` each file gets its
 * own.
 */
export const database = async (): Promise<Offer> => {
  const prefix = env["PORTONE_TEST_SERVERS"]
  const bin = directoryWith("initdb", "pg_ctl", "postgres", "createdb")
  if (prefix === undefined || bin === undefined) return postgres()
  const { password, port } = await (shared ??= startPostgres(bin, "off", prefix))
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`
  const where = ["-h", "127.0.0.1", "-p", String(port), "-U", "portone", "-w"]
  execFileSync(join(bin, "createdb"), [...where, name], { env: { ...env, PGPASSWORD: password } })
  return { url: urlOf(password, port, name), stop: () => undefined }
}

/** Ends and removes the servers that were started under this `PORTONE_TEST_SERVERS`. */
export const removeServers = (prefix: string): void => {
  const folder = dirname(prefix)
  for (const name of readdirSync(folder)) {
    if (name.startsWith(basename(prefix))) removePostgres(join(folder, name))
  }
}

const startPostgres = async (bin: string, fsync: "on" | "off", prefix = join(tmpdir(), "portone-")) => {
  const directory = ownDirectory(`${prefix}pg-`)
  const run = runIn(directory)
  const password = crypto.randomUUID()
  const passwordFile = join(directory, "password")
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid)
  const access = ["-U", "portone", "-A", "scram-sha-256", `--pwfile=${passwordFile}`]
  run(join(bin, "initdb"), "-D", "data", ...access, "--no-sync", "-E", "UTF8")
  const port = await onFreePort((port) => {
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=${fsync}`
    run(join(bin, "pg_ctl"), "start", "-w", "-D", "data", "-l", "log", "-o", settings)
  })
  return { directory, password, port }
}

const urlOf = (password: string, port: number, name: string) =>
  `postgres://portone:${password}@127.0.0.1:${port}/${name}`

const removePostgres = (directory: string) => {
  const bin = directoryWith("pg_ctl")
  try {
    if (bin !== undefined) runIn(directory)(join(bin, "pg_ctl"), "stop", "-D", "data", "-m", "immediate")
  } catch {
    // It has ended already.
  }
  rmSync(directory, { recursive: true, force: true })
}

export const redis = async (): Promise<Offer> => {
  const bin = directoryWith("redis-server")
  if (bin === undefined) return missing("Redis", "redis-server", "redis-server")
  const directory = ownDirectory(join(tmpdir(), "portone-redis-"))
  let child: ChildProcess | undefined
  const port = await onFreePort((port) => {
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory]
    const started = child = spawn(join(bin, "redis-server"), args, {
      ...owner,
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"]
    })
    return new Promise<void>((resolve, reject) => {
      started.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)))
      started.stdout.on("data", (text: Buffer) => {
        if (text.includes("Ready to accept connections")) resolve()
      })
    })
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => {
      child?.kill("SIGKILL")
      rmSync(directory, { recursive: true, force: true })
    }
  }
}

const missing = (name: string, binaries: string, packages: string): string => {
  const sentence = `no ${name} here: ${binaries} not found (apt-get install -y ${packages})`
  if (env["REQUIRE_SERVICES"] === "1") throw new Error(sentence)
  return sentence
}

const directoryWith = (...programs: ReadonlyArray<string>): string | undefined => {
  const debian = "/usr/lib/postgresql"
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : []
  const directories = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(env["PATH"] ?? "").split(delimiter)
  ]
  return directories.find((directory) => programs.every((program) => existsSync(join(directory, program))))
}

// PostgreSQL does not run as root, so root starts both servers as the user without rights.
const UNPRIVILEGED = 65_534

const owner = getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : undefined

const runIn = (directory: string) => (program: string, ...args: ReadonlyArray<string>) =>
  execFileSync(program, args, { ...owner, cwd: directory, stdio: ["ignore", "ignore", "inherit"] })

const ownDirectory = (prefix: string): string => {
  const directory = mkdtempSync(prefix)
  if (owner !== undefined) chownSync(directory, owner.uid, owner.gid)
  return directory
}

// Another process may take the port between the question and the start of the server.
const onFreePort = async (start: (port: number) => void | Promise<void>) => {
  for (let attempt = 1;; attempt++) {
    const port = await freePort()
    try {
      await start(port)
      return port
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

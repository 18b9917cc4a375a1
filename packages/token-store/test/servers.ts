/**
 * Private PostgreSQL and Redis servers on loopback, removed after the test.
 *
 * If the binaries are missing, the result is the title of a skipped test; with `REQUIRE_SERVICES=1`
 * it is an error.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { env, getuid } from "node:process"
import { setTimeout } from "node:timers/promises"

export interface Server {
  readonly url: string
  readonly stop: () => void
}

/** A running server, or why there is none. */
export type Offer = Server | string

export const isServer = (offer: Offer): offer is Server => typeof offer !== "string"

/** Without `fsync`, a commit is not on the disk, which is enough for a test. */
export const postgres = async ({ fsync = "off" }: { readonly fsync?: "on" | "off" } = {}): Promise<Offer> => {
  const bin = postgresBin()
  if (bin === undefined) return missing("PostgreSQL", "initdb, pg_ctl, postgres and createdb", "postgresql")
  const cluster = await startPostgres(bin, fsync)
  return { url: urlOf(cluster, "postgres"), stop: () => stopPostgres(cluster) }
}

/**
 * A new database. A server takes each file a second, so all files of a run share one, which
 * `stopShared` ends after them.
 */
export const database = async (): Promise<Offer> => {
  const shared = env["PORTONE_TEST_POSTGRES"]
  const bin = postgresBin()
  if (shared === undefined || bin === undefined) return postgres()
  const cluster = await oneOf(shared, () => startPostgres(bin, "off"))
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`
  const where = ["-h", "127.0.0.1", "-p", String(cluster.port), "-U", "portone", "-w"]
  execFileSync(join(bin, "createdb"), [...where, name], { env: { ...env, PGPASSWORD: cluster.password } })
  return { url: urlOf(cluster, name), stop: () => undefined }
}

/** Ends the server that the files of a run have shared, if any has asked for it. */
export const stopShared = (shared: string): void => {
  if (existsSync(shared)) stopPostgres(JSON.parse(readFileSync(shared, "utf8")) as Cluster)
}

interface Cluster {
  readonly bin: string
  readonly directory: string
  readonly password: string
  readonly port: number
}

const urlOf = ({ password, port }: Cluster, name: string) => `postgres://portone:${password}@127.0.0.1:${port}/${name}`

const startPostgres = async (bin: string, fsync: "on" | "off"): Promise<Cluster> => {
  const { directory, owner } = ownDirectory("portone-pg-")
  const run = runIn(bin, directory)
  const password = crypto.randomUUID()
  const passwordFile = join(directory, "password")
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid)
  const data = join(directory, "data")
  const access = ["-U", "portone", "-A", "scram-sha-256", `--pwfile=${passwordFile}`]
  run("initdb", "-D", data, ...access, "--no-sync", "-E", "UTF8")
  const port = await onFreePort((port) => {
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=${fsync}`
    run("pg_ctl", "start", "-w", "-D", data, "-l", join(directory, "log"), "-o", settings)
  })
  return { bin, directory, password, port }
}

const stopPostgres = ({ bin, directory }: Cluster) => {
  runIn(bin, directory)("pg_ctl", "stop", "-D", join(directory, "data"), "-m", "immediate")
  rmSync(directory, { recursive: true, force: true })
}

export const redis = async (): Promise<Offer> => {
  const bin = directoryWith("redis-server")
  if (bin === undefined) return missing("Redis", "redis-server", "redis-server")
  const { directory, owner, remove } = ownDirectory("portone-redis-")
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
      remove()
    }
  }
}

/** What the first of all threads made, which the others wait for. */
const oneOf = async <A>(file: string, make: () => Promise<A>): Promise<A> => {
  const isFirst = (() => {
    try {
      return writeFileSync(`${file}.taken`, "", { flag: "wx" }) === undefined
    } catch {
      return false
    }
  })()
  if (isFirst) {
    try {
      const made = await make()
      // At once, so that no other thread reads half of it. It holds a password.
      writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    } catch (error) {
      writeFileSync(`${file}.failed`, String(error))
      throw error
    }
  }
  while (!existsSync(file)) {
    if (existsSync(`${file}.failed`)) throw new Error(readFileSync(`${file}.failed`, "utf8"))
    await setTimeout(20)
  }
  return JSON.parse(readFileSync(file, "utf8")) as A
}

const missing = (name: string, binaries: string, packages: string): string => {
  const sentence = `no ${name} here: ${binaries} not found (apt-get install -y ${packages})`
  if (env["REQUIRE_SERVICES"] === "1") throw new Error(sentence)
  return sentence
}

const postgresBin = () => directoryWith("initdb", "pg_ctl", "postgres", "createdb")

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

const runIn = (bin: string, directory: string) => (program: string, ...args: ReadonlyArray<string>) =>
  execFileSync(join(bin, program), args, { ...owner, cwd: directory, stdio: ["ignore", "ignore", "inherit"] })

const ownDirectory = (prefix: string) => {
  const directory = mkdtempSync(join(tmpdir(), prefix))
  if (owner !== undefined) chownSync(directory, owner.uid, owner.gid)
  return { directory, owner, remove: () => rmSync(directory, { recursive: true, force: true }) }
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

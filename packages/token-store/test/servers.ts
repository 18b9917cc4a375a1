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
  mkdirSync,
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
  const { directory, owner, remove } = ownDirectory("portone-pg-")
  const run = (program: string, ...args: ReadonlyArray<string>) =>
    execFileSync(join(bin, program), args, { ...owner, cwd: directory, stdio: ["ignore", "ignore", "inherit"] })

  const cluster = join(directory, "cluster")
  const data = join(cluster, "data")
  const passwordFile = join(cluster, "password")
  copyOrMake(cluster, () => {
    mkdirSync(cluster, { mode: 0o700 })
    writeFileSync(passwordFile, crypto.randomUUID(), { mode: 0o600 })
    if (owner !== undefined) { for (const path of [cluster, passwordFile]) chownSync(path, owner.uid, owner.gid) }
    const access = ["-U", "portone", "-A", "scram-sha-256", `--pwfile=${passwordFile}`]
    run("initdb", "-D", data, ...access, "--no-sync", "-E", "UTF8")
  })
  const password = readFileSync(passwordFile, "utf8")
  const port = await onFreePort((port) => {
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=${fsync}`
    run("pg_ctl", "start", "-w", "-D", data, "-l", join(directory, "log"), "-o", settings)
  })
  return {
    url: `postgres://portone:${password}@127.0.0.1:${port}/postgres`,
    stop: () => {
      run("pg_ctl", "stop", "-D", data, "-m", "immediate")
      remove()
    }
  }
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

/**
 * `initdb` takes a second, so the tests of one run make one cluster and copy it. Its password is
 * then that of all their servers.
 */
const copyOrMake = (cluster: string, make: () => void) => {
  const template = env["PORTONE_TEST_CLUSTER"]
  const copy = (from: string, to: string) => execFileSync("cp", ["-Rp", from, to])
  if (template !== undefined && existsSync(template)) return void copy(template, cluster)
  make()
  if (template === undefined) return
  const own = `${template}-${crypto.randomUUID()}`
  try {
    copy(cluster, own)
    renameSync(own, template)
  } catch {
    // Another test was faster, or the disk is full. The cluster itself is good.
    rmSync(own, { recursive: true, force: true })
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

const ownDirectory = (prefix: string) => {
  const directory = mkdtempSync(join(tmpdir(), prefix))
  const owner = getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : undefined
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

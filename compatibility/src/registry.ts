/**
 * A registry on this machine that has the packed packages, so that `npm install` of a guide runs as
 * it is written, before anything is published.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { basename } from "node:path"
import { run } from "../../scripts/command.ts"

export interface Registry extends AsyncDisposable {
  readonly url: string
}

/** Serves the tarballs at these paths, each as the only version of its package. */
export const serve = async (tarballs: ReadonlyArray<string>): Promise<Registry> => {
  const answers = new Map<string, Buffer>()
  const server = createServer(({ url = "" }, response) => {
    const body = answers.get(decodeURIComponent(url))
    response.writeHead(body === undefined ? 404 : 200).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  for (const path of tarballs) {
    const bytes = readFileSync(path)
    const manifest = JSON.parse(await run("tar", ["-xzOf", path, "package/package.json"])) as {
      readonly name: string
      readonly version: string
    }
    const { name, version } = manifest
    const tarball = `/-/${basename(path)}`
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`
    const versions = { [version]: { ...manifest, dist: { tarball: new URL(tarball, url).href, integrity } } }
    answers.set(tarball, bytes)
    answers.set(`/${name}`, Buffer.from(JSON.stringify({ name, "dist-tags": { latest: version }, versions })))
  }
  return {
    url,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

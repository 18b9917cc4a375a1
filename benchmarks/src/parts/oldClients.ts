/**
 * The other clients of PortOne V1, unchanged, against this repository's sandbox: whether it
 * emulates the API that they were written for.
 */
import { start } from "@effect-portone/sandbox"
import { table } from "../markdown.ts"
import { type Make, part } from "../subjects/Subject.ts"

const clients = ["iamport", "iamport-rest-client-nodejs", "iamporter", "iamport-server-api"]

export const oldClients = async (): Promise<string> => {
  const sandbox = await start({ key: "key", secret: "secret" })
  const control = async (path: string, body?: object) => {
    const init = body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
    return (await fetch(`${sandbox.url}/_sandbox/${path}`, init)).json() as Promise<unknown>
  }
  try {
    const rows: Array<ReadonlyArray<string>> = []
    for (const name of clients) {
      const { imp_uid } = await control("payments", { kind: "card", amount: part.checksum }) as {
        readonly imp_uid: string
      }
      const { make } = await import(`../subjects/${name}.ts`) as { readonly make: Make }
      const asked = [imp_uid]
      const subject = await make(sandbox.url, part.amount)
      await subject.work(() => asked.pop(), () => {})
      await subject.close()
      const lines = await control(`ledger?imp_uid=${imp_uid}`) as ReadonlyArray<{ readonly amount: number }>
      if (lines.length !== 1 || lines[0]!.amount !== part.amount) {
        throw new Error(`${name}: the sandbox's ledger has ${JSON.stringify(lines)}`)
      }
      rows.push([name, String(lines[0]!.amount)])
    }
    return table(["cancelled through the sandbox", "won"], rows)
  } finally {
    await sandbox.close()
  }
}

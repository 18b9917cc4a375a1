/**
 * How many token requests many callers make when they start at once without a token.
 */
import { withDrivers } from "../children.ts"
import { number, table } from "../markdown.ts"

export const coldStart = async (subjects: ReadonlyArray<string>, callers: number): Promise<string> => {
  const rows: Array<ReadonlyArray<string>> = []
  for (const name of subjects) {
    const { cancels, tokens } = await withDrivers([name], async ([driver], stub) => {
      await driver!.run({ concurrency: callers, count: callers })
      return stub.counts()
    })
    if (cancels !== callers) throw new Error(`${name} sent ${cancels} cancels for ${callers} callers`)
    rows.push([name, number(tokens)])
    if (name.includes("transport") && tokens !== 1) throw new Error(`${name} asked for ${tokens} tokens`)
  }
  return table([`${number(callers)} cold callers`, "token requests"], rows)
}

/**
 * Checks the types of the code in the documentation. The tests run this code.
 */
import { codeOfDocuments, codeOfFixture } from "../test/documents.ts"
import { cleanUp, typeCheck } from "../test/fence-check.ts"

/**
 * Throws with the errors that the compiler reports, and where it overlooks the wrong type of a
 * fixture. Returns how many pieces of code it has read.
 */
export const checkTypesOfDocuments = async (): Promise<string> => {
  const wrong = codeOfFixture("wrong").slice(0, 1)
  try {
    const reported = (await typeCheck([...codeOfDocuments, ...wrong])).split("\n").filter((line) => line !== "")
    const isOfFixture = (error: string) => error.includes("test-fixtures-docs-wrong-md")
    if (!reported.some((error) => isOfFixture(error) && error.includes("TS2322"))) {
      throw new Error(`The wrong type of test/fixtures/docs/wrong.md was not found: ${reported.join("\n")}`)
    }
    const errors = reported.filter((error) => !isOfFixture(error))
    if (errors.length > 0) throw new Error(errors.join("\n"))
    return `${codeOfDocuments.length} pieces of code`
  } finally {
    cleanUp()
  }
}

/**
 * A list as a CSV file, sent line by line, as fast as the reader takes it.
 */
import { Effect, Stream } from "effect"
import type { Request, RequestHandler, Response } from "express"
import { once } from "node:events"
import { csvHead, ORDER_COLUMNS, orderLine, REFUND_COLUMNS, refundLine } from "../find/csv.ts"
import type { Filter } from "../find/Filter.ts"
import { Finder } from "../find/Finder.ts"
import { answerError } from "../http/answer.ts"
import { type Run, unexpected } from "../http/run.ts"
import type { Actor } from "../shop/Actor.ts"
import type { DatabaseFailed } from "../shop/ShopError.ts"
import { actorOf } from "../signIn/auth.ts"

/** A file: its first line, and those of a person. */
interface File {
  readonly head: string
  readonly lines: (actor: Actor) => Stream.Stream<string, DatabaseFailed, Finder>
}

/** All orders that a filter finds. */
export const orderFile = (filter: Filter): File => ({
  head: csvHead(ORDER_COLUMNS),
  lines: (actor) =>
    Stream.unwrap(Effect.map(Finder, (finder) => Stream.map(finder.everyOrder(actor, filter), orderLine)))
})

/** All refunds that a filter finds. */
export const refundFile = (filter: Filter): File => ({
  head: csvHead(REFUND_COLUMNS),
  lines: (actor) =>
    Stream.unwrap(Effect.map(Finder, (finder) => Stream.map(finder.everyRefund(actor, filter), refundLine)))
})

/** Sends a file to a person who is signed in. */
export const download =
  (run: Run, name: string, fileOf: (request: Request) => File): RequestHandler => async (request, response) => {
    const actor = actorOf(response)
    if (actor === undefined) return answerError(response, { _tag: "NotSignedIn" })
    const { head, lines } = fileOf(request)
    let isBegun = false
    const write = (text: string) =>
      Effect.suspend(() => {
        if (!isBegun) {
          isBegun = true
          response.type("text/csv; charset=utf-8").set("Content-Disposition", `attachment; filename="${name}.csv"`)
          response.write(head)
        }
        return response.destroyed ? Effect.interrupt : response.write(text) ? Effect.void : drained(response)
      })
    const texts = lines(actor).pipe(Stream.grouped(200), Stream.map((group) => group.join("")))
    const sent = await run(Effect.exit(Effect.andThen(Stream.runForEach(texts, write), write(""))))
      .catch(() => undefined)
    if (sent?._tag === "Success" && sent.success._tag === "Success") return void response.end()
    // A file that is not whole must not look whole.
    if (isBegun) response.destroy()
    else answerError(response, unexpected(undefined))
  }

// internal

const drained = (response: Response) =>
  Effect.promise((signal) =>
    Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]).catch(() => undefined)
  )

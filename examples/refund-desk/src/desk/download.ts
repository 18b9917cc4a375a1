/**
 * A list as a CSV file, sent line by line, as fast as the reader takes it.
 */
import { Effect, Result, Stream } from "effect"
import type { Request, RequestHandler, Response } from "express"
import { once } from "node:events"
import { type Filter, whyUnusable } from "../find/Filter.ts"
import { Finder } from "../find/Finder.ts"
import { answerError } from "../http/answer.ts"
import { type Run, unexpected } from "../http/run.ts"
import type { Actor } from "../shop/Actor.ts"
import { People } from "../shop/People.ts"
import type { DatabaseFailed, FieldUnusable } from "../shop/ShopError.ts"
import { actorOf } from "../signIn/auth.ts"
import { orderSheet, refundSheet, type Words } from "./csv.ts"
import { toSignIn, visitOf } from "./handlers.ts"

/** A file: its first line, and those of a person. `unusable`: why there is none. */
interface File {
  readonly unusable: FieldUnusable | undefined
  readonly head: string
  readonly lines: (actor: Actor) => Stream.Stream<string, DatabaseFailed, Finder>
}

/** All orders that a filter finds. */
export const orderFile = (filter: Filter, words: Words): File => {
  const { head, line } = orderSheet(words)
  return {
    unusable: whyUnusable(filter),
    head,
    lines: (actor) => Stream.unwrap(Effect.map(Finder, (finder) => Stream.map(finder.everyOrder(actor, filter), line)))
  }
}

/** All refunds that a filter finds. */
export const refundFile = (filter: Filter, words: Words): File => {
  const { head, line } = refundSheet(words)
  return {
    unusable: whyUnusable(filter),
    head,
    lines: (actor) => Stream.unwrap(Effect.map(Finder, (finder) => Stream.map(finder.everyRefund(actor, filter), line)))
  }
}

/** Sends a file to a person who is signed in. */
export const download =
  (run: Run, name: "payments" | "refunds", fileOf: (request: Request, words: Words) => File): RequestHandler =>
  async (request, response) => {
    const actor = actorOf(response)
    // The link is on a list, and a session that has ended leads to the sign-in and back there.
    if (actor === undefined) {
      const { search } = new URL(`http://desk${request.originalUrl}`)
      return toSignIn(response, `${request.baseUrl}/${name === "payments" ? "" : name}${search}`, request.baseUrl)
    }
    const names = await run(
      Effect.flatMap(People, ({ all, stores }) => Effect.map(all, (people) => ({ people, stores })))
    )
    if (Result.isFailure(names)) return answerError(response, names.failure)
    const { head, lines, unusable } = fileOf(request, { ...visitOf(request), ...names.success })
    if (unusable !== undefined) return answerError(response, unusable)
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

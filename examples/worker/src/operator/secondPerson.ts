/**
 * Two persons for one decision: the first one proposes it, another one confirms it. Both are read
 * from the events, which are never changed.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect } from "effect"
import { type Detail, Events, type NewEvent } from "../events/Events.ts"
import { ofBilingual } from "../StartupError.ts"
import { time } from "./jobLines.ts"
import { type By, isSamePerson } from "./person.ts"

export interface Proposal {
  readonly person: string
  readonly at: number
  readonly because: string | undefined
}

/**
 * The proposal that waits for a second person, if it is for the same decision on the same facts.
 * Any later event of these actions ends it.
 */
export const proposalFor = Effect.fnUntraced(function*(
  { decided, facts, key, proposed }: {
    readonly key: string
    readonly proposed: string
    readonly decided: string
    readonly facts: Detail
  }
) {
  const events = yield* (yield* Events).read({ key, first: "newest", most: 200 })
  const last = events.find(({ action }) => action === proposed || action === decided)
  if (last === undefined || last.action === decided || last.person === undefined) return undefined
  const isSame = Object.entries(facts).every(([name, value]) => last.detail[name] === value)
  return isSame ? { person: last.person, at: last.at, because: last.because } satisfies Proposal : undefined
})

/** For the person who reads the evidence. */
export const confirmation = (needsSecond: boolean, proposal: Proposal | undefined): Bilingual =>
  !needsSecond
    ? { english: "One person may decide this.", korean: "한 사람이 결정할 수 있습니다." }
    : proposal === undefined
    ? {
      english: "This decision needs two persons. The first one proposes it.",
      korean: "두 사람이 필요한 결정입니다. 첫 번째 담당자가 제안합니다."
    }
    : {
      english: `Proposed by ${proposal.person} at ${time(proposal.at)}. Another person has to confirm it.`,
      korean: `${proposal.person} 님이 ${time(proposal.at)}에 제안했습니다. 다른 담당자가 확정해야 합니다.`
    }

/** Whether this person may confirm it. */
export const mayConfirm = (proposal: Proposal | undefined, person: string): boolean =>
  proposal !== undefined && !isSamePerson(proposal.person, person)

/** Records a proposal, and returns what to print. Fails where the same person has made it. */
export const propose = Effect.fnUntraced(function*(
  { by, event, proposal }: { readonly proposal: Proposal | undefined; readonly by: By; readonly event: NewEvent }
) {
  if (proposal !== undefined) {
    return yield* ofBilingual({
      message:
        `${proposal.person} has proposed this and cannot confirm it. Nothing was changed. Another person has to ` +
        "compare, and then run the same command.",
      messageKo:
        `${proposal.person} 님이 제안한 건이므로 본인이 확정할 수 없습니다. 아무것도 바꾸지 않았습니다. 다른 담당자가 ` +
        "대조한 뒤 같은 명령을 실행하세요."
    })
  }
  yield* (yield* Events).append({ ...event, ...by })
  return PROPOSED
})

/** The refund is not any more what the persons have decided on. */
export const changed = ofBilingual({
  message: "The refund was claimed or changed while you decided. Nothing was changed. Run the command again.",
  messageKo: "결정하는 동안 이 환불의 상태가 바뀌었습니다. 아무것도 바꾸지 않았습니다. 명령을 다시 실행하세요."
})

// internal

const PROPOSED: Bilingual = {
  english:
    "Proposed. Nothing is decided yet: another person compares, then runs the same command under their own name.",
  korean:
    "제안을 기록했습니다. 아직 확정되지 않았습니다. 다른 담당자가 대조한 뒤 자기 이름으로 같은 명령을 실행해야 합니다."
}

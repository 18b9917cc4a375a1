/**
 * What to do about a refund that is undetermined, by cause. The one place that decides it.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import type { Cause } from "../protocol/outcome.ts"
import type { Undetermined } from "../RefundOutcome.ts"

interface Row {
  readonly next: Undetermined["next"]
  /**
   * Whether, with a refund ledger, nothing more is sent until the payment history changes or a
   * person has the ledger forget the refund: never, always, or once a cancel was sent.
   */
  readonly locks: "never" | "always" | "once-sent"
  readonly known: Bilingual
  readonly todo: Bilingual
}

/** The table. A new cause without a row does not compile. */
export const undetermined: Readonly<Record<Cause, Row>> = {
  // A further call looks the payment up and repeats the cancel under its checksum, so one at most
  // applies.
  NeverConfirmed: {
    next: "call-again",
    locks: "never",
    known: {
      english: "No attempt got an answer that proves an outcome.",
      korean: "결과를 확정할 수 있는 응답을 받지 못했습니다."
    },
    todo: {
      english: "Call again with the same key; it looks the payment up before it sends anything.",
      korean: "같은 키로 다시 호출하세요. 무엇이든 보내기 전에 결제를 먼저 조회합니다."
    }
  },
  // A further call cannot tell whose entry it is either; only a person who knows both refunds can.
  EqualForeignCancel: {
    next: "compare-first",
    locks: "always",
    known: {
      english:
        "The payment history has a cancel without this refund's tag that may be this refund: of the same amount, or of less " +
        "with a promotion.",
      korean: "취소 내역에 이 환불일 수 있는, 태그 없는 취소가 있습니다(같은 금액, 프로모션이 있으면 더 적은 금액)."
    },
    todo: {
      english: "Find out whether that cancel is this refund before anything else is sent.",
      korean: "그 취소가 이 환불인지 다른 취소인지 확인하기 전에는 아무것도 보내지 마세요."
    }
  },
  // The other cancel may be this refund, made by hand; a further call would refund it again.
  BalanceChanged: {
    next: "compare-first",
    locks: "never",
    known: {
      english: "Another cancel changed the balance of this payment in between.",
      korean: "그 사이에 다른 취소로 결제 잔액이 바뀌었습니다."
    },
    todo: {
      english:
        "Check whether that cancel is this refund, made by hand; call again with the same key only if it is not.",
      korean: "그 취소가 이 환불을 직접 처리한 것인지 확인하고, 아닐 때에만 같은 키로 다시 호출하세요."
    }
  },
  // A checksum is only safe while the balance falls: an old request may apply again.
  BalanceIncreased: {
    next: "compare-first",
    locks: "always",
    known: {
      english: "The balance of the payment rose, or a cancel disappeared from its history.",
      korean: "취소 가능 잔액이 늘었거나 취소 내역에서 취소가 사라졌습니다."
    },
    todo: {
      english: "Ask PortOne whether a cancel was taken back (원복) before anything else is sent.",
      korean: "취소가 원복되었는지 포트원에 확인하기 전에는 아무것도 보내지 마세요."
    }
  },
  // The cancel may be inside the PG for days, where no checksum stops a second one.
  AsyncAnswerLost: {
    next: "compare-first",
    locks: "once-sent",
    known: {
      english: "This PG settles later, and no answer proves what became of the cancel.",
      korean: "나중에 처리하는 PG사인데, 취소 결과를 확정할 응답을 받지 못했습니다."
    },
    todo: {
      english: "Look the payment up tomorrow, or check the PG's console; do not call again before that.",
      korean: "내일 결제를 다시 조회하거나 PG사 관리자 페이지에서 확인하세요. 그 전에는 다시 호출하지 마세요."
    }
  },
  // Only words on the list of `Rejection.rejections` prove that the PG did not cancel.
  UnknownRejection: {
    next: "compare-first",
    locks: "always",
    known: {
      english: "The PG rejected the cancel in words that do not prove that it was not carried out.",
      korean: "PG사가 취소를 거절했지만, 그 문구로는 취소가 실행되지 않았다고 단정할 수 없습니다."
    },
    todo: {
      english: "Compare with the PG's console; do not call again before that.",
      korean: "PG사 관리자 페이지와 대조하세요. 그 전에는 다시 호출하지 마세요."
    }
  },
  // A PG that timed out may have cancelled, and PortOne does not show it.
  PgTimedOut: {
    next: "compare-first",
    locks: "always",
    known: {
      english: "The PG timed out, so it may have cancelled although PortOne does not show it.",
      korean: "PG사 응답 시간이 초과되어, 포트원에는 없어도 PG사에서는 취소됐을 수 있습니다."
    },
    todo: {
      english: "Compare with the PG's console; do not call again before that.",
      korean: "PG사 관리자 페이지와 대조하세요. 그 전에는 다시 호출하지 마세요."
    }
  },
  // The PG's earlier cancel may be this refund, and PortOne does not show it.
  PgSaysAlreadyCancelled: {
    next: "compare-first",
    locks: "always",
    known: {
      english: "The PG reports an earlier cancel, and PortOne does not show such a cancel.",
      korean: "PG사는 이미 취소됐다고 응답했는데, 포트원에는 그런 취소가 없습니다."
    },
    todo: {
      english: "Compare with the PG's console; do not call again before that.",
      korean: "PG사 관리자 페이지와 대조하세요. 그 전에는 다시 호출하지 마세요."
    }
  },
  // Without a checksum that is compared, nothing keeps a second cancel from applying.
  ChecksumNotTrusted: {
    next: "compare-first",
    locks: "once-sent",
    known: {
      english: "PortOne rejects the balance that it shows, or does not compare the checksum.",
      korean: "포트원이 조회된 잔액을 받아들이지 않거나 checksum을 비교하지 않습니다."
    },
    todo: {
      english: "Check for a promotion, and the PG's console, before anything else is sent.",
      korean: "프로모션 여부와 PG사 관리자 페이지를 확인하기 전에는 아무것도 보내지 마세요."
    }
  },
  // A further call goes on where this one stopped.
  OutOfTime: {
    next: "call-again",
    locks: "never",
    known: {
      english: "The time for this call was over before the outcome was known.",
      korean: "이번 호출에 정해진 시간 안에 결과를 확인하지 못했습니다."
    },
    todo: {
      english: "Call again with the same key; it looks the payment up before it sends anything.",
      korean: "같은 키로 다시 호출하세요. 무엇이든 보내기 전에 결제를 먼저 조회합니다."
    }
  },
  // Something rejects or loses every attempt, which no further one will change.
  SendsUsedUp: {
    next: "compare-first",
    locks: "always",
    known: {
      english: "As many cancels as are allowed were sent under this key, and none is confirmed.",
      korean: "이 키로 보낼 수 있는 횟수만큼 취소를 보냈지만 확인된 취소가 없습니다."
    },
    todo: {
      english: "Compare with PortOne and the PG's console; do not call again before that.",
      korean: "포트원과 PG사 관리자 페이지에서 대조하세요. 그 전에는 다시 호출하지 마세요."
    }
  },
  // No cancel is sent before a look-up succeeds.
  Unreadable: {
    next: "call-again",
    locks: "never",
    known: { english: "The payment could not be read.", korean: "결제를 조회하지 못했습니다." },
    todo: {
      english: "See the last error, check credentials, tier and includeSandbox, then call again with the same key.",
      korean: "마지막 오류를 보고 API 키와 시크릿, Tier, includeSandbox 설정을 확인한 뒤 같은 키로 다시 호출하세요."
    }
  },
  // No cancel is sent on a snapshot that does not add up.
  SnapshotInconsistent: {
    next: "call-again",
    locks: "never",
    known: {
      english: "Balance and history of the payment do not add up.",
      korean: "취소 가능 잔액과 취소 내역의 합이 맞지 않습니다."
    },
    todo: {
      english: "Call again later with the same key; ask PortOne if it stays like this.",
      korean: "잠시 뒤 같은 키로 다시 호출하고, 계속되면 포트원에 문의하세요."
    }
  },
  // A further call sends nothing while the other refund is open.
  AnotherRefundOpen: {
    next: "call-again",
    locks: "never",
    known: {
      english: "Another refund of this payment is not finished, and without tags the two cannot be distinguished.",
      korean: "이 결제의 다른 환불이 아직 끝나지 않았고, 태그가 없어 두 환불을 구별할 수 없습니다."
    },
    todo: {
      english: "Finish that refund first, then call again with the same key.",
      korean: "그 환불을 먼저 끝낸 뒤 같은 키로 다시 호출하세요."
    }
  },
  // The ledger had the cancel before it was sent, so a further call goes on with the same plan.
  LedgerFailed: {
    next: "call-again",
    locks: "never",
    known: {
      english: "The refund ledger failed after a cancel was sent.",
      korean: "취소를 보낸 뒤 환불 장부에 기록하지 못했습니다."
    },
    todo: {
      english: "Repair the ledger, then call again with the same key.",
      korean: "장부(데이터베이스)를 복구한 뒤 같은 키로 다시 호출하세요."
    }
  },
  // An assumption of the protocol does not hold, so no further call is proved safe.
  BrokenInvariant: {
    next: "stop",
    locks: "never",
    known: {
      english: "Something was seen that must not happen, such as this refund twice in the payment history.",
      korean: "같은 환불이 취소 내역에 두 번 나타나는 등 있어서는 안 되는 일이 확인되었습니다."
    },
    todo: {
      english: "Stop, and check every cancel of this payment.",
      korean: "다시 호출하지 말고 이 결제의 모든 취소를 확인하세요."
    }
  }
}

/** Whether a further call sends nothing as long as the payment history stays as it is. */
export const isLocked = (cause: Cause, { hasLedger, wasSent }: { hasLedger: boolean; wasSent: boolean }): boolean => {
  const { locks } = undetermined[cause]
  return hasLedger && (locks === "always" || locks === "once-sent" && wasSent)
}

/** What a person reads of a cause. */
export const sentencesFor = (cause: Cause, { wasSent }: { wasSent: boolean }): Pick<Row, "known" | "todo"> =>
  wasSent ? undetermined[cause] : { ...undetermined[cause], ...unsent[cause] }

// internal

const unlessEarlier: Bilingual = {
  english:
    "If there was no earlier call, set earlier: \"none\", or leave it unset with a refund ledger; if there was " +
    "one, look the payment up tomorrow.",
  korean: "이전 호출이 없었다면 earlier: \"none\"을 지정하고(환불 장부를 쓴다면 earlier를 지정하지 말고), " +
    "있었다면 내일 결제를 다시 조회하세요."
}

// In place of the row's texts where no cancel is known and an earlier call cannot be ruled out.
const unsent: Partial<Record<Cause, Pick<Row, "known" | "todo">>> = {
  AsyncAnswerLost: {
    known: {
      english: "This PG settles later, so a cancel that an earlier call sent might not be visible yet.",
      korean: "나중에 처리하는 PG사라서, 이전 호출이 보낸 취소가 아직 보이지 않을 수 있습니다."
    },
    todo: unlessEarlier
  },
  ChecksumNotTrusted: {
    known: {
      english:
        "The profile states that PortOne does not compare the checksum, so a cancel that an earlier call sent might still apply.",
      korean: "포트원이 checksum을 비교하지 않는다고 설정되어 있어, 이전 호출이 보낸 취소가 아직 실행될 수 있습니다."
    },
    todo: unlessEarlier
  }
}

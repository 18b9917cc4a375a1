/**
 * What the pages say, in both languages.
 */
import type { State } from "../jobs/Job.ts"

export type Language = "en" | "ko"

interface Texts {
  readonly name: string
  readonly home: string
  readonly other: Language
  readonly otherName: string
  readonly signIn: string
  readonly signOut: string
  readonly token: string
  readonly wrongToken: string
  readonly tokenHelp: string
  readonly overview: string
  readonly notRead: string
  readonly noDatabase: string
  readonly readAt: string
  readonly broken: (count: number) => string
  readonly onHold: (what: string) => string
  readonly states: Readonly<Record<State, string>>
  readonly jobs: string
  readonly state: string
  readonly count: string
  readonly rate: string
  readonly perMinute: (rate: string, minutes: string) => string
  readonly noRate: string
  readonly oldestOpen: string
  readonly oldestUnknown: string
  readonly noneOpen: string
  readonly full: string
  readonly unknown: string
  readonly noneUnknown: string
  readonly outcome: string
  readonly cause: string
  readonly review: string
  readonly noneReview: string
  readonly retrying: string
  readonly noneRetrying: string
  readonly all: string
  readonly nextPage: string
  readonly key: string
  readonly payment: string
  readonly amount: string
  readonly sends: string
  readonly added: string
  readonly changed: string
  readonly due: string
  readonly now: string
  readonly notAsked: string
  readonly noAnswer: string
  readonly next: string
  readonly command: string
  readonly recheck: string
  readonly events: string
  readonly noEvents: string
  readonly event: string
  readonly at: string
  readonly person: string
  readonly noJob: string
  readonly days: (days: number, hours: number) => string
  readonly hours: (hours: number, minutes: number) => string
  readonly minutes: (minutes: number) => string
}

const english: Texts = {
  name: "Refund worker",
  home: "All refunds",
  other: "ko",
  otherName: "한국어",
  signIn: "Sign in",
  signOut: "Sign out",
  token: "Token",
  wrongToken: "This is not the token of WORKER_TOKEN.",
  tokenHelp: "The token of the setting WORKER_TOKEN. The browser stays signed in for 12 hours.",
  overview: "Refunds",
  notRead: "The table of jobs was not read yet. Load the page again in a moment.",
  noDatabase: "The database cannot be read now. Refunds that were added stay in it. Run worker doctor.",
  readAt: "Times are those of Asia/Seoul. Read at:",
  broken: (count) => `${count} refunds contradict a final outcome. Stop, and check every cancel of their payments.`,
  onHold: (what) => `On hold: ${what}. No cancel is sent there until a person lifts the hold. Since:`,
  states: {
    waiting: "waiting",
    running: "running",
    retrying: "retrying",
    "needs-review": "needs review",
    done: "refunded",
    rejected: "not refunded"
  },
  jobs: "Jobs",
  state: "State",
  count: "Number",
  rate: "Rate",
  perMinute: (rate, minutes) => `${rate} refunds a minute ended, over the last ${minutes} minutes`,
  noRate: "not known yet",
  oldestOpen: "Oldest without a final outcome",
  oldestUnknown: "Oldest with an unknown outcome",
  noneOpen: "none",
  full: "PGs without room",
  unknown: "Unknown outcomes by cause and PG",
  noneUnknown: "No outcome is unknown.",
  outcome: "Outcome",
  cause: "Cause",
  review: "A person has to compare these",
  noneReview: "None.",
  retrying: "The worker calls these again by itself",
  noneRetrying: "None.",
  all: "All of them",
  nextPage: "Next page",
  key: "Key",
  payment: "Payment",
  amount: "Amount",
  sends: "Cancels sent",
  added: "Added",
  changed: "Last change",
  due: "Next call",
  now: "What PortOne shows now",
  notAsked: "No call was made for this refund yet, so PortOne was not asked.",
  noAnswer: "PortOne did not answer in five seconds. Nothing was sent but a look-up.",
  next: "What to do",
  command: "On the machine of the worker:",
  recheck: "looks up, and records the refund if PortOne shows it",
  events: "Events",
  noEvents: "None.",
  event: "Event",
  at: "Time",
  person: "Person",
  noJob: "No refund has this key.",
  days: (days, hours) => `${days} d ${hours} h`,
  hours: (hours, minutes) => `${hours} h ${minutes} min`,
  minutes: (minutes) => `${minutes} min`
}

const korean: Texts = {
  name: "환불 워커",
  home: "전체 환불",
  other: "en",
  otherName: "English",
  signIn: "로그인",
  signOut: "로그아웃",
  token: "토큰",
  wrongToken: "WORKER_TOKEN의 토큰과 다릅니다.",
  tokenHelp: "WORKER_TOKEN 설정의 토큰입니다. 브라우저에서 12시간 동안 로그인 상태가 유지됩니다.",
  overview: "환불",
  notRead: "아직 작업 테이블을 읽지 못했습니다. 잠시 뒤 새로 고침하세요.",
  noDatabase: "지금은 데이터베이스를 읽을 수 없습니다. 등록한 환불은 그대로 남아 있습니다. worker doctor를 실행하세요.",
  readAt: "한국 시간입니다. 조회 시각:",
  broken: (count) =>
    `확정된 결과와 어긋나는 환불이 ${count}건 있습니다. 추가 환불을 멈추고 해당 결제의 모든 취소를 확인하세요.`,
  onHold: (what) => `보류 중: ${what}. 담당자가 해제할 때까지 취소를 보내지 않습니다. 시작 시각:`,
  states: {
    waiting: "대기",
    running: "처리 중",
    retrying: "재시도 중",
    "needs-review": "검토 필요",
    done: "환불됨",
    rejected: "환불되지 않음"
  },
  jobs: "작업",
  state: "상태",
  count: "건수",
  rate: "처리 속도",
  perMinute: (rate, minutes) => `최근 ${minutes}분 동안 분당 ${rate}건 완료`,
  noRate: "아직 알 수 없음",
  oldestOpen: "끝나지 않은 가장 오래된 환불",
  oldestUnknown: "결과를 알 수 없는 가장 오래된 환불",
  noneOpen: "없음",
  full: "여유가 없는 PG사",
  unknown: "결과를 알 수 없는 환불(원인·PG사별)",
  noneUnknown: "결과를 알 수 없는 환불이 없습니다.",
  outcome: "결과",
  cause: "원인",
  review: "담당자가 대조해야 하는 환불",
  noneReview: "없습니다.",
  retrying: "워커가 스스로 다시 처리하는 환불",
  noneRetrying: "없습니다.",
  all: "전체 보기",
  nextPage: "다음 페이지",
  key: "키",
  payment: "결제",
  amount: "금액",
  sends: "보낸 취소",
  added: "등록",
  changed: "마지막 변경",
  due: "다음 호출",
  now: "현재 포트원 조회 결과",
  notAsked: "아직 처리를 시작하지 않은 환불이라 포트원에 조회하지 않았습니다.",
  noAnswer: "5초 안에 포트원의 응답이 없었습니다. 조회 외에는 아무것도 보내지 않았습니다.",
  next: "다음 단계",
  command: "워커가 있는 컴퓨터에서:",
  recheck: "조회해서 포트원에 환불이 있으면 기록합니다",
  events: "이벤트",
  noEvents: "없습니다.",
  event: "이벤트",
  at: "시각",
  person: "담당자",
  noJob: "이 키의 환불이 없습니다.",
  days: (days, hours) => `${days}일 ${hours}시간`,
  hours: (hours, minutes) => `${hours}시간 ${minutes}분`,
  minutes: (minutes) => `${minutes}분`
}

export const texts: Readonly<Record<Language, Texts>> = { en: english, ko: korean }

/** The language of `?lang=`, or the first of the two that the browser accepts. */
export const languageOf = (wanted: string | null, accepted: string): Language =>
  wanted === "en" || wanted === "ko"
    ? wanted
    : /\b(en|ko)\b/.exec(accepted)?.[1] === "ko"
    ? "ko"
    : "en"

/** Units: milliseconds. */
export const ageOf = (language: Language, millis: number): string => {
  const { days, hours, minutes } = texts[language]
  const all = Math.max(0, Math.floor(millis / 60_000))
  return all < 60
    ? minutes(all)
    : all < 48 * 60
    ? hours(Math.floor(all / 60), all % 60)
    : days(Math.floor(all / 1440), Math.floor(all % 1440 / 60))
}

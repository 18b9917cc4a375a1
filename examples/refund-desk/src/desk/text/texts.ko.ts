/**
 * The texts of the desk, in Korean. `texts.en.ts` has the same keys.
 */
import { stateNames } from "../../shop/stateNames.ts"
import type { Texts } from "./texts.en.ts"

/**
 * The texts.
 */
export const ko: Texts = {
  desk: "환불 데스크",
  skip: "본문으로 건너뛰기",
  navigation: "페이지",
  language: "언어",
  payments: "결제",
  refunds: "환불 내역",
  unknownNav: "결과 확인 필요",
  waitingNav: "승인",
  roles: { clerk: "담당자", manager: "관리자" },

  signIn: "로그인",
  signOut: "로그아웃",
  token: "토큰",
  signInByProvider: "회사 계정으로 로그인",
  sessions: "로그인한 곳",
  sessionsLead: "모르거나 쓰지 않는 세션은 종료하세요. 세션은 30분 동안 요청이 없거나 8시간이 지나면 저절로 끝납니다.",
  since: "시작",
  lastUsed: "마지막 사용",
  thisSession: "지금 이 브라우저입니다.",
  endSession: "이 세션 종료",
  endOthers: "다른 세션 모두 종료",
  signInAgain: "로그인한 지 10분이 지나 먼저 다시 로그인해야 합니다. 아직 아무 세션도 종료하지 않았습니다.",
  signedIn: "로그인했습니다",
  goOn: "계속하기",
  signInProblems: {
    Wrong: "올바른 토큰이 아닙니다.",
    Throttled: "시도가 너무 많습니다. 몇 분 뒤에 다시 시도하세요.",
    NotSignedIn: "로그인이 완료되지 않았습니다. 다시 시도하세요.",
    NoRole: "이 계정에는 환불 데스크 권한이 없습니다. 계정 관리자에게 문의하세요.",
    NoSecondFactor: "2단계 인증 없이 로그인했습니다. 환불 데스크에는 2단계 인증이 필요하니 다시 로그인하세요.",
    Unreachable: "로그인 서비스에 연결할 수 없습니다. 몇 분 뒤에 다시 시도하세요."
  },
  demo: "실제 결제가 아니므로 아래 누구로든 로그인할 수 있습니다.",
  store: "매장",

  search: "주문, 결제 또는 상품",
  searchButton: "검색",
  searchRefunds: "환불 키, 주문, 결제 또는 상품",
  buyer: "구매자",
  buyerSearch: "구매자 이름 또는 전화번호 전체",
  buyerGiven: "구매자 한 명을 선택했습니다. 주소에는 이름도 번호도 없습니다.",
  showBuyer: "구매자 보기",
  showBuyerHint: "열람 기록이 남습니다.",
  eraseBuyer: "구매자 정보 삭제",
  eraseBuyerHint:
    "이름과 전화번호가 같은 모든 주문에서 이름, 전화번호, 환불계좌를 삭제합니다. 되돌릴 수 없으며, 결제와 환불 기록은 남습니다. 끝나지 않은 환불의 계좌는 그 환불이 끝날 때 삭제됩니다.",
  phoneNumber: "전화번호",
  noBuyer: "이 주문에는 구매자 정보가 없습니다.",
  noName: "이 주문에는 구매자 이름이 없습니다.",
  state: "상태",
  person: "담당자",
  fromDay: "시작일",
  toDay: "종료일",
  sort: "정렬",
  sorts: {
    newest: "최신순",
    oldest: "오래된순",
    largest: "금액 큰 순",
    smallest: "금액 작은 순"
  },
  all: "전체",
  moreFilters: "필터",
  clear: "필터 지우기",
  saveAs: "CSV로 저장",
  quick: "바로가기",
  quickMine: "내 환불",
  quickToday: "오늘",
  totals: "검색 결과 합계",
  count: (count) => `${count.toLocaleString("ko")}건`,
  requested: "요청 금액",
  refundedLast: "환불(마지막 확인 기준)",
  requestedAt: "요청 시각",
  noRefunds: "해당하는 환불이 없습니다.",
  notRead: "조회하지 못함",
  asOf: "조회 시각",
  order: "주문",
  item: "상품",
  currency: "통화",
  decidedBy: "승인·반려한 사람",
  orderedAt: "주문 시각",
  method: "결제 수단",
  share: "비율",
  paid: "결제",
  refunded: "환불",
  onHold: "보류",
  refundable: "환불 가능",
  status: "상태",
  none: "내역이 없습니다.",
  notSearched: "입력한 값으로는 목록을 좁힐 수 없어 검색하지 않았습니다. 값을 고치거나 필터를 지우세요.",
  unusable: {
    text: () => "검색어가 100자를 넘거나 탭, 줄바꿈, 보이지 않는 문자가 들어 있습니다.",
    buyer: () => "주소의 구매자 값이 올바르지 않습니다. 구매자를 다시 검색하세요.",
    state: (value) => `“${value}”은(는) 없는 상태입니다.`,
    method: (value) => `“${value}”은(는) 없는 결제수단입니다.`,
    pg: (value) => `“${value}”은(는) 없는 PG사입니다.`,
    person: (value) => `“${value}”은(는) 없는 직원입니다.`,
    from: (value) => `“${value}”은(는) 날짜가 아닙니다. 예: 2026-11-23`,
    to: (value) => `“${value}”은(는) 날짜가 아닙니다. 예: 2026-11-23`
  },
  noneFound: "찾지 못했습니다. 주문번호, imp_uid, 상품 이름으로 검색하거나 필터를 지우세요.",
  range: (from, to, total) => `${total.toLocaleString("ko")}건 중 ${from}~${to}`,
  previous: "이전",
  next: "다음",
  last: "마지막 페이지",
  pages: "목록 페이지",
  paymentState: {
    paid: "결제 완료",
    part: "부분 환불",
    full: "전액 환불",
    onHold: "환불 진행 중",
    unknown: "결과 확인 필요",
    unpaid: "미결제",
    differs: "기록 불일치"
  },
  recordsDiffer: (recorded, shown) =>
    `${recorded} 환불이 확인되었지만 지금은 포트원 취소 내역에 없습니다. 포트원에는 ${shown} 환불로 나옵니다. 취소가 원복되었는지 포트원에 확인하세요. 그 전에는 이 결제를 더 환불하지 마세요.`,
  byHandOnly: (amount) =>
    `환불된 금액 중 ${amount}은 두 사람이 PG사와 대조해 확인한 금액이며, 포트원 취소 내역에는 없습니다.`,
  unpaid: {
    ready: "포트원 조회 결과 아직 결제되지 않아 환불할 금액이 없습니다.",
    account:
      "가상계좌에 아직 입금되지 않아 환불할 금액이 없습니다. 고객이 주문을 취소했다면 포트원 관리자콘솔에서 가상계좌를 말소하세요.",
    failed: "포트원 조회 결과 실패한 결제입니다. 결제된 금액이 없어 환불할 금액도 없습니다.",
    revoked: "결제되기 전에 취소되어 환불할 금액이 없습니다.",
    other: "포트원 조회 결과 결제 완료 상태가 아니어서 환불할 수 없습니다."
  },
  barLabel: (paid, refunded, onHold, refundable) =>
    `${paid} 중 환불 ${refunded}, 보류 ${onHold}, 환불 가능 ${refundable}`,

  history: "내역",
  happened: { paid: "결제", cancelled: "취소", deposited: "입금", asked: "환불 요청" },
  reason: "사유",
  askedBy: "요청자",
  facts: "결제 정보",
  merchantUid: "주문번호",
  impUid: "결제번호",
  pg: "PG사",
  giveBack: "환불 요청",
  nothingLeft: "환불할 금액이 남아 있지 않습니다.",
  unreadable: "포트원의 결제 내용을 보여 줄 수 없습니다.",
  notNow: (state) => `지금은 할 수 없습니다. 이 환불의 상태는 ‘${state}’입니다.`,
  unexpected: (incident) =>
    `예상하지 못한 오류가 발생했습니다. 실제로 환불됐는지 알 수 없습니다. 뒤로 가서 다시 시도하세요. 같은 환불이므로 한 번만 환불됩니다. 로그의 incident 번호는 ${incident}입니다.`,
  problems: {
    NoSuchPage: "없는 페이지입니다.",
    BodyTooLarge: "보낸 내용이 너무 깁니다. 아무것도 바뀌지 않았습니다. 줄여서 다시 보내세요.",
    AddressUnreadable: "이 페이지의 주소를 읽을 수 없습니다. 아무것도 바뀌지 않았습니다. 목록에서 다시 여세요.",
    BodyUnreadable: "보낸 내용을 읽을 수 없습니다. 아무것도 바뀌지 않았습니다.",
    NotJson: "보낸 내용을 읽을 수 없습니다. 아무것도 바뀌지 않았습니다.",
    OrderChanged:
      "그 사이에 이 주문의 다른 환불이 요청되었습니다. 취소를 보내지 않았습니다. 결제 내역을 확인하고, 아직 필요하면 결제 페이지에서 요청하세요.",
    DatabaseFailed:
      "데이터베이스 오류입니다. 실제로 환불됐는지 알 수 없습니다. 뒤로 가서 다시 시도하세요. 같은 환불이므로 한 번만 환불됩니다.",
    ShuttingDown: "종료 중이라 새로 시작하지 않습니다. 잠시 뒤 다시 시도하세요.",
    InvalidRequest: "주문의 결제번호가 포트원의 형식이 아닙니다. 조회만 했으며 취소를 보내지 않았습니다.",
    CredentialsRejected:
      "포트원이 상점의 API 키를 거절했습니다. 개발자에게 문의하세요. 조회만 했으며 취소를 보내지 않았습니다.",
    Unauthorized: "포트원이 상점의 접근을 거절했습니다. 개발자에게 문의하세요. 조회만 했으며 취소를 보내지 않았습니다.",
    PaymentNotFound: "이 주문의 결제가 포트원에 없습니다. 조회만 했으며 취소를 보내지 않았습니다.",
    NotSent: "포트원에 연결할 수 없습니다. 취소를 보내지 않았습니다. 잠시 뒤 다시 시도하세요.",
    LookupFailed: "포트원이 제때 응답하지 않았거나 응답을 읽을 수 없습니다. 조회만 했으며 취소를 보내지 않았습니다."
  },
  differs: {
    merchant_uid: "주문번호가 포트원 결제의 주문번호와 다릅니다. 환불하기 전에 대조하세요.",
    amount: "주문 금액이 포트원 결제의 금액과 다릅니다. 환불하기 전에 대조하세요.",
    currency: "주문의 통화가 포트원 결제의 통화와 다릅니다. 환불하기 전에 대조하세요."
  },
  live: "방금 포트원에서 조회한 값",
  receipt: "영수증",
  byOthers: "포트원 콘솔 등 다른 곳에서",
  byUs: "이 상점의 표시가 있음",

  form: "환불",
  howMuch: "얼마를 환불할까요?",
  everything: (amount) => `남은 금액 전부: ${amount}`,
  part: "일부",
  amount: "금액",
  amountHint: (left) => `최대 ${left}`,
  reasonHint: "포트원과 PG사에 전달됩니다. 200자까지, 개인정보는 적지 마세요.",
  reasons: ["단순 변심", "품절", "오배송", "중복 결제", "배송 불가"],
  requester: "누가 요청했나요?",
  requesters: { customer: "고객", admin: "상점" },
  account: "환불계좌",
  accountWhy: "결제 수단으로 직접 환불할 수 없어 은행 계좌로 보냅니다.",
  bank: "은행",
  bankChoose: "은행을 선택하세요",
  bankListOf: (pg) => `${pg}의 은행코드표 기준`,
  bankCode: "은행코드",
  bankCodeHint: "이 PG사는 공개된 은행코드표가 없습니다. PG사가 안내한 코드를 쓰세요.",
  accountNumber: "계좌번호",
  accountHint: "숫자만. 빈칸과 하이픈은 무시합니다",
  accountAgain: (end) => `끝자리가 ${end}인 계좌를 보관하고 있습니다. 바꿀 때만 입력하세요.`,
  holder: "예금주",
  holderHint: "은행에 등록된 이름",
  phone: "예금주 연락처",
  tax: "세금",
  taxFree: "면세금액",
  vatAmount: "부가세",
  taxHint: "결제할 때 지정한 경우에만 입력합니다. 0은 0으로 보내고, 빈칸은 보내지 않습니다.",
  check: "미리보기",
  submit: "환불하기",
  submitAmount: (amount) => `${amount} 환불하기`,
  submitForApproval: (amount) => `${amount} 승인 요청하기`,
  cancel: "결제 내역으로 돌아가기",
  changed: "양식을 연 뒤에 남은 금액이 바뀌었습니다. 새 잔액과 이 내역을 확인한 뒤 금액을 다시 확인하세요.",
  changedSince: "승인하지 않았습니다. 페이지를 연 뒤에 잔액이 바뀌었습니다. 잔액과 내역을 확인하고 다시 결정하세요.",
  once: "이 양식은 환불 한 건입니다. 두 번 누르거나 새로고침하거나 뒤로 가도 환불이 또 나가지 않습니다.",

  before: "미리보기",
  checking: "확인하는 중…",
  checkFailed: "미리보기에 실패했습니다. 환불을 보내기 전에 다시 확인합니다.",
  chooseFirst: "금액을 선택하면 미리보기가 나옵니다.",
  goesBack: "환불 금액",
  staysRefundable: "환불 후 환불 가능 금액",
  when: "환불 시점",
  fine: "알려진 문제가 없습니다.",
  needsApproval: "보내기 전에 관리자의 승인이 필요합니다.",
  leftToday: (amount) => `오늘 ${amount}까지 더 환불할 수 있습니다.`,
  aboveToday: (amount) => `오늘 더 환불할 수 있는 ${amount}보다 큽니다.`,
  errors: (count) => `처리할 수 없는 항목 ${count}개`,
  warnings: (count) => `주의할 항목 ${count}개`,
  error: "처리 불가",
  warning: "주의",
  fields: {
    payment: "이 결제",
    amount: "금액",
    reason: "사유",
    requester: "요청자",
    refundAccount: "환불계좌",
    "refundAccount.bank": "은행",
    "refundAccount.phone": "예금주 연락처",
    taxFree: "면세금액",
    vatAmount: "부가세",
    checksum: "남은 금액",
    retainPromotion: "프로모션 옵션"
  },
  todos: {
    "refund-account": "고객에게 은행, 계좌번호, 예금주를 확인하세요.",
    "refund-phone": "고객에게 예금주 연락처를 확인하세요.",
    "bank": "목록에서 은행을 선택하거나 PG사에 코드를 문의하세요.",
    "whole": "남은 금액을 전부 환불한 뒤, 환불하지 않을 금액은 다시 결제받으세요.",
    "revoke": "포트원 콘솔에서 가상계좌를 말소하세요."
  },

  findings: {
    "amount-above-balance": "금액이 결제의 남은 금액보다 큽니다.",
    "amount-above-balance-promotion":
      "금액이 포트원에 남은 금액보다 큽니다. 프로모션 결제에서는 주문 기준으로 더 남아 있을 수 있습니다.",
    "refund-bank-of-another-pg": "이 PG사의 은행코드가 아닙니다.",
    "refund-bank-unlisted": "이 PG사의 은행코드표에 없는 코드입니다."
  },
  mistakes: {
    title: "환불을 보내지 않았습니다",
    extent: "남은 금액 전부인지 일부인지 선택하세요.",
    contradiction: "남은 금액 전부를 선택하고 다른 금액도 입력했습니다. 하나만 선택하세요.",
    amount: "금액은 3,000처럼 0보다 큰 숫자 하나로, 중간에 빈칸 없이 입력하세요.",
    currency: (currency) => `이 결제의 통화인 ${currency}가 아닌 기호가 있습니다. ${currency} 금액으로 입력하세요.`,
    decimals: (currency) => `${currency}에 없는 소수 자릿수입니다.`,
    above: (left) => `남은 금액 ${left}보다 큽니다.`,
    balance:
      "양식을 연 뒤에 남은 금액이 바뀌었습니다. 새 잔액과 내역(‘미리보기’를 누르면 나옵니다)을 확인한 뒤 금액을 다시 확인하세요.",
    reason: "사유를 200자 이내로 입력하세요.",
    controls: "표시할 수 없는 문자가 있습니다. 다시 입력하세요.",
    personal: "사유에 전화번호, 계좌번호, 카드번호처럼 보이는 숫자가 있습니다. 포트원과 PG사에 전달되므로 지워 주세요.",
    bank: "은행을 선택하세요.",
    bankCode: "은행코드는 숫자나 영문 대문자 1~4자입니다.",
    account: "계좌번호는 숫자 6~16자리입니다.",
    holder: "예금주가 없거나 16자보다 깁니다.",
    phone: "전화번호는 숫자 9~12자리입니다.",
    tax: "0이나 금액을 입력하거나 비워 두세요.",
    requester: "누가 요청했는지 선택하세요."
  },
  errorPrefix: "오류: ",

  refundTitle: (amount) => `${amount} 환불`,
  states: stateNames.korean,
  says: {
    waiting: "관리자가 승인하기 전에는 보내지 않습니다.",
    running: "처리하고 있습니다. 이 페이지를 닫아도 계속되므로 더 할 일은 없습니다.",
    succeeded: "결제의 취소 내역에 한 번 남았습니다.",
    "by-hand": "담당자 두 명이 PG사와 대조해 환불을 확인했습니다.",
    pending: "포트원이 접수했고 취소 내역에는 아직 없습니다. 다시 보내지 않습니다.",
    unknown: "실제로 환불됐는지 아직 알 수 없습니다.",
    rejected: "환불이 거절되었습니다. 환불된 금액이 없고, 앞으로도 이 요청으로는 환불되지 않습니다.",
    "not-refunded": "이 요청으로는 환불되지 않았고 앞으로도 환불되지 않는 것이 확인되었습니다.",
    invalid: "보내지 않았습니다.",
    withdrawn: "요청한 사람이 철회했습니다. 환불된 금액은 없습니다.",
    declined: "반려되었습니다. 환불된 금액은 없습니다.",
    closed: "담당자 두 명이 PG사와 대조해 이 키로 환불되지 않은 것을 확인했습니다. 아직 필요하면 새로 요청하세요."
  },
  steps: { asked: "요청", decided: "검토", sent: "포트원 처리", ended: "종료" },
  following: "이 페이지는 자동으로 갱신됩니다.",
  followingPaused: "연결이 끊겼습니다. 다시 연결하는 중이며 환불에는 영향이 없습니다.",
  reloads: "이 페이지는 몇 초마다 새로고침됩니다.",
  rejection: "거절 사유",
  invalid: {
    KeyReused:
      "이 키는 이 결제의 다른 금액 환불에 이미 쓰였습니다. 결제의 취소 내역을 먼저 확인하고, 필요할 때만 새로 요청하세요.",
    InvalidRefund: "환불 요청의 입력값이 올바르지 않습니다. 개발자에게 확인하고 새로 요청하세요."
  },
  key: "키",
  agree: (amount) => `${amount} 환불을 승인하고 보내기`,
  decline: "반려",
  ownRefund: "본인이 요청한 환불은 다른 사람이 승인해야 합니다.",
  waitingTitle: "승인 대기 중인 환불",
  waitingNone: "승인을 기다리는 환불이 없습니다.",
  managersOnly: "관리자의 승인이 필요합니다.",
  oldestOf: (shown, total) => `전체 ${total.toLocaleString("ko")}건 중 오래된 ${shown}건입니다. 전체 보기`,
  toPayment: "결제 보기",
  toPayments: "결제 목록으로",
  tryAgain: "다시 시도",

  unknownTitle: "결과를 알 수 없는 환불",
  unknownLead:
    "실제로 환불됐을 수도 있고 아닐 수도 있습니다. 확인 없이 다시 보내지 않습니다. 환불마다 확인 방법을 안내합니다.",
  unknownNone: "없습니다. 결과를 알 수 없는 환불이 없습니다.",
  known: "현재 상황",
  evidence: "포트원 문의용 근거",
  lookUp: "결제 다시 조회",
  callAgain: (amount) => `${amount} 환불을 같은 키로 이어서 처리`,
  managerContinues: "관리자가 같은 키로 이어서 처리할 수 있습니다. 담당자가 할 일은 없습니다.",
  managersCompare: "관리자 두 명이 PG사와 대조해야 합니다. 담당자가 할 일은 없습니다.",
  askPortOne: "포트원의 답변을 받기 전에는 아무것도 보내면 안 됩니다.",
  lookSends:
    "먼저 결제를 조회합니다. 내역에 이 환불이 없으면 같은 키로 이 금액의 취소를 보냅니다. 최대 한 번만 환불됩니다.",
  repeatHint:
    "새 요청처럼 환불 가능 금액, 오늘의 한도, 승인 여부를 다시 확인합니다. 저절로 다시 보내지 않으며, 최대 한 번만 환불됩니다.",
  lookReads: "결제를 조회만 합니다. 취소를 보내지 않습니다.",
  lookedUp: "방금 조회한 결과",
  causes: {
    NeverConfirmed: "취소를 요청했지만 처리됐는지 확인할 수 있는 응답을 받지 못했습니다.",
    OutOfTime: "정해진 시간 안에 결과를 확인하지 못했습니다.",
    Unreadable: "결제를 조회하지 못했습니다. 계속되면 개발자에게 포트원 설정을 확인해 달라고 요청하세요.",
    SnapshotInconsistent: "포트원에 있는 잔액과 취소 내역이 서로 맞지 않습니다. 계속되면 포트원에 문의하세요.",
    AnotherRefundOpen: "이 결제의 다른 환불이 아직 끝나지 않았습니다. 그 환불을 먼저 끝내세요.",
    LedgerFailed: "취소를 보낸 뒤 기록을 저장하지 못했습니다. 개발자에게 데이터베이스를 확인해 달라고 요청하세요.",
    EqualForeignCancel: "취소 내역에 같은 금액의 취소가 있지만, 이 환불인지 다른 취소인지 알 수 없습니다.",
    BalanceChanged: "다른 취소로 잔액이 바뀌었습니다. 이 환불을 직접 처리한 것일 수 있습니다.",
    BalanceIncreased: "잔액이 늘었거나 취소 내역에서 취소가 사라졌습니다. 취소가 원복됐는지 포트원에 확인하세요.",
    AsyncAnswerLost: "이 PG사는 나중에 처리하므로, 보낸 취소가 내일 이후에 나타날 수 있습니다.",
    UnknownRejection: "PG사가 거절했지만, 그 답만으로는 환불되지 않았다고 단정할 수 없습니다.",
    PgTimedOut: "PG사의 응답이 늦어 끊겼습니다. 포트원에는 없어도 PG사에서는 환불됐을 수 있습니다.",
    PgSaysAlreadyCancelled: "PG사는 이미 취소됐다고 하는데 포트원에는 그런 취소가 없습니다.",
    ChecksumNotTrusted: "포트원이 조회된 잔액을 받아들이지 않았습니다. 할인 프로모션이 있었는지도 확인하세요.",
    SendsUsedUp: "여러 번 시도했지만 확인된 취소가 없습니다.",
    BrokenInvariant: "같은 환불이 두 번 나타나는 등 있어서는 안 되는 일이 있었습니다. 이 결제의 모든 취소를 확인하세요."
  },
  seen: {
    there: "취소 내역에 이 환불이 있습니다.",
    differs: "취소 내역에 이 환불이 있지만 요청이나 기록과 맞지 않습니다.",
    gone: "환불된 것으로 기록됐는데 지금은 취소 내역에 없습니다.",
    absent: "취소 내역에 이 환불로 확인되는 취소가 없습니다."
  },
  lookFailed: "조회하지 못했습니다. 취소를 보내지 않았고, 앞서 알려진 내용은 그대로입니다.",
  todo: "할 일",
  lookStores: "‘결제 다시 조회’를 누르면 환불 완료로 저장됩니다. 다른 것은 하지 마세요.",
  continueIt: "먼저 ‘결제 다시 조회’를 누르세요. 그래도 없으면 아래 버튼으로 이어서 처리하세요. 새로 요청하지 마세요.",
  continueNow: "아래 버튼으로 이어서 처리하세요. 새로 요청하지 마세요.",
  compareIt:
    "포트원과 PG사 관리자 페이지에서 이 환불을 찾아 ‘대조 결과 기록’에 적으세요. 관리자 두 명의 결과가 같아야 합니다. 그 전에는 아무것도 보내지 않습니다.",
  compareLater:
    "PG사가 나중에 처리할 수 있습니다. 그런 취소가 없다고 PG사가 확인한 경우에만 ‘환불되지 않았습니다’로 기록하세요.",
  lookFirst:
    "먼저 ‘결제 다시 조회’를 누르세요. 내역에 이 환불이 없으면 관리자 두 명이 PG사와 대조해 결과를 기록합니다.",
  unreadOutcome: "이전 버전의 프로그램이 저장한 기록이라 지금은 읽을 수 없습니다.",
  waitForIt:
    "처리되면 저절로 환불 완료로 바뀝니다. 며칠이 지나도 그대로면 포트원에 문의하세요. 환불이 진행 중일 수 있어 환불되지 않은 것으로는 기록할 수 없습니다. 실패했다고 포트원이 확인하면 포트원 콘솔에서 환불하고, 관리자 두 명이 환불된 것으로 기록합니다. 새로 요청하지 마세요.",
  amountDiffers: (asked, shown) =>
    `${asked} 환불을 요청했는데 포트원에는 ${shown} 취소로 남았습니다. 프로모션 때문인지 포트원에서 확인한 뒤 고객에게 안내하세요. 다시 환불하지 마세요.`,
  confirmed: "포트원이 이 취소를 확인했습니다.",
  takenBackState: "취소 내역에 없음",
  takenBack:
    "지금은 취소 내역에 이 취소가 없습니다. 취소가 원복됐는지 포트원에 확인하세요. 그 전에는 다시 환불하지 마세요.",
  rejectedForNow: "지금은 처리되지 않았습니다. 환불된 금액은 없습니다. 시간이 지난 뒤 아래 버튼으로 이어서 처리하세요.",
  proofs: {
    NeverSent:
      "취소를 보내지 않았습니다. 환불된 금액은 없습니다. 아직 필요하면 아래 버튼으로 이어서 처리하고, 버튼이 없으면 새로 요청하세요.",
    FencedByOther:
      "다른 취소가 먼저 처리되어 이 요청으로는 환불되지 않았고 앞으로도 환불되지 않습니다. 결제를 확인하고, 아직 필요하면 새로 요청하세요.",
    InsufficientBalance: "남은 금액이 적어 이 요청으로는 환불되지 않았고 앞으로도 환불되지 않습니다."
  },
  withdraw: "요청 철회",
  declinedBecause: "반려 사유",
  declineWhy: "반려 사유(요청한 사람에게 표시됩니다)",
  note: "메모",
  noteHint: "어디에서 무엇을 대조했는지 두 번째 담당자를 위해 적으세요. 개인정보는 적지 마세요.",
  comparedBy: (person, found) => `${person} 님의 대조 결과: ${found}`,
  comparedOwn: "다른 관리자도 대조해 같은 결과를 기록해야 합니다. 그때까지는 아무것도 바뀌지 않습니다.",
  comparedOther: "직접 대조하세요. 같은 결과를 기록하면 이 환불이 종결됩니다.",
  eventsTitle: "처리 이력",
  events: {
    requested: "요청",
    approved: "승인",
    declined: "반려",
    withdrawn: "철회",
    compared: "PG사와 대조",
    concluded: "두 번째 담당자가 확인",
    continued: "같은 키로 이어서 처리",
    resumed: "자동으로 이어서 처리",
    ended: "결과 저장",
    unmasked: "개인정보 열람",
    exported: "목록 내려받기",
    erased: "구매자 정보 삭제",
    "signed-in": "로그인",
    "sign-in-failed": "로그인 실패",
    "signed-out": "로그아웃"
  },
  conclude: "대조 결과 기록",
  comparison: "PG사와 대조한 결과",
  concludeWhy:
    "포트원이나 PG사 관리자 페이지에서 확인한 것만 기록하세요. 추측으로 기록하면 두 번 환불되거나 환불되지 않을 수 있습니다.",
  found: { "given-back": "환불되었습니다", "not-given-back": "환불되지 않았습니다" },
  thenGivenBack: "이 환불을 종료합니다. 취소를 보내지 않습니다.",
  thenContinued:
    "같은 키로 이어서 처리합니다. 먼저 조회하고, 이 환불이 처리됐다는 증거가 내역에 없으면 취소를 보냅니다.",
  concludeButton: "기록하기",

  obstacles: {
    unreadable:
      "잔액과 취소 내역을 보고 결정해야 하므로, 포트원을 조회할 수 있을 때 승인할 수 있습니다. 반려는 지금도 할 수 있습니다.",
    rejected: "지금 요청된 내용으로는 승인할 수 없습니다. 사유를 적어 반려하세요."
  },
  review: "검토하기",
  payee: (bank, end, holder) => `${bank} 계좌 끝자리 ${end}, 예금주 ${holder}`,
  payeeUnknown: "주문에 예금주와 비교할 구매자 이름이 없습니다. 누가 받는 돈인지 확인한 뒤에 승인하세요.",
  payeeDiffers: "예금주 이름이 구매자와 다릅니다. 누가 받는 돈인지 확인한 뒤에 승인하세요.",
  decisionTitle: "승인하면 보내는 내용",
  forCustomer: "고객 안내",
  completedLater: "취소 내역에 이 취소가 한 번 있으며, PG사의 처리가 남아 있습니다.",
  unreadForCustomer:
    "포트원에서 조회하지 못해 PG사의 처리가 끝났는지 지금은 알 수 없습니다. 고객에게 안내하기 전에 이 페이지를 다시 불러오세요.",
  notYetForCustomer: "아직 고객에게 안내하지 마세요. PG사의 처리가 남아 있습니다.",
  customerText: (item, amount, date, arrival) =>
    `주문하신 ‘${item}’의 환불(${amount})이 ${date === undefined ? "" : `${date}에 `}처리되었습니다. ${arrival}`,
  customerAccepted: (item, amount, arrival) =>
    `주문하신 ‘${item}’의 환불(${amount})이 접수되었으며 아직 완료되지 않았습니다. ${arrival}`,
  arrivals: {
    "card-at-once": "카드 결제는 즉시 취소되며, 명세서에 반영되는 시점은 카드사에 따라 다릅니다.",
    "at-once": "결제는 즉시 취소됩니다.",
    "next-business-day": "환불계좌로 1~2영업일 안에 입금됩니다.",
    "seven-business-days": "환불계좌로 입금되기까지 7영업일 이상 걸립니다.",
    "weekly-thursday":
      "환불계좌로 목요일에 입금됩니다. 화요일까지 처리된 환불은 그 주, 그 이후는 다음 주 목요일입니다.",
    "after-approval": "결제사가 나중에 환불을 승인합니다.",
    "after-callback": "결제사가 나중에 환불을 처리합니다.",
    "after-notice": "결제사가 나중에 환불을 처리합니다.",
    unknown: "입금 시점은 결제사에 따라 다릅니다.",
    never: "입금된 금액이 없어 환불할 금액도 없습니다."
  },
  copy: "복사",
  copied: "복사했습니다",

  again: "이미 보낸 양식입니다. 아래가 그 환불이며 두 번 보내지 않았습니다.",
  kept:
    "세션이 끝나는 등의 이유로 양식을 처리하지 못해 아무것도 보내지 않았습니다. 입력한 내용을 다시 표시합니다. 확인한 뒤 보내세요.",
  notKept:
    "세션이 끝나는 등의 이유로 양식을 처리하지 못해 아무것도 보내지 않았습니다. 입력한 내용은 너무 길어 보관하지 못했습니다. 줄여서 다시 입력하세요.",
  backToForm: "양식으로 돌아가기",
  required: "필수",
  allTimes: "시각은 모두 한국 시간(KST, UTC+9)입니다.",
  staleForm: {
    title: "오래된 양식입니다",
    detail: "양식이 오래되었거나 다른 사람에게 만들어진 것입니다. 아무것도 보내지 않았습니다."
  },
  typed: {
    kept: "입력한 내용은 보관했습니다.",
    "too-long": "입력한 내용이 너무 길어 보관하지 못했습니다. 계속하기 전에 여기에서 복사하세요."
  }
}

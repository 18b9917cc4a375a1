/**
 * ERROR: another user of the machine controls the directory for tokens.
 */
import * as PortOneError from "@effect-portone/core/PortOneError"
import * as Schema from "effect/Schema"

/**
 * Another user of the machine owns the directory for tokens, or could open it, and its permissions
 * could not be corrected. The store was not opened.
 *
 * Cause: the directory was made by another user, or lies on a file system without permissions.
 */
export class UnsafeTokenStoreDirectory
  extends Schema.TaggedError<UnsafeTokenStoreDirectory>()("UnsafeTokenStoreDirectory", {
    directory: Schema.String,
    problem: Schema.Literals(["other-owner", "open-to-others", "shared"])
  })
{
  readonly moneyMoved = "no" as const
  readonly resend = "never" as const
  override get message() {
    return `The token store directory ${this.directory} ${
      problems[this.problem].english
    }. No money moved and no token was stored. ` +
      "Name a directory that belongs to the user of this process, with mode 0700."
  }
  get messageKo() {
    return `토큰 저장소 디렉터리(${this.directory})${
      problems[this.problem].korean
    }. 환불은 실행되지 않았고 토큰도 저장되지 않았습니다. ` +
      "이 프로세스의 사용자가 소유하고 권한이 0700인 디렉터리를 지정하세요."
  }
  override toJSON() {
    return PortOneError.toJson(this)
  }
}

// internal

const problems = {
  "other-owner": { english: "belongs to another user", korean: "의 소유자가 이 프로세스의 사용자가 아닙니다" },
  "open-to-others": {
    english: "stays open to other users",
    korean: "에 다른 사용자도 접근할 수 있고 권한을 바꿀 수 없습니다"
  },
  shared: {
    english: "is shared by all users, like /tmp",
    korean: "는 /tmp처럼 모든 사용자가 함께 쓰는 디렉터리입니다"
  }
} as const

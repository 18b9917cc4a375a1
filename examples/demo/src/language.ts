/**
 * The language of the output: `--lang`, or that of the terminal.
 */
import type { Bilingual } from "@effect-portone/core"

export type Language = "en" | "ko"

/** The language in which this process formats dates: that of `LC_ALL`, `LANG` or the system. */
export const languageOfSystem = (): Language =>
  Intl.DateTimeFormat().resolvedOptions().locale.startsWith("ko") ? "ko" : "en"

/** The text in that language. */
export const speak = (language: Language) => ({ english, korean }: Bilingual): string =>
  language === "ko" ? korean : english

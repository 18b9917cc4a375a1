/** Counts equal lines: `19 × ChecksumMismatch`. */
export const tally = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return [...counts].map(([line, times]) => `${times} × ${line}`)
}

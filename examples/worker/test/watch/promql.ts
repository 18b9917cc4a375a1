/**
 * Which series a PromQL expression reads, and which series a page of `/metrics` has.
 */
import { parser } from "@prometheus-io/lezer-promql"

/** A metric, with the labels that an expression compares or that the page shows. */
export interface Series {
  readonly name: string
  readonly labels: ReadonlyArray<string>
}

export interface Expression {
  /** What the grammar does not know, with its place. */
  readonly mistakes: ReadonlyArray<string>
  readonly series: ReadonlyArray<Series>
  /** Labels of `by (…)` and `without (…)`. */
  readonly grouped: ReadonlyArray<string>
}

export const read = (text: string): Expression => {
  const mistakes: Array<string> = []
  const series: Array<{ readonly name: string; readonly labels: Array<string> }> = []
  const grouped: Array<string> = []
  parser.parse(text).iterate({
    enter: ({ from, name, node, to, type }) => {
      const words = text.slice(from, to)
      if (type.isError) mistakes.push(`${text}: at ${from}`)
      if (name === "VectorSelector") series.push({ name: /^[\w:]*/.exec(words)?.[0] ?? "", labels: [] })
      if (name === "LabelName") {
        if (node.parent?.name === "GroupingLabels") grouped.push(words)
        else series.at(-1)?.labels.push(words)
      }
    }
  })
  return { mistakes, series, grouped }
}

/** The series of `/metrics`, by name: every label that one of them has. */
export const exposed = (page: string): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const [, name = "", labels = ""] of page.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm)) {
    const known = found.get(name) ?? new Set()
    for (const [, label = ""] of labels.matchAll(/([a-zA-Z_]\w*)="/g)) known.add(label)
    found.set(name, known)
  }
  return found
}

/** What an expression gets wrong about the series that there are. */
export const problems = (text: string, page: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyArray<string> => {
  const { grouped, mistakes, series } = read(text)
  // Prometheus makes it, for every target of a job.
  const all = new Map([...page, ["up", new Set(["job"])]])
  const labels = new Set(series.flatMap(({ name }) => [...all.get(name) ?? []]))
  return [
    ...mistakes,
    ...(series.length === 0 ? [`${text}: reads no series`] : []),
    ...series.flatMap(({ labels, name }) => {
      const known = all.get(name)
      return known === undefined
        ? [`${text}: there is no ${name}`]
        : labels.filter((label) => !known.has(label)).map((label) => `${text}: ${name} has no label ${label}`)
    }),
    ...grouped.filter((label) => !labels.has(label)).map((label) => `${text}: no series has the label ${label}`)
  ]
}

/** The chart as far as it is loaded and opened: who stands under whom, and where the arrows lead. Pure. */

import type { ChartNodeView, ChartView } from "../../protocol";

export interface Tree {
  readonly nodes: Readonly<Record<string, ChartNodeView>>;
  /** Those under a person as far as they are known; the topmost under "". */
  readonly below: Readonly<Record<string, readonly string[]>>;
  /** Whose people are all known. */
  readonly whole: ReadonlySet<string>;
  readonly open: ReadonlySet<string>;
}

export const TOP = "";
export const emptyTree: Tree = { nodes: {}, below: {}, whole: new Set(), open: new Set([TOP]) };

/** The tree with an answer about `personId` (`TOP`: about the top) in it, opened down to there. */
export function withChart(tree: Tree, personId: string, chart: ChartView): Tree {
  const above = chart.above ?? [];
  const below = chart.below ?? [];
  const line = [...above, ...(chart.at ? [chart.at] : [])];
  const nodes = { ...tree.nodes };
  for (const node of [...line, ...below]) nodes[node.person.id] = node;
  const under: Record<string, readonly string[]> = { ...tree.below, [personId]: below.map(idOf) };
  let parent = TOP;
  for (const node of line) {
    const known = under[parent] ?? [];
    if (!known.includes(idOf(node))) under[parent] = [...known, idOf(node)];
    parent = idOf(node);
  }
  const whole = new Set(tree.whole).add(personId);
  const open = new Set([...tree.open, ...line.map(idOf), personId]);
  return { nodes, below: under, whole, open };
}

export function opened(tree: Tree, personId: string, isOpen: boolean): Tree {
  const open = new Set(tree.open);
  if (isOpen) open.add(personId);
  else open.delete(personId);
  return { ...tree, open };
}

/** Those who are shown under a person now. */
export const shownBelow = (tree: Tree, personId: string): readonly string[] =>
  tree.open.has(personId) ? (tree.below[personId] ?? []) : [];

export interface Line {
  id: string;
  parent: string;
  depth: number;
  at: number;
  of: number;
}

/** All who are shown, as a list reads them. */
export function linesOf(tree: Tree): Line[] {
  const found: Line[] = [];
  const walk = (parent: string, depth: number) =>
    shownBelow(tree, parent).forEach((id, at, all) => {
      found.push({ id, parent, depth, at, of: all.length });
      walk(id, depth + 1);
    });
  walk(TOP, 1);
  return found;
}

export type Step = { go: string } | { open: string } | { close: string } | null;

/** Where a key leads from a person: in the drawing by the lines, in the list from line to line. */
export function stepFor(tree: Tree, id: string, key: string, drawn: boolean): Step {
  const lines = linesOf(tree);
  const at = lines.findIndex((line) => line.id === id);
  const here = lines[at];
  if (!here) return null;
  const siblings = shownBelow(tree, here.parent);
  const first = shownBelow(tree, id)[0];
  const leads = (tree.nodes[id]?.reports ?? 0) > 0;
  const to = (there: string | undefined): Step => (there ? { go: there } : null);
  const inward: Step = first ? { go: first } : leads ? { open: id } : null;
  if (key === "Home") return to(lines[0]?.id);
  if (key === "End") return to(lines.at(-1)?.id);
  if (key === " ") return !leads ? null : first ? { close: id } : { open: id };
  if (drawn) {
    if (key === "ArrowUp") return to(here.parent);
    if (key === "ArrowDown") return inward;
    if (key === "ArrowLeft") return to(siblings[here.at - 1]);
    return key === "ArrowRight" ? to(siblings[here.at + 1]) : null;
  }
  if (key === "ArrowUp") return to(lines[at - 1]?.id);
  if (key === "ArrowDown") return to(lines[at + 1]?.id);
  if (key === "ArrowRight") return inward;
  if (key !== "ArrowLeft") return null;
  return first ? { close: id } : to(here.parent);
}

const idOf = (node: ChartNodeView): string => node.person.id;

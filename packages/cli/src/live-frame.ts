/** Draws the runs of a recording on a screen. */
import { type Part, textWidth } from "@heddle/core/bridge";
import { countText } from "@heddle/reader";
import { counted } from "./counted.ts";
import { cutTo, fitParts } from "./fit-parts.ts";
import { allLines, type LiveLayout, newestLines } from "./live-layout.ts";
import type { LiveRuns } from "./live-runs.ts";
import { paint } from "./paint.ts";
import type { Scroll } from "./scroll.ts";

/** The screen, and what else is said on it. */
export interface FrameOptions {
  /** What is watched. */
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** What is watched is not there yet. */
  readonly isMissing?: boolean;
  /** What could not be read last. */
  readonly problem?: string | undefined;
  /** Where somebody went with keys; absent where none can be pressed. */
  readonly scroll?: Scroll | undefined;
  /** How it is ended: `q quits`. */
  readonly quitHint?: string | undefined;
}

/** What stands between the title and the foot. */
interface Body extends LiveLayout {
  readonly above: number;
  readonly below: number;
}

/** As many lines as the screen has rows at most: what is new, or what was scrolled to. */
export function liveFrame(runs: LiveRuns, options: FrameOptions): string[] {
  const { columns, rows, color, problem, scroll } = options;
  // Clearing what follows a full line would clear its last character.
  const draw = (parts: readonly Part[], margin = "") =>
    margin +
    fitParts(parts, columns - 1 - margin.length)
      .map(({ text, format }) => paint(text, format, color))
      .join(" ");
  const foot = problem === undefined ? [] : [draw([{ text: problem, format: "yellow" }])];
  const room = rows - 2 - foot.length;
  const body =
    scroll === undefined || scroll.isFollowing ? newest(runs, room, options) : scrolled(runs, room, scroll, options);
  return [
    draw(titleParts(runs, options, body)),
    body.above === 0 ? "" : draw([moreText(body.above, "above")]),
    ...body.lines.map(({ parts, margin }) => draw(parts, margin)),
    ...(body.below === 0 ? [] : [draw([moreText(body.below, "below")])]),
    ...foot,
  ].slice(0, rows);
}

function newest(runs: LiveRuns, room: number, { nowMs }: FrameOptions): Body {
  const layout = newestLines(runs.all, room, nowMs);
  return { ...layout, hiddenRuns: layout.hiddenRuns + runs.forgotten, above: 0, below: 0 };
}

/** The last row says what is below. */
function scrolled(runs: LiveRuns, room: number, scroll: Scroll, { nowMs }: FrameOptions): Body {
  const all = runs.all.flatMap((run) => allLines(run, nowMs));
  const above = scroll.top(all.length, room - 1);
  const lines = all.slice(above, above + room - 1);
  return { lines, above, below: all.length - above - lines.length, hiddenRuns: 0, isCut: false };
}

function moreText(count: number, where: string): Part {
  return { text: `… ${counted(count, "more line")} ${where}`, format: "dim" };
}

/** The least that is left of the title, so that what is behind it shows. */
const LEAST_TITLE = 12;

function titleParts(runs: LiveRuns, options: FrameOptions, body: Body): Part[] {
  const { title, columns } = options;
  const rest = countParts(runs, options);
  const hints = hintParts(options, body);
  const roomBeside = () => [...rest, ...hints].reduce((left, { text }) => left - 1 - textWidth(text), columns - 1);
  // How it is ended stands last, and stays.
  while (hints.length > 1 && roomBeside() < LEAST_TITLE) hints.shift();
  const room = Math.max(LEAST_TITLE, roomBeside());
  return [{ text: textWidth(title) <= room ? title : cutTo(title, room), format: "bold" }, ...rest, ...hints];
}

function countParts(runs: LiveRuns, { nowMs, isMissing = false }: FrameOptions): Part[] {
  const { running, quiet, ok, failed } = runs.countsAt(nowMs);
  const isEmpty = running + quiet + ok + failed === 0;
  const waiting = isMissing ? "· not there yet, waiting for it" : "· waiting for the first run";
  return [
    ...(isEmpty ? [{ text: waiting, format: "dim" as const }] : []),
    ...(running > 0 ? [{ text: `· ${countText(running)} running`, format: "cyan" as const }] : []),
    ...(quiet > 0 ? [{ text: `· ${countText(quiet)} quiet`, format: "yellow" as const }] : []),
    ...(ok > 0 ? [{ text: `· ${countText(ok)} ok`, format: "green" as const }] : []),
    ...(failed > 0 ? [{ text: `· ${countText(failed)} failed`, format: "red" as const }] : []),
  ];
}

function hintParts({ scroll, quitHint }: FrameOptions, { hiddenRuns, isCut }: Body): Part[] {
  const hints = [
    ...(hiddenRuns > 0 ? [`${countText(hiddenRuns)} not shown`] : []),
    ...(scroll?.isFollowing === true && isCut ? ["↑ shows all"] : []),
    ...(scroll?.isFollowing === false ? ["End shows what is new"] : []),
    ...(quitHint === undefined ? [] : [quitHint]),
  ];
  return hints.map((hint) => ({ text: `· ${hint}`, format: "dim" }));
}

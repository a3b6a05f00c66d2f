/** A call that is not in the recording, and the recorded one that comes nearest. */
import { patternText } from "./pattern-text.ts";
import { plainMessages } from "./plain-messages.ts";
import { type Call, callKey, type RecordedCall } from "./recorded-calls.ts";
import { type Mismatch, mismatches } from "./value-pattern.ts";

/** Thrown in place of an answer: the program has left the recorded path. */
export class ReplayMismatch extends Error {
  readonly call: Call;
  /** Its place among the calls that were asked for, from 1. */
  readonly place: number;
  /** What was most likely meant; absent where nothing of that kind is left. */
  readonly nearest?: RecordedCall;

  constructor(call: Call, place: number, recorded: readonly RecordedCall[], unused: readonly RecordedCall[]) {
    const near = nearestOf(call, unused);
    const key = callKey(call);
    const times = recorded.filter((each) => callKey(each) === key).length;
    const why =
      times === 0
        ? "is not in the recording"
        : `was recorded ${times === 1 ? "once" : `${times} times`}, and was given out`;
    super(
      [`replay: call ${place}, ${callText(call)}, ${why}`, ...(near === undefined ? [] : nearTexts(near))].join("\n"),
    );
    this.name = "ReplayMismatch";
    this.call = call;
    this.place = place;
    if (near !== undefined) this.nearest = near.call;
  }
}

interface Near {
  readonly call: RecordedCall;
  readonly wrong: readonly Mismatch[];
}

/** Of the recorded calls that are left: those of the same tool come first, then those that were given nearly the same. */
function nearestOf(call: Call, unused: readonly RecordedCall[]): Near | undefined {
  const near = unused
    .filter(({ kind }) => kind === call.kind)
    .map((recorded) => ({ call: recorded, wrong: mismatches("", inputOf(call), inputOf(recorded), "strict") }));
  const weight = ({ call: { name }, wrong }: Near) =>
    wrong.length + (call.kind === "tool" && name !== call.name ? 1000 : 0);
  return near.sort((a, b) => weight(a) - weight(b))[0];
}

function nearTexts({ call, wrong }: Near): string[] {
  const lines = wrong.slice(0, MAX_SHOWN).map(({ path, actual, expected }) => {
    return `  ${path === "" ? "input" : path} is ${patternText(actual)}, recorded ${patternText(expected)}`;
  });
  const more = wrong.length > MAX_SHOWN ? [`  and ${wrong.length - MAX_SHOWN} more`] : [];
  return [`nearest is recorded call ${call.place}, ${callText(call)}`, ...lines, ...more];
}

const MAX_SHOWN = 5;

function inputOf({ kind, input }: Call): unknown {
  return kind === "llm" && input !== undefined ? plainMessages(input) : input;
}

function callText({ kind, name, input }: Call): string {
  return kind === "llm"
    ? `a model asked ${patternText(input)}`
    : `${name}(${input === undefined ? "" : patternText(input)})`;
}

/** A call that is not in the recording, and the recorded one that comes nearest. */
import type { JsonValue } from "@heddle/core";
import { patternText } from "./pattern-text.ts";
import { isConversation, type PlainMessage, plainMessages } from "./plain-messages.ts";
import { type Call, callKey, type RecordedCall } from "./recorded-calls.ts";
import { type Mismatch, mismatches } from "./value-pattern.ts";
import { whereTheyPart } from "./where-they-part.ts";

/** Thrown in place of an answer: the program has left the recorded path. */
export class ReplayMismatch extends Error {
  readonly call: Call;
  /** Its place among the calls that were asked for, from 1. */
  readonly place: number;
  /** What was most likely meant; absent where nothing of that kind is left. */
  readonly nearest?: RecordedCall;

  constructor(call: Call, place: number, recording: Recording) {
    const near = nearestOf(call, recording.unused);
    const there = recording.all[place - 1];
    super(
      [
        `replay: call ${place}, ${callText(call)}, ${whyNot(call, recording)}`,
        ...(there === undefined || there === near?.call ? [] : [`recorded there is ${callText(there)}`]),
        ...(near === undefined ? [] : nearTexts(near)),
      ].join("\n"),
    );
    this.name = "ReplayMismatch";
    this.call = call;
    this.place = place;
    if (near !== undefined) this.nearest = near.call;
  }
}

/** What could have been given. */
interface Recording {
  readonly all: readonly RecordedCall[];
  readonly unused: readonly RecordedCall[];
  readonly unfinished: readonly Call[];
}

function whyNot(call: Call, { all, unfinished }: Recording): string {
  const key = callKey(call);
  const times = all.filter((each) => callKey(each) === key).length;
  if (times > 0) return `was recorded ${times === 1 ? "once" : `${times} times`}, and was given out`;
  const hasBegun = unfinished.some((each) => callKey(each) === key);
  return hasBegun ? "was called off, or cut off by a crash, when it was recorded" : "is not in the recording";
}

interface Near {
  readonly call: RecordedCall;
  readonly wrong: readonly Difference[];
}

interface Difference {
  readonly text: string;
  /** What is missing on one side makes calls less alike than what has changed. */
  readonly weight: number;
}

/** Of the recorded calls that are left: those of the same tool come first, then those that were given nearly the same. */
function nearestOf(call: Call, unused: readonly RecordedCall[]): Near | undefined {
  const near = unused
    .filter(({ kind }) => kind === call.kind)
    .map((recorded) => ({ call: recorded, wrong: differences(call, recorded) }));
  const weight = ({ call: { name }, wrong }: Near) =>
    wrong.reduce((sum, each) => sum + each.weight, 0) + (call.kind === "tool" && name !== call.name ? 1000 : 0);
  return near.sort((a, b) => weight(a) - weight(b))[0];
}

/** Conversations are compared message by message. */
function differences(asked: Call, recorded: Call): Difference[] {
  const [ours, theirs] = [plainInput(asked) as JsonValue, plainInput(recorded) as JsonValue];
  if (!(isConversation(ours) && isConversation(theirs)))
    return mismatches("", asked.input, recorded.input, "strict").map(difference);
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, at): Difference[] => {
    const path = `messages[${at}]`;
    const [actual, expected] = [ours[at], theirs[at]];
    if (expected === undefined)
      return [{ text: `${path} was not recorded: ${messageText(actual as PlainMessage)}`, weight: 2 }];
    if (actual === undefined) return [{ text: `${path} is not there, recorded ${messageText(expected)}`, weight: 2 }];
    return mismatches(path, actual, expected, "strict").map(difference);
  }).flat();
}

function nearTexts({ call, wrong }: Near): string[] {
  const lines = wrong.slice(0, MAX_SHOWN).map(({ text }) => `  ${text}`);
  const more = wrong.length > MAX_SHOWN ? [`  and ${wrong.length - MAX_SHOWN} more`] : [];
  return [`nearest is recorded call ${call.place}, ${callText(call)}`, ...lines, ...more];
}

const MAX_SHOWN = 5;

function difference({ path, actual, expected }: Mismatch): Difference {
  const where = path === "" ? "input" : path;
  if (expected === undefined) return { text: `${where} is ${patternText(actual)}, and was not recorded`, weight: 2 };
  if (actual === undefined) return { text: `${where} is not there, recorded ${patternText(expected)}`, weight: 2 };
  const [is, was] = whereTheyPart(patternText(actual, Infinity), patternText(expected, Infinity));
  return { text: `${where} is ${is}, recorded ${was}`, weight: 1 };
}

function plainInput({ kind, input }: Call): unknown {
  return kind === "llm" && input !== undefined ? plainMessages(input) : input;
}

function callText(call: Call): string {
  const { kind, name, input } = call;
  if (kind === "tool") return `${name}(${input === undefined ? "" : patternText(input)})`;
  const messages = plainInput(call) as JsonValue;
  if (!isConversation(messages)) return `a model asked ${patternText(input)}`;
  const before = messages.length - 1;
  const after = before === 0 ? "" : `, after ${before} ${before === 1 ? "message" : "messages"}`;
  return `a model asked ${messageText(messages[before] as PlainMessage)}${after}`;
}

const MAX_MESSAGE = 80;

/** `user: "Green tea?"` */
function messageText({ role, text, toolCalls, others }: PlainMessage): string {
  const calls = toolCalls.map((call) => `${call.name}(${patternText(call.arguments, MAX_MESSAGE)})`);
  const said = [
    ...(text === "" ? [] : [patternText(text, MAX_MESSAGE)]),
    ...calls,
    ...others.map((each) => patternText(each, MAX_MESSAGE)),
  ];
  return `${role}: ${said.join(", ")}`;
}

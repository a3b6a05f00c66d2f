/** Sinks that each break one rule on the data of records. */
import type { MakeSink } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { type AnyRecord, ListSink, subjectOf } from "../sinks-that-work.ts";
import { ChoosySink } from "./choosy-sink.ts";

export const sinksBreakingValues: readonly Broken<MakeSink>[] = [
  {
    name: "one that rounds times",
    breaks: ["a record arrives as it was given"],
    make: () => subjectOf(new AlteringSink(wholeMilliseconds)),
  },
  {
    name: "one that strips control characters",
    breaks: ["attributes arrive as they were given, whatever JSON can hold"],
    make: () => subjectOf(new AlteringSink(withoutControlCharacters)),
  },
  {
    name: "one that fits records into 64 kB datagrams",
    breaks: ["a record with an attribute of 1 MB arrives, whole or cut"],
    make: () => subjectOf(new ChoosySink(({ attributes }) => JSON.stringify(attributes).length < 65_536)),
  },
  {
    name: "one that marks records while it sends them",
    breaks: ["a frozen record is taken"],
    make: () => subjectOf(new MarkingSink()),
  },
  {
    name: "one that tags records",
    breaks: ["a record is not changed"],
    make: () => subjectOf(new TaggingSink()),
  },
];

class AlteringSink extends ListSink {
  readonly #alter: (record: AnyRecord) => AnyRecord;

  constructor(alter: (record: AnyRecord) => AnyRecord) {
    super();
    this.#alter = alter;
  }

  override write(record: AnyRecord): void {
    super.write(this.#alter(record));
  }
}

const wholeMilliseconds = (record: AnyRecord): AnyRecord =>
  record.kind === "span" ? { ...record, startedAt: Math.round(record.startedAt) } : record;

const withoutControlCharacters = (record: AnyRecord): AnyRecord => ({
  ...record,
  attributes: JSON.parse(JSON.stringify(record.attributes).replace(/\\u00[01]./g, "")),
});

/** Marks the events of a record while it is being sent. */
class MarkingSink extends ListSink {
  override write(record: AnyRecord): void {
    super.write(record);
    if (record.kind === "metric") return;
    for (const event of record.events ?? []) {
      (event as { sent?: true }).sent = true;
      delete (event as { sent?: true }).sent;
    }
  }
}

class TaggingSink extends ListSink {
  override write(record: AnyRecord): void {
    super.write(record);
    if (!Object.isFrozen(record)) (record as { host?: string }).host = "localhost";
  }
}

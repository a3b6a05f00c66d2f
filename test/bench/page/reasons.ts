/** Why Heddle is not the best in a number, by what is compared: each reason was measured or read in the code. */

type Reasons = Readonly<Record<string, string>>;

/** `all`: for those of ours that have no reason of their own. */
function reasonOf(own: Reasons, all: string = ""): (name: string) => string {
  return (name) => own[name] ?? all;
}

const overOtel = "All that OpenTelemetry does is in it, and Heddle's own part on top.";

export const reasons = {
  added: reasonOf({
    "Heddle, File":
      "Two lines, one when a span starts and one when it ends, are written before the program goes on: a system call each. pino and evlog write one line, without parents, and by default later; OpenTelemetry and LangWatch keep spans in memory, and send them later.",
    "Heddle, File, buffered":
      "The text of a span is made in the call, so that no later change reaches it. evlog makes it later; pino and evlog have no parents and no ids.",
    "Heddle, Otlp":
      "A span is encoded when it ends, in the call, so that no later change reaches it. pino and evlog have no parents and no ids.",
    "Heddle, Otlp, spooled": "A record is written to the disk before the program goes on, and is sent from there.",
    "Heddle over OTel 3": overOtel,
  }),
  processor: reasonOf({
    "Heddle, File":
      "Two lines and two system calls a span; pino has one line, and by default one system call for many.",
    "Heddle, File, buffered": "pino writes what it is given, without ids, parents, and a check of each attribute.",
    "Heddle, Otlp": "It encodes protobuf and sends it; pino and evlog write a line of JSON to a file.",
    "Heddle, Otlp, spooled":
      "A span is made a line and written; a thread of its own reads the line back, encodes it and sends it. The thread's time is in this number, and not in the main thread's.",
    "Heddle over OTel 3": overOtel,
  }),
  growth: reasonOf({}),
  read: reasonOf(
    {},
    "The record of a span is made when it is read for the first time: who opens and ends spans does not pay for it.",
  ),
  arrived: reasonOf({
    "Heddle, Otlp":
      "Without a spool, spans wait in memory, 64 MiB at most: what comes above it is dropped, counted and told. With a spool, all arrive.",
    "Heddle over OTel 3":
      "The pipeline is the user's own: OpenTelemetry's batch processor holds 2,048 spans, and drops what comes while it is full.",
  }),
  peak: reasonOf({
    "Heddle, File":
      "None of it stays: with a million spans, the heap has not grown after a collection. It is Node, the modules, and what the collector has not yet taken.",
    "Heddle, File, buffered":
      "Lines wait in memory for the disk, 16 MiB at most, beside those that are being written and what the collector has not yet taken.",
    "Heddle, Otlp": "Encoded spans wait for the server, 64 MiB at most, beside what the collector has not yet taken.",
    "Heddle, Otlp, spooled": "The thread that sends has a heap and modules of its own.",
    "Heddle over OTel 3": overOtel,
  }),
  ended: reasonOf({
    "Heddle, File, buffered":
      "Lines wait for company, for 200 ms at most. With `signals: true`, they are written at SIGINT and SIGTERM; the default mode does not wait.",
    "Heddle, Otlp": "Without a spool, spans wait in memory. With a spool, those that have ended are on disk.",
    "Heddle over OTel 3":
      "The pipeline is the user's own: OpenTelemetry's batch processor keeps spans in memory for five seconds.",
  }),
  open: reasonOf(
    {
      "Heddle, File, buffered":
        "Lines wait for company, for 200 ms at most. With `signals: true`, they are written at SIGINT and SIGTERM; the default mode does not wait.",
    },
    "OTLP has no message for a span that is open. A file has a line for it.",
  ),
  streams: reasonOf({}, "Contents stay at home: they are sent with `captureContent: true` only."),
  packages: reasonOf(
    {},
    "evlog is one package. Heddle's are several, so that nobody installs what is not used; typed spans bring a library of prices.",
  ),
  installed: reasonOf(
    {
      "Heddle, File, typed spans": "Most of it is the list of prices. The sources of ours come along, for debuggers.",
    },
    "The sources come along, for debuggers.",
  ),
  imported: reasonOf(
    { "Heddle, File, typed spans": "The list of prices, and many small modules, which Node reads one by one." },
    "Heddle is published as many small modules, which Node reads one by one.",
  ),
  bundled: reasonOf({
    "Heddle, File":
      "Spans have parents, context, streams, limits and an account of what was lost; evlog writes an event to a file.",
    "Heddle, Otlp":
      "It has spans and metrics, protobuf and JSON, HTTP and gRPC, and a spool; OpenTelemetry's is traces in protobuf over HTTP. evlog and pino write events to a file.",
    "Heddle, File, typed spans": "Most of it is the list of prices.",
  }),
} as const satisfies Readonly<Record<string, (name: string) => string>>;

/** Takes a file of another format apart: into lines of JSON, one document of JSON, or bytes. */

/** A part of a file that can be read by itself. */
export interface Document {
  /** Where it begins, counted from 1; 0 is the file as a whole. */
  readonly line: number;
  /** JSON, parsed, or bytes of protobuf. */
  readonly content?: unknown;
  /** Why there is no content. */
  readonly problem?: string;
}

/** `isProtobuf`: whether it is, unless how it begins decides. Never rejects: what cannot be read is a problem. */
export async function* documentsIn(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  isProtobuf: boolean | undefined,
): AsyncGenerator<Document, void, undefined> {
  try {
    const first = await beginning(chunks);
    const all = restOf(first, chunks);
    const kind = isProtobuf === undefined ? kindOf(first) : isProtobuf ? "protobuf" : "json";
    if (kind === "json") yield* jsonIn(all);
    else if (kind === "protobuf") yield { line: 1, content: await bytesOf(all) };
    else yield { line: 1 };
  } catch (error) {
    yield { line: 0, problem: `the file cannot be read from here on: ${(error as Error).message}` };
  } finally {
    await chunks.return();
  }
}

async function beginning(source: AsyncIterator<Buffer, void>): Promise<Buffer> {
  const { value = Buffer.alloc(0) } = await source.next();
  return value;
}

/** `undefined`: something else. */
function kindOf(first: Buffer): "json" | "protobuf" | undefined {
  if (/^\ufeff?\s*([[{]|$)/.test(first.toString("utf8", 0, 1000)) && !first.includes(0)) return "json";
  return first[0] === RESOURCE_SPANS ? "protobuf" : undefined;
}

/** The tag of `resource_spans`, which is a line break, too. */
const RESOURCE_SPANS = 0x0a;

async function* restOf(first: Buffer, source: AsyncIterator<Buffer, void>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Where the first line is whole JSON, each line is. Of a list with an item a line, each item is. Else the file is. */
async function* jsonIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<Document, void, undefined> {
  const whole: string[] = [];
  let [line, begin] = [0, 0];
  let isOfLines: boolean | undefined;
  let list: "none" | "open" | "closed" = "none";
  for await (const text of linesIn(chunks)) {
    line++;
    const { item, isLast } = list === "none" ? { item: text.trim(), isLast: false } : itemOf(text);
    if (isOfLines === undefined && item !== "") {
      begin ||= line;
      if (list === "none" && item === "[") list = "open";
      else isOfLines = parsed(item).problem === undefined;
    }
    if (isLast) list = "closed";
    if (isOfLines !== true) whole.push(text);
    else if (item !== "") yield { line, ...parsed(item) };
  }
  if (isOfLines !== true && begin > 0) yield { line: begin, ...parsed(whole.slice(begin - 1).join("\n")) };
  else if (list === "open") yield { line, problem: "the file ends within the list" };
}

/** `{…},`, or `{…}]` at the end of the list. */
function itemOf(text: string): { readonly item: string; readonly isLast: boolean } {
  const item = text.trim().replace(/,$/, "");
  const isLast = item.endsWith("]") && !item.startsWith("[");
  return { item: isLast ? item.slice(0, -1) : item, isLast };
}

/** A line may have megabytes: only the one that is read is held. */
async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    begun.push(first);
    for (const other of others) {
      yield begun.join("");
      begun = [other];
    }
  }
  yield begun.join("") + decoder.decode();
}

function parsed(text: string): Omit<Document, "line"> {
  try {
    return { content: JSON.parse(text) };
  } catch (error) {
    return { problem: `this is no JSON: ${(error as Error).message}` };
  }
}

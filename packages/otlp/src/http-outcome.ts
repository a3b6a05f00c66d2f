/** Reads what an answer over HTTP means. */
import { readExportResponse } from "./read-export-response.ts";
import { decodeRpcStatus } from "./rpc-status.ts";
import type { Outcome } from "./sender.ts";

export interface HttpAnswer {
  readonly status: number;
  /** By its name in lower case; the empty string without one. */
  readonly header: (name: string) => string;
  readonly body: Uint8Array;
}

/** What a proxy or a server that is overloaded, restarting or out of order answers. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

/** What is answered without the right key, before a bill is paid, without permission, and at a wrong url. */
const mendable = new Set([401, 402, 403, 404]);

export function outcomeOfHttp(answer: HttpAnswer): Outcome {
  const { status, header } = answer;
  if (status >= 200 && status < 300) {
    if (isPage(answer))
      return { kind: "failed", message: `HTTP ${status}: a page of HTML, of no OTLP backend; is it the right url?` };
    const isJson = header("content-type").includes("json");
    return readExportResponse(isJson ? Buffer.from(answer.body).toString() : answer.body);
  }
  const said = errorText(answer);
  const message = `HTTP ${status}${said && `: ${said}`}`;
  if (passing.has(status)) return { kind: "failed", message, ...retryAfter(header("retry-after")) };
  const isTooLarge = status === 413 || (status === 400 && /too large/i.test(said));
  return {
    kind: "refused",
    message,
    ...(isTooLarge && { isTooLarge }),
    ...(mendable.has(status) && { isMendable: true }),
  };
}

/** What a web server, or a proxy that wants a login, answers to anything. Nothing has arrived then. */
function isPage({ header, body }: HttpAnswer): boolean {
  return (
    header("content-type").includes("html") &&
    /^\s*<(!doctype|html)/i.test(Buffer.from(body.subarray(0, 100)).toString())
  );
}

/** In seconds, or as a date. */
function retryAfter(text: string): { retryAfterMs?: number } {
  const afterMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(afterMs) ? {} : { retryAfterMs: Math.max(0, afterMs) };
}

/** A `google.rpc.Status`, or whatever a proxy says. */
function errorText({ status, header, body }: HttpAnswer): string {
  if (status >= 300 && status < 400) return `moved to ${header("location")}; give that as the url`;
  const type = header("content-type");
  if (type.includes("protobuf")) return decodeRpcStatus(body).message;
  const text = Buffer.from(body).toString().trim();
  return shorten(type.includes("json") ? messageOfJson(text) : text);
}

function messageOfJson(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : text;
  } catch {
    return text;
  }
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

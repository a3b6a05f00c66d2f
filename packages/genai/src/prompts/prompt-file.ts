/** How a version of a prompt is written: JSON with texts line by line, so that people can read and review it. */
import { isObject } from "../reading/look.ts";
import { checkTemplate, type PromptMessage, type PromptTemplate } from "./prompt-template.ts";

/** The text of the file. */
export function encodePromptFile(template: PromptTemplate): string {
  const { name, content, description, modelHint, config } = template;
  const lines =
    typeof content === "string"
      ? toLines(content)
      : content.map((message) => ({ role: message.role, content: toLines(message.content) }));
  return `${JSON.stringify({ name, description, modelHint, config, content: lines }, null, 2)}\n`;
}

/** The template in a file that is that of the prompt `name`. Throws for any other text. */
export function decodePromptFile(name: string, text: string): PromptTemplate {
  const file: unknown = JSON.parse(text);
  if (!isObject(file)) throw new TypeError("it holds no object");
  if (file.name !== name) {
    throw new TypeError(
      `it holds the prompt ${JSON.stringify(file.name)}; give each a name of its own, also in lower case`,
    );
  }
  return checkTemplate({ ...(file as object as PromptTemplate), content: contentOf(file.content) });
}

/** A text of one line stays a text. */
function toLines(text: string): string | string[] {
  const lines = text.split("\n");
  return lines.length === 1 ? text : lines;
}

function contentOf(content: unknown): PromptTemplate["content"] {
  if (!Array.isArray(content) || !content.every(isObject)) return fromLines(content);
  return content.map((message) => ({ ...message, content: fromLines(message.content) }) as object as PromptMessage);
}

/** What is no list of lines is left to the check of the template. */
function fromLines(lines: unknown): string {
  return Array.isArray(lines) && lines.every((line) => typeof line === "string") ? lines.join("\n") : (lines as string);
}

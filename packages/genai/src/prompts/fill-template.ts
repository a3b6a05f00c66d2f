/** The language of prompt templates: texts with `{{variables}}`, filled in one pass. */

/** A variable, or the way to write the braces themselves: `{{"{{"}}`. */
const tag = /\{\{(?:\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*|"\{\{")\}\}/gu;

/**
 * The names of the variables in `template`, in order, each once. Throws a TypeError for braces that begin no variable: a
 * typo in a prompt shows nowhere else.
 */
export function variablesIn(template: string): readonly string[] {
  const names = new Set<string>();
  let after = 0;
  for (const { 0: whole, 1: name, index } of template.matchAll(tag)) {
    refuseBraces(template.slice(after, index));
    if (name !== undefined) names.add(name);
    after = index + whole.length;
  }
  refuseBraces(template.slice(after));
  return [...names];
}

/** `template` with each variable's text in its place, exactly as it is. `texts` has every variable of it. */
export function fillTemplate(template: string, texts: ReadonlyMap<string, string>): string {
  return template.replace(tag, (_whole, name?: string) => (name === undefined ? "{{" : (texts.get(name) as string)));
}

function refuseBraces(text: string): void {
  const at = text.indexOf("{{");
  if (at === -1) return;
  const quoted = JSON.stringify(text.slice(at, at + 24).toWellFormed());
  throw new TypeError(`${quoted} begins no variable; write {{name}}, or {{"{{"}} for the braces themselves`);
}

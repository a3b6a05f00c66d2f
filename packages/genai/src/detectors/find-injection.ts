/** Tells how much a text looks like an attempt to take a model over. */
import { type Detector, type Finding, scanText } from "./scan-text.ts";

/**
 * `instruction_override`: to forget its instructions. `jailbreak`: to be somebody without limits. `prompt_leak`: to tell its
 * instructions. `fake_role`: marks that only the program around the model should write. `hidden_text`: characters that
 * people do not see. `encoded`: to do what an encoded text says.
 */
export type InjectionKind =
  | "instruction_override"
  | "jailbreak"
  | "prompt_leak"
  | "fake_role"
  | "hidden_text"
  | "encoded";

/** How suspicious a text is, and why. */
export interface InjectionReport {
  /** 0 for nothing suspicious, and up to 0.99 the more kinds there are. */
  readonly score: number;
  readonly findings: readonly Finding<InjectionKind>[];
}

/**
 * A heuristic, and no more: it knows the usual phrases, mostly the English ones. It misses what is put in other words, and
 * takes a text about injections for one. Use it to look closer or to ask a better judge, never as the only guard. From 0.7
 * on, a text has one plain sign or several faint ones. Time is linear in the length of the text.
 */
export function findInjection(text: string): InjectionReport {
  const findings = scanText(text, detectors);
  const harmless = [...new Set(findings.map(({ kind }) => kind))].reduce((left, kind) => left * (1 - weights[kind]), 1);
  return { score: Math.min(Math.round((1 - harmless) * 100) / 100, 0.99), findings };
}

/** How much each kind counts; of one kind, many count as one. */
const weights: Readonly<Record<InjectionKind, number>> = {
  instruction_override: 0.8,
  jailbreak: 0.7,
  prompt_leak: 0.7,
  fake_role: 0.7,
  hidden_text: 0.5,
  encoded: 0.5,
};

/** What a program has told its model. */
const orders = String.raw`(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|commands?|constraints?)\b`;

/** Of those, what it keeps to itself. */
const secrets = String.raw`(?:instructions|prompts?|rules|guidelines|directives|constraints)\b`;

/** Up to four words between two that matter. */
const words = String.raw`(?:[\w',-]{1,20}\s{1,5}){0,4}?`;

/** What keeps a model from harm. */
const limits =
  "(?:restrictions|limitations|censorship|safeguards|guardrails|(?:safety|content|ethical|moral) (?:rules|guidelines|filters?|measures|constraints|policy|policies))";

/** Phrases by kind. A space stands for any usual space. */
const phrases: readonly [kind: InjectionKind, ...phrases: string[]][] = [
  [
    "instruction_override",
    `(?:ignore|disregard|forget|override|bypass|neglect|discard) ${words}(?:previous|prior|above|earlier|preceding|former|initial|original|system|existing|your|those|all) ${words}${orders}`,
    `(?:do not|don't|stop) (?:follow|obey|following|obeying) ${words}(?:previous|prior|above|earlier|system|your|original) ${words}${orders}`,
    "(?:ignore|disregard|forget) (?:everything|all|anything) (?:above|before this|prior to|you (?:were|have been|know)|i (?:said|told))",
    `(?:(?:here|these) are your|(?:follow|obey) (?:my|these)) new ${orders}`,
    "(?:ignoriere|vergiss|missachte) (?:alle |die )?(?:vorherigen|bisherigen|obigen) (?:anweisungen|regeln|befehle)",
    "(?:ignorez|oubliez|ignore|oublie) (?:toutes )?les (?:instructions|consignes|règles) (?:précédentes|ci-dessus)",
    "(?:ignora|olvida) (?:todas )?las (?:instrucciones|reglas|órdenes) (?:anteriores|previas)",
  ],
  [
    "jailbreak",
    String.raw`(?:you are|you're|act as|become|pretend to be|pretend you are) (?:now )?(?:in )?(?:an? |the )?(?:dan\b|do anything now|jailbroken|unrestricted|unfiltered|uncensored|amoral|developer mode|god mode)`,
    "(?:(?:developer|dan|jailbreak|god) mode (?:is )?(?:enabled|on|activated)|(?:can|could) do anything now)",
    `(?:respond|answer|reply|act|behave|operate|speak|you have|you are|you're) ${words}(?:without|no|free of|free from|not bound by) ${words}${limits}`,
    `(?:ignore|bypass|disable|evade|turn off) ${words}${limits}`,
  ],
  [
    "prompt_leak",
    `(?:reveal|show|print|repeat|output|display|tell|give|leak|expose|write|dump|recite|return|quote|share) ${words}(?:(?:system|hidden|initial|original|secret|developer|internal) (?:message|${secrets})|your ${secrets})`,
    `what (?:are|is|was|were) your (?:exact |full |initial |original |secret |hidden |system )+(?:message|${secrets})`,
    "(?:repeat|print|output) (?:everything|all|the (?:words|text|conversation)) (?:above|before this|prior to)",
  ],
  [
    "fake_role",
    String.raw`<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id|begin_of_text)\|>`,
    String.raw`\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>`,
    "</?(?:system|system_prompt|assistant|instructions)>",
    String.raw`(?<![^\n])#{2,4}\s{0,3}(?:system|assistant|instructions?):`,
    String.raw`(?<![^\n])\[?(?:system|system (?:message|prompt|override))\]?:\s{0,3}(?:you|ignore|new|from|override)\b`,
  ],
  [
    "encoded",
    `(?:decode|decrypt|unscramble) ${words}(?:and|then) (?:follow|execute|run|do|obey|perform|carry out)`,
    `(?:follow|execute|obey|perform) ${words}(?:base64|rot13|hex|encoded|decoded|encrypted) ${words}${orders}`,
  ],
];

const detectors: readonly Detector<InjectionKind>[] = [
  ...phrases.map(([kind, ...alternatives]) => ({
    kind,
    pattern: new RegExp(`(?<![a-z](?=[a-z]))(?:${alternatives.join("|")})`.replaceAll(" ", String.raw`\s{1,5}`), "gi"),
  })),
  // Tags that no flag of a region begins, spaces of no width inside a word, and turns of the direction.
  {
    kind: "hidden_text",
    pattern:
      /(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,6})[\u{e0020}-\u{e007f}]{2,}|(?<=[a-z])[\u200b\u2060\ufeff]{1,20}(?=[a-z])|[\u202d\u202e]/giu,
  },
];

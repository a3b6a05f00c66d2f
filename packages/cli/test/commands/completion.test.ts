import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { Command, CommandEntry } from "../../src/command.ts";
import { completionOf } from "../../src/commands/completion.ts";
import { runCommandLine } from "../../src/run-command-line.ts";
import { heddle } from "../heddle.ts";
import { testIo } from "../test-io.ts";

interface GreetOptions {
  readonly tone: string;
  readonly note?: readonly string[];
  readonly logFile?: string;
  readonly loud?: true;
  readonly mood?: readonly string[];
}

const greet: Command<GreetOptions> = {
  arguments: [
    { name: "WHO", description: "whom", choices: ["world", "moon"] },
    { name: "FILE", description: "a file", isOptional: true },
    { name: "MORE", description: "more files", isMany: true },
  ],
  options: {
    tone: {
      description: "how: it's [warm] or not",
      value: "TONE",
      short: "t",
      choices: ["warm", "cold"],
      fallback: "warm",
    },
    note: { description: "what is noted", value: "TEXT", isMany: true },
    logFile: { description: "where", value: "FILE", isPath: true },
    loud: { description: "loudly", short: "l" },
    mood: { description: "moods", value: "MOOD", short: "m", isMany: true, choices: ["glad"] },
  },
  examples: [],
  run: async () => 0,
};

const wave: Command = { arguments: [], options: {}, examples: [], run: async () => 0 };

const entries: CommandEntry[] = [
  { name: "greet", summary: "Says it's here", load: async () => greet },
  { name: "wave", summary: "Waves", load: async () => wave },
  { name: "completion", summary: "Prints a script", load: async () => completionOf(entries) },
];

async function script(shell: string): Promise<string> {
  const io = testIo();
  await runCommandLine(["completion", shell], io, entries);
  return io.out();
}

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const source = `${await script("bash")}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _heddle; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", source, "bash", ...words], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.trim().split("\n");
}

describe("bash offers", () => {
  const cases: readonly [words: string[], offered: string[]][] = [
    [
      ["heddle", ""],
      ["greet", "wave", "completion", "help", "--help", "--version"],
    ],
    [["heddle", "gr"], ["greet"]],
    [
      ["heddle", "help", ""],
      ["greet", "wave", "completion"],
    ],
    [
      ["heddle", "greet", ""],
      ["world", "moon"],
    ],
    [
      ["heddle", "--no-color", "greet", "--l"],
      ["--log-file", "--loud"],
    ],
    [
      ["heddle", "greet", "--tone", ""],
      ["warm", "cold"],
    ],
    [["heddle", "greet", "-m", "g"], ["glad"]],
    [
      ["heddle", "greet", "--tone", "="],
      ["warm", "cold"],
    ],
    [["heddle", "greet", "--tone", "=", "w"], ["warm"]],
    [["heddle", "greet", "world", "--log-file", "x"], [""]],
  ];

  for (const [words, expected] of cases) {
    test(`${expected.join(" ") || "paths"} for "${words.join(" ")}"`, async () => {
      expect(await offered(...words)).toEqual(expected);
    });
  }
});

test("zsh has options, values and arguments, with quotes and brackets in their descriptions", async () => {
  expect(await script("zsh")).toMatchInlineSnapshot(`
    "#compdef heddle
    # Completion of heddle for zsh. In ~/.zshrc, after compinit: eval "$(heddle completion zsh)"
    _heddle() {
      local -a commands
      commands=(
        'greet:Says it'\\''s here'
        'wave:Waves'
        'completion:Prints a script'
      )
      if (( CURRENT == 2 )); then
        _describe command commands
        return
      fi
      local command=$words[2]
      shift words
      (( CURRENT-- ))
      case $command in
        help) _describe command commands ;;
        greet)
          _arguments -s \\
            '(-t --tone)'{-t,--tone=}'[how\\: it'\\''s \\[warm\\] or not]:TONE:(warm cold)' \\
            '*'--note='[what is noted]:TEXT: ' \\
            --log-file='[where]:FILE:_files' \\
            '(-l --loud)'{-l,--loud}'[loudly]' \\
            '*'{-m,--mood=}'[moods]:MOOD:(glad)' \\
            '(-h --help)'{-h,--help}'[says how to use it]' \\
            --color'[uses colours]' \\
            --no-color'[uses no colours]' \\
            ':WHO:(world moon)' \\
            '::FILE:_files' \\
            '*:MORE:_files'
          ;;
        wave)
          _arguments -s \\
            '(-h --help)'{-h,--help}'[says how to use it]' \\
            --color'[uses colours]' \\
            --no-color'[uses no colours]'
          ;;
        completion)
          _arguments -s \\
            '(-h --help)'{-h,--help}'[says how to use it]' \\
            --color'[uses colours]' \\
            --no-color'[uses no colours]' \\
            ':SHELL:(bash zsh fish)'
          ;;
      esac
    }
    if [[ $funcstack[1] == _heddle ]]; then _heddle "$@"; else compdef _heddle heddle; fi
    "
  `);
});

test("fish has options, values and arguments", async () => {
  expect(await script("fish")).toMatchInlineSnapshot(`
    "# Completion of heddle for fish: heddle completion fish > ~/.config/fish/completions/heddle.fish
    complete -c heddle -n __fish_use_subcommand -f -a greet -d 'Says it\\'s here'
    complete -c heddle -n __fish_use_subcommand -f -a wave -d 'Waves'
    complete -c heddle -n __fish_use_subcommand -f -a completion -d 'Prints a script'
    complete -c heddle -n '__fish_seen_subcommand_from help' -f -a 'greet wave completion'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l tone -s t -x -a 'warm cold' -d 'how: it\\'s [warm] or not'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l note -x -d 'what is noted'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l log-file -r -F -d 'where'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l loud -s l -d 'loudly'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l mood -s m -x -a 'glad' -d 'moods'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l help -s h -d 'says how to use it'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l color -d 'uses colours'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -l no-color -d 'uses no colours'
    complete -c heddle -n '__fish_seen_subcommand_from greet' -f -a 'world moon'
    complete -c heddle -n '__fish_seen_subcommand_from wave' -l help -s h -d 'says how to use it'
    complete -c heddle -n '__fish_seen_subcommand_from wave' -l color -d 'uses colours'
    complete -c heddle -n '__fish_seen_subcommand_from wave' -l no-color -d 'uses no colours'
    complete -c heddle -n '__fish_seen_subcommand_from completion' -l help -s h -d 'says how to use it'
    complete -c heddle -n '__fish_seen_subcommand_from completion' -l color -d 'uses colours'
    complete -c heddle -n '__fish_seen_subcommand_from completion' -l no-color -d 'uses no colours'
    complete -c heddle -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'
    "
  `);
});

for (const shell of ["bash", "zsh", "fish"]) {
  const isThere = spawnSync(shell, ["--version"]).status === 0;

  test.skipIf(!isThere)(
    `${shell} takes the script of all commands${isThere ? "" : ": it is not installed"}`,
    async () => {
      const { code, out } = await heddle(["completion", shell]);

      const { status, stderr } = spawnSync(shell, ["-n"], { input: out, encoding: "utf8" });
      expect({ code, status, stderr }).toEqual({ code: 0, status: 0, stderr: "" });
    },
  );
}

test("another shell is told as a mistake", async () => {
  const ran = await heddle(["completion", "cmd"]);

  expect(ran).toEqual({
    code: 2,
    out: "",
    err: "heddle completion: command-argument value 'cmd' is invalid for argument 'SHELL'. Allowed choices are bash, zsh, fish.\nSee heddle completion --help\n",
  });
});

import { describe, expect, test } from "vitest";
import type { Command, CommandEntry } from "../src/command.ts";
import { commands } from "../src/commands.ts";
import { OutputClosedError } from "../src/io.ts";
import { runCommandLine } from "../src/run-command-line.ts";
import { heddle } from "./heddle.ts";
import { testIo } from "./test-io.ts";

/** A command that does this, with the name of `work`. */
function entriesOf(run: Command["run"]): CommandEntry[] {
  const command: Command = { arguments: [], options: {}, examples: [], run };
  return [{ name: "work", summary: "Works", load: async () => command }];
}

async function work(run: Command["run"], args: readonly string[] = ["work"]) {
  const io = testIo();
  const code = await runCommandLine(args, io, entriesOf(run));
  return { code, out: io.out(), err: io.err() };
}

const failing = (error: unknown) => async () => {
  throw error;
};

describe("help", () => {
  test("lists the commands", async () => {
    const { code, out, err } = await work(async () => 0, ["--help"]);

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchInlineSnapshot(`
      "Usage: heddle [options] [command]

      Looks into recorded runs of agents, compares them, and holds them to budgets.

      Options:
        --color         uses colours, also where the output is no terminal
        --no-color      uses no colours, as with the variable NO_COLOR
        -V, --version   prints the version
        -h, --help      says how to use it

      Commands:
        work            Works
        help [command]  Says how to use a command
      "
    `);
  });

  test("of each command has examples and exit codes", async () => {
    for (const { name, summary } of commands) {
      const { code, out } = await heddle([name, "--help"], { columns: 200 });

      const parts = [`${summary}.`, "Examples:\n", "\n    $ ", "Exit codes:\n  0  done\n", "\n  3  "];
      expect({ code, missing: parts.filter((part) => !out.includes(part)) }).toEqual({ code: 0, missing: [] });
    }
  });

  test("of a command says how it is typed, with examples and exit codes, and is the same by help and by --help", async () => {
    const asked = await heddle(["help", "inspect"]);
    const ran = await heddle(["inspect", "-h"]);

    expect(ran).toEqual(asked);
    expect(ran.out).toMatchInlineSnapshot(`
      "Usage: heddle inspect [options] <FILE...>

      Shows runs as trees: what happened, in which order, how long it took, what
      failed.

      Arguments:
        FILE                     a recording, a folder of them, a glob, or - for
                                 standard input; gzip and zstd are unpacked

      Options:
        -t, --trace <ID>         only the run whose id is this, or begins so
        -n, --last <N>           only the last N runs
        -v, --verbosity <LEVEL>  minimal: a line a span; standard: also annotations,
                                 scores, errors and usage; full: also input, output,
                                 metadata, stacks and all else (choices: "minimal",
                                 "standard", "full", default: "standard")
        -l, --max-length <N>     values are cut to about so many characters, errors to
                                 four times as many (default: 200)
        --json                   a line of JSON a run, with all of its spans
        -o, --output <FILE>      writes to FILE, not to the terminal
        -h, --help               says how to use it

      Global Options:
        --color                  uses colours, also where the output is no terminal
        --no-color               uses no colours, as with the variable NO_COLOR

      Examples:
        The last run of a recording:
          $ heddle inspect traces.jsonl --last 1
        One run with all that was said in it:
          $ heddle inspect traces.jsonl -t 4bf92f -v full -l 100000
        The failed spans of all runs in a folder:
          $ heddle inspect runs/ --json | jq '.spans[] | select(.status == "error") | .name'

      Exit codes:
        0  done
        2  a mistake in what was typed
        3  something cannot be read or written; what can be read is shown
      "
    `);
  });

  test("stands below what it is of where there is little room, and breaks at the end of the terminal", async () => {
    const { out } = await heddle(["ship", "--help"], { columns: 40 });

    const from = (title: string) => out.slice(out.indexOf(title)).split("\n").slice(0, 8).join("\n");
    expect(from("  -f, --follow")).toBe(`  -f, --follow
      goes on with what is appended,
      until it is interrupted
  --capture-content
      prompts, answers and tool payloads
      are shipped, too
  --service <NAME>
      the service.name, unless the`);
    expect(from("  From cron:")).toBe(`  From cron: whatever has come, for ten
  seconds at most:
    $ heddle ship runs/ --to http://localhost:4318 --give-up 10

Exit codes:
  0  done
  1  the backend refused records, or the
     rest is left for the next time`);
  });

  test("is broken between words where a terminal has hardly any columns", async () => {
    const { code, out } = await heddle(["--help"], { columns: 1 });

    expect([code, out]).toEqual([0, expect.stringContaining("\n  inspect\n      Shows runs as trees: what happened,")]);
  });

  test("has bold titles where there are colours", async () => {
    const colored = await heddle(["check", "--help"], { color: true });
    const plain = await heddle(["check", "--help", "--no-color"], { color: true });
    const wanted = await heddle(["--color", "check", "--help"]);

    expect(colored.out).toContain("\u001b[1mExit codes:\u001b[22m");
    expect(plain.out).not.toContain("\u001b");
    expect(wanted).toEqual(colored);
  });

  test("is told on standard error, with exit code 2, where no command is typed", async () => {
    const asked = await heddle(["--help"]);

    expect(await heddle([])).toEqual({ code: 2, out: "", err: asked.out });
  });
});

test("the version is that of the package", async () => {
  const { code, out } = await heddle(["--version"]);

  expect({ code, isVersion: /^\d+\.\d+\.\d+\n$/.test(out) }).toEqual({ code: 0, isVersion: true });
});

const mistakes: readonly [args: string[], told: string][] = [
  [["inspcet"], "heddle: unknown command 'inspcet' (Did you mean inspect?)\nSee heddle --help\n"],
  [["help", "inspcet"], "heddle: unknown command 'inspcet'\nSee heddle --help\n"],
  [["--colour"], "heddle: unknown option '--colour' (Did you mean --color?)\nSee heddle --help\n"],
  [["inspect"], "heddle inspect: missing required argument 'FILE'\nSee heddle inspect --help\n"],
  [
    ["inspect", "x", "--verbose"],
    "heddle inspect: unknown option '--verbose' (Did you mean --verbosity?)\nSee heddle inspect --help\n",
  ],
  [
    ["inspect", "x", "--trace"],
    "heddle inspect: option '-t, --trace <ID>' argument missing\nSee heddle inspect --help\n",
  ],
  [["inspect", "x", "--\u001b[2J\n"], "heddle inspect: unknown option '--\\u001b[2J '\nSee heddle inspect --help\n"],
  [
    ["diff", "a", "b", "c"],
    "heddle diff: too many arguments for 'diff'. Expected 2 arguments but got 3: a, b, c.\nSee heddle diff --help\n",
  ],
];

for (const [args, told] of mistakes) {
  test(`a mistake is told in a sentence: heddle ${JSON.stringify(args.join(" "))}`, async () => {
    expect(await heddle(args)).toEqual({ code: 2, out: "", err: told });
  });
}

describe("what a command throws", () => {
  test("of a system is told with its path", async () => {
    const missing = Object.assign(new Error("ENOENT: x"), { syscall: "open", errno: -2, path: "a\u001bb" });
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { syscall: "connect", errno: -111 });

    expect(await work(failing(missing))).toEqual({
      code: 3,
      out: "",
      err: 'heddle work: "a\\u001bb": no such file or directory\n',
    });
    expect(await work(failing(refused))).toEqual({
      code: 3,
      out: "",
      err: "heddle work: connect ECONNREFUSED 127.0.0.1:1\n",
    });
  });

  test("and is unknown is a defect of ours, with its stack", async () => {
    const error = Object.assign(new Error("x"), { stack: "TypeError: x\n    at \u001b[2Jy" });

    const defect = "heddle work: this is a defect of heddle, please report it with these lines:\n";
    expect(await work(failing(error))).toEqual({
      code: 70,
      out: "",
      err: `${defect}  TypeError: x\n      at \\u001b[2Jy\n`,
    });
    expect(await work(failing("a text"))).toEqual({ code: 70, out: "", err: `${defect}  a text\n` });
  });

  test("when nobody reads its output any more is nothing to tell", async () => {
    expect(await work(failing(new OutputClosedError("closed")))).toEqual({ code: 0, out: "", err: "" });
  });
});

test("options may stand before and behind the command, and colours are as the last of them says, up to --", async () => {
  const colors: boolean[] = [];
  const run: Command["run"] = async (_, { stdout, stderr }) => {
    colors.push(stdout.color && stderr.color);
    return 0;
  };

  for (const args of [["work"], ["--color", "work"], ["work", "--color"], ["--color", "work", "--no-color"]]) {
    await work(run, args);
  }

  expect(colors).toEqual([false, true, true, false]);
});

test("what stands behind -- is no option", async () => {
  const { err } = await heddle(["inspect", "--", "--no-color"], { color: true });

  expect(err).toBe('heddle inspect: "--no-color" is not there; give the path of a file, a folder or a glob\n');
});

test("how wide a terminal is may change while a command runs", async () => {
  let columns = 80;
  const widths: (number | undefined)[] = [];
  const io = testIo();
  const stdout = {
    ...io.stdout,
    get columns() {
      return columns;
    },
  };
  const run: Command["run"] = async (_, { stdout }) => {
    widths.push(stdout.columns);
    columns = 140;
    widths.push(stdout.columns);
    return 0;
  };

  await runCommandLine(
    ["work", "--color"],
    { ...io, stdout: Object.defineProperty(stdout, "columns", { get: () => columns }) },
    entriesOf(run),
  );

  expect(widths).toEqual([80, 140]);
});

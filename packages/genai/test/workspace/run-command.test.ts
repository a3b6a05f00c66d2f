import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { activeSpan, InMemoryTelemetry, NoTelemetry } from "@heddle/core";
import { toOtlpAttributes } from "@heddle/core/bridge";
import { agent, configure } from "@heddle/genai";
import { fileOperation, runCommand } from "@heddle/genai/workspace";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

afterEach(() => {
  vi.useRealTimers();
  configure();
});

const node = process.execPath;
const durationMs = expect.any(Number);
/** Those that tests wind forward: programs take their time. */
const timers: Parameters<typeof vi.useFakeTimers>[0] = { toFake: ["setTimeout", "clearTimeout"] };
/** What a program does that says that it is up, and goes on. */
const stay = `require("fs").writeFileSync("up", ""); setInterval(() => {}, 1000);`;
/** The runner's own polls wind them forward, too. */
const { setTimeout: realTimeout } = globalThis;
const ended = { signal: null, stderr: "", timedOut: false, truncated: false, durationMs };

test("a command line is read by the shell, and the span says what came of it", async () => {
  const telemetry = new InMemoryTelemetry();

  const result = await runCommand("printf 'a b'; echo oops >&2; exit 3", { telemetry, reason: "to see" });

  expect(result).toEqual({ ...ended, exitCode: 3, stdout: "a b", stderr: "oops\n" });
  expect(telemetry.spans()).toEqual([
    expect.objectContaining({
      name: "run printf",
      status: "error",
      exception: "CommandFailure: exit code 3",
      attributes: {
        "heddle.span.type": "task",
        "openinference.span.kind": "CHAIN",
        "process.command": "printf",
        "process.command_line": "printf 'a b'; echo oops >&2; exit 3",
        "process.working_directory": process.cwd(),
        "process.exit.code": 3,
        "heddle.reason": "to see",
        "output.value": result,
        "output.mime_type": "application/json",
        "error.type": "CommandFailure",
      },
    }),
  ]);
});

test("arguments go to the program as they are, and no shell sees them", async () => {
  const telemetry = new InMemoryTelemetry();
  const cwd = realpathSync(temporaryFolder());

  const result = await runCommand(node, {
    args: ["-p", "process.argv[1] + process.cwd()", "$HOME; `id`"],
    cwd,
    toolName: "terminal",
    telemetry,
  });

  expect(result).toEqual({ ...ended, exitCode: 0, stdout: `$HOME; \`id\`${cwd}\n` });
  expect(telemetry.spans()).toEqual([
    expect.objectContaining({
      name: "run node",
      status: "ok",
      attributes: expect.objectContaining({
        "process.command": "node",
        "process.command_args": [node, "-p", "process.argv[1] + process.cwd()", "$HOME; `id`"],
        "process.working_directory": cwd,
        "process.exit.code": 0,
        "gen_ai.tool.name": "terminal",
      }),
    }),
  ]);
});

test("a program that will not end is asked to at the timeout, and then made to, with all it has started", async () => {
  const telemetry = new InMemoryTelemetry();
  const folder = temporaryFolder();
  const stubborn = "trap '' TERM; echo on; (sleep 60) & echo $! >pid; touch up; wait; sleep 60";

  vi.useFakeTimers(timers);
  const running = runCommand(stubborn, { cwd: folder, timeoutMs: 200, killAfterMs: 50, telemetry });
  await thereIs(join(folder, "up"));
  vi.advanceTimersByTime(250);

  expect(await running).toEqual({ ...ended, exitCode: null, signal: "SIGKILL", stdout: "on\n", timedOut: true });
  expect(telemetry.spans()[0]).toMatchObject({
    status: "error",
    exception: "CommandFailure: timed out",
    attributes: { "heddle.process.signal": "SIGKILL", "heddle.process.timed_out": true },
  });
  await hasEnded(join(folder, "pid"));
});

test("a program that ends when it is asked to is not killed", async () => {
  const folder = temporaryFolder();
  const polite = `process.on("SIGTERM", () => { console.log("bye"); process.exit(7); }); ${stay}`;

  vi.useFakeTimers(timers);
  const running = runCommand(node, { args: ["-e", polite], cwd: folder, timeoutMs: 200 });
  await thereIs(join(folder, "up"));
  vi.advanceTimersByTime(200);

  expect(await running).toEqual({ ...ended, exitCode: 7, stdout: "bye\n", timedOut: true });
});

test("what has left the group and holds the output open does not hold the caller", async () => {
  const telemetry = new InMemoryTelemetry();
  const folder = temporaryFolder();
  const leave = `require("child_process").spawn("sleep", ["5"], { detached: true, stdio: "inherit" }); console.log("up");
    require("fs").writeFileSync("pid", String(process.pid)); ${stay}`;

  vi.useFakeTimers(timers);
  const running = runCommand(node, { args: ["-e", leave], cwd: folder, timeoutMs: 1000, killAfterMs: 10, telemetry });
  await thereIs(join(folder, "up"));
  vi.advanceTimersByTime(1000);
  await hasEnded(join(folder, "pid"));
  vi.advanceTimersByTime(110);

  expect(await running).toEqual({ ...ended, exitCode: null, signal: "SIGTERM", stdout: "up\n", timedOut: true });
});

test("an aborted command is ended, its promise rejects with the reason, and the span is cancelled and keeps the output", async () => {
  const telemetry = new InMemoryTelemetry();
  const controller = new AbortController();
  const reason = new Error("not needed any more");
  const folder = temporaryFolder();

  const running = runCommand("echo started; touch up; sleep 60", { cwd: folder, signal: controller.signal, telemetry });
  await thereIs(join(folder, "up"));
  controller.abort(reason);
  controller.abort();

  await expect(running).rejects.toBe(reason);
  expect(telemetry.spans()).toEqual([
    expect.objectContaining({
      status: "cancelled",
      attributes: expect.objectContaining({ "output.value": expect.objectContaining({ stdout: "started\n" }) }),
    }),
  ]);
});

test("an abort after the timeout changes nothing any more", async () => {
  const controller = new AbortController();
  const folder = temporaryFolder();
  const deaf = `process.on("SIGTERM", () => require("fs").writeFileSync("asked", "")); ${stay}`;
  const options = { cwd: folder, timeoutMs: 100, killAfterMs: 500, signal: controller.signal };

  vi.useFakeTimers(timers);
  const running = runCommand(node, { args: ["-e", deaf], ...options });
  await thereIs(join(folder, "up"));
  vi.advanceTimersByTime(100);
  await thereIs(join(folder, "asked"));
  controller.abort();
  vi.advanceTimersByTime(500);

  expect(await running).toMatchObject({ timedOut: true, signal: "SIGKILL" });
});

test("a command that is aborted before it starts never starts", async () => {
  const folder = temporaryFolder();

  const running = runCommand("touch made", { cwd: folder, signal: AbortSignal.abort() });

  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  expect(existsSync(join(folder, "made"))).toBe(false);
});

test("a program or a folder that is not there is an error of the promise and of the span", async () => {
  const telemetry = new InMemoryTelemetry();

  const noProgram = runCommand("no-such-program", { args: [], stdin: "x", telemetry });
  await expect(noProgram).rejects.toMatchObject({ code: "ENOENT" });
  const noFolder = runCommand("ls", { cwd: "/no/such/folder", telemetry });
  await expect(noFolder).rejects.toThrow('runCommand: cwd "/no/such/folder" is not there; give the path of a folder');

  expect(telemetry.spans().map(({ status, exception }) => [status, exception])).toEqual([
    ["error", "Error: spawn no-such-program ENOENT"],
    ["error", expect.stringContaining("/no/such/folder")],
  ]);
});

test("characters that come in pieces stay whole, and of too much the beginning and the end are kept", async () => {
  const telemetry = new InMemoryTelemetry();
  const print = `const bytes = Buffer.from("é€😀".repeat(20000));
    for (let at = 0; at < bytes.length; at += 4093) require("fs").writeSync(1, bytes.subarray(at, at + 4093));`;

  const whole = await runCommand(node, { args: ["-e", print], maxOutputBytes: 180_000 });
  const cut = await runCommand(node, { args: ["-e", print], maxOutputBytes: 23, telemetry });

  expect(whole.stdout === "é€😀".repeat(20000)).toBe(true);
  expect(cut).toMatchObject({ stdout: "é€😀é\n… [179980 bytes left out] …\né€😀", truncated: true });
  expect(telemetry.spans()[0]?.attributes).toMatchObject({ "heddle.process.truncated": true });
});

test("a program reads what it is given, and nothing otherwise", async () => {
  const telemetry = new InMemoryTelemetry();

  const text = await runCommand("cat", { stdin: "héllo", telemetry });
  const bytes = await runCommand("cat", { stdin: new Uint8Array([104, 105]), telemetry });
  const nothing = await runCommand("cat", { telemetry });
  const unread = await runCommand("true", { stdin: "x".repeat(10_000_000), maxOutputBytes: 2, telemetry });

  expect([text.stdout, bytes.stdout, nothing.stdout, unread.exitCode]).toEqual(["héllo", "hi", "", 0]);
  expect(telemetry.spans().map(({ attributes }) => attributes["input.value"])).toEqual([
    "héllo",
    "hi",
    undefined,
    "x\n… [9999998 bytes left out] …\nx",
  ]);
});

test("variables are added to those of the process and taken away, and only the named ones are recorded", async () => {
  const telemetry = new InMemoryTelemetry();
  process.env.HEDDLE_TEST_KEPT = "kept";
  process.env.HEDDLE_TEST_GONE = "gone";

  const result = await runCommand('echo "$HEDDLE_TEST_KEPT,$HEDDLE_TEST_GONE,$ADDED"', {
    env: { ADDED: "1", HEDDLE_TEST_GONE: undefined },
    recordEnv: ["ADDED", "HEDDLE_TEST_GONE", "NOT_THERE"],
    telemetry,
  });

  expect(result.stdout).toBe("kept,,1\n");
  const recorded = Object.entries(telemetry.spans()[0]?.attributes ?? {}).filter(([name]) =>
    name.includes("environment"),
  );
  expect(recorded).toEqual([["process.environment_variable.ADDED", "1"]]);
  delete process.env.HEDDLE_TEST_KEPT;
  delete process.env.HEDDLE_TEST_GONE;
});

test("the program finds its span in TRACEPARENT, below the span around", async () => {
  const telemetry = new InMemoryTelemetry();

  const said = await agent("build", { telemetry }, async () => (await runCommand("echo $TRACEPARENT")).stdout);

  const [command, build] = telemetry.spans();
  expect(said).toBe(`00-${command?.traceId}-${command?.spanId}-01\n`);
  expect(command?.parentSpanId).toBe(build?.spanId);
});

test("without telemetry it runs all the same", async () => {
  const result = await runCommand("echo hi", { telemetry: new NoTelemetry() });

  expect(result).toEqual({ ...ended, exitCode: 0, stdout: "hi\n" });
  expect(activeSpan()).toBeUndefined();
});

test("what is not to be captured is not, and long output ends early", async () => {
  const telemetry = new InMemoryTelemetry();

  configure({ capture: { input: false, output: false } });
  await runCommand("cat", { stdin: "secret", telemetry, env: { TOKEN: "secret" }, recordEnv: ["TOKEN"] });
  configure({ maxOutputLength: 60 });
  await runCommand("seq 1000", { telemetry });

  expect(JSON.stringify(telemetry.spans()[0])).not.toContain("secret");
  expect(JSON.stringify(telemetry.spans()[1]?.attributes["output.value"]).length).toBeLessThan(150);
});

test("what it was told and what it said stays at home, unless the user says otherwise", async () => {
  const telemetry = new InMemoryTelemetry();

  await runCommand("cat; echo secret >&2; exit 1", { stdin: "secret", telemetry });
  await runCommand("echo", { args: ["secret"], env: { TOKEN: "secret" }, recordEnv: ["TOKEN"], telemetry });
  await agent("edit", { telemetry }, () =>
    fileOperation({ operation: "create", path: "a", after: "secret", telemetry }),
  );

  const [line, program, edit] = telemetry.spans();
  const sent = [line, program, edit?.events?.[0]].map((record) => toOtlpAttributes(record?.attributes ?? {}));
  expect(sent).toMatchObject([{ "process.exit.code": 1 }, { "process.exit.code": 0 }, { "file.size": 6 }]);
  expect(JSON.stringify([sent, line?.exception, line?.error])).not.toContain("secret");
});

test("another shell can read the line", async () => {
  const result = await runCommand("echo $0", { shell: "/bin/bash" });

  expect(result.stdout).toBe("/bin/bash\n");
});

test("a process that ends takes along what it has started", async () => {
  const folder = temporaryFolder();
  const program = join(import.meta.dirname, "..", "fixtures", "leave-command-running.ts");

  const child = spawn(node, ["--conditions=@heddle/source", program], { cwd: folder });
  await once(child, "exit");

  await hasEnded(join(folder, "pid"));
});

test("several at once are looked after, each as long as it runs", async () => {
  const before = process.listeners("exit");
  const listeners = () => process.listeners("exit").filter((listener) => !before.includes(listener));

  const long = runCommand("sleep 60");
  await runCommand("true");
  const [leave, ...others] = listeners();
  leave?.(0);

  expect(await long).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: false });
  expect([others, listeners()]).toEqual([[], []]);
});

test("the name of a span is the program's, and never what may be a secret", async () => {
  const telemetry = new InMemoryTelemetry();

  for (const line of ["TOKEN=secret ls", "./no-such-thing --key=secret", '"$(printf secret)"', "(cd /; ls)", "/"]) {
    await runCommand(line, { telemetry });
  }
  await runCommand("/", { args: [], telemetry }).catch(() => {});

  const names = telemetry.spans().map(({ name }) => name);
  expect(names).toEqual(["run ls", "run no-such-thing", "run shell", "run shell", "run shell", "run /"]);
  expect(
    telemetry
      .spans()
      .map(({ exception }) => exception)
      .join(),
  ).not.toContain("secret");
});

test.each([
  ["", {}, 'runCommand: command "" is none; give a program or a command line'],
  [7 as never, {}, "runCommand: command 7 is none; give a program or a command line"],
  ["a\0b", {}, "runCommand: there is a NUL byte in the command or in args; leave it out"],
  ["ls", { args: ["a\0b"] }, "runCommand: there is a NUL byte in the command or in args; leave it out"],
  [
    "ls",
    { args: ["-l"], shell: "/bin/bash" },
    'runCommand: no shell reads args; leave out shell "/bin/bash", or give the whole line as the command',
  ],
  ["ls", { timeoutMs: 2 ** 31 }, "runCommand: timeoutMs 2147483648 is none; give a whole number from 0 to 2147483647"],
  ["ls", { killAfterMs: -1 }, "runCommand: killAfterMs -1 is none; give a whole number from 0 to 2147483647"],
  [
    "ls",
    { maxOutputBytes: Number.NaN },
    "runCommand: maxOutputBytes NaN is none; give a whole number from 0 to 2147483647",
  ],
])("the command %j with %j is a mistake that is said at once", (command, options, message) => {
  expect(() => runCommand(command, options)).toThrow(message);
});

async function thereIs(path: string): Promise<void> {
  while (!existsSync(path)) await moment();
}

/** The program whose id is in the file is there no more, or only for its parent to see how it ended. */
async function hasEnded(pidFile: string): Promise<void> {
  const look = ["-c", 'ps -o stat= -p "$(cat "$0")" | grep -v Z; true', pidFile];
  while ((await promisify(execFile)("sh", look)).stdout !== "") await moment();
}

function moment(): Promise<void> {
  return new Promise((resolve) => realTimeout(resolve, 5));
}

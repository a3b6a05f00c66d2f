import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InMemoryTelemetry, NoTelemetry } from "@heddle/core";
import { agent } from "@heddle/genai";
import { gitLink } from "@heddle/genai/workspace";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

const git = (dir: string, ...args: string[]) =>
  execFileSync("git", ["-C", dir, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { encoding: "utf8" }).trim();

const commit = (dir: string, message: string) => {
  git(dir, "commit", "-q", "--allow-empty", "-m", message);
  return git(dir, "rev-parse", "HEAD");
};

/** A repository with one commit on the branch `feature/x`. */
function repository(): { dir: string; sha: string } {
  const dir = temporaryFolder();
  git(dir, "init", "-q", "-b", "feature/x");
  return { dir, sha: commit(dir, "first") };
}

test("the trace is linked to the commit that is checked out: on the span and on the outermost one", async () => {
  const telemetry = new InMemoryTelemetry();
  const { dir, sha } = repository();
  git(dir, "remote", "add", "origin", "https://user:token@github.com/org/repo.git");
  mkdirSync(join(dir, "sub"));

  const link = await agent("run", { telemetry }, () => agent("inner", {}, () => gitLink({ dir: join(dir, "sub") })));

  const attributes = {
    "vcs.ref.head.revision": sha,
    "vcs.ref.head.name": "feature/x",
    "vcs.ref.head.type": "branch",
    "vcs.repository.url.full": "https://github.com/org/repo",
  };
  expect(link).toEqual({ commitSha: sha, branch: "feature/x", repoUrl: "https://github.com/org/repo" });
  const [inner, outer] = telemetry.spans();
  expect(inner?.events).toEqual([{ name: "heddle.git_link", time: expect.any(Number), attributes }]);
  expect(outer?.attributes).toMatchObject(attributes);
});

test("git is asked again when something has changed, and only then", async () => {
  const { dir, sha } = repository();
  const path = process.env.PATH;

  const first = await gitLink({ dir });
  process.env.PATH = "/nowhere";
  const remembered = await gitLink({ dir });
  process.env.PATH = path;
  const next = commit(dir, "second");
  const second = await gitLink({ dir });
  git(dir, "checkout", "-q", "--detach");
  git(dir, "remote", "add", "origin", "/srv/git/repo.git");
  const detached = await gitLink({ dir });

  expect([first, remembered, second, detached]).toEqual([
    { commitSha: sha, branch: "feature/x" },
    { commitSha: sha, branch: "feature/x" },
    { commitSha: next, branch: "feature/x" },
    { commitSha: next, repoUrl: "/srv/git/repo.git" },
  ]);
});

test("of those who ask at once, one does", async () => {
  const { dir, sha } = repository();
  const bin = temporaryFolder();
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const script = `#!/bin/sh\necho "$3" >>${bin}/asked\nexec ${real} "$@"\n`;
  writeFileSync(join(bin, "git"), script, { mode: 0o755 });
  const path = process.env.PATH;

  process.env.PATH = `${bin}:${path}`;
  const links = await Promise.all(Array.from({ length: 20 }, () => gitLink({ dir })));
  process.env.PATH = path;

  expect(new Set(links.map((link) => link?.commitSha))).toEqual(new Set([sha]));
  const asked = readFileSync(join(bin, "asked"), "utf8").trim().split("\n");
  expect(asked.sort()).toEqual(["ls-remote", "rev-parse"]);
});

test("a work tree of its own is at its own commit", async () => {
  const { dir, sha } = repository();
  const tree = join(temporaryFolder(), "tree");
  git(dir, "worktree", "add", "-q", "-b", "side", tree);
  const before = await gitLink({ dir: tree });

  const next = commit(tree, "aside");

  expect([before, await gitLink({ dir: tree }), await gitLink({ dir })]).toEqual([
    { commitSha: sha, branch: "side" },
    { commitSha: next, branch: "side" },
    { commitSha: sha, branch: "feature/x" },
  ]);
});

test("outside of a repository, before its first commit and without git, nothing is recorded and nothing is printed", async () => {
  const telemetry = new InMemoryTelemetry();
  const empty = temporaryFolder();
  git(empty, "init", "-q");
  const { dir } = repository();
  const path = process.env.PATH;

  const links = [await gitLink({ dir: temporaryFolder(), telemetry }), await gitLink({ dir: empty, telemetry })];
  links.push(await gitLink({ dir: "/no/such/folder", telemetry }));
  process.env.PATH = "/nowhere";
  links.push(await gitLink({ dir, telemetry }));
  process.env.PATH = path;

  expect(links).toEqual([undefined, undefined, undefined, undefined]);
  expect(telemetry.spans()).toEqual([]);
});

test("what was not there is looked for again", async () => {
  const dir = temporaryFolder();
  const before = await gitLink({ dir });

  git(dir, "init", "-q", "-b", "main");
  const sha = commit(dir, "first");

  expect([before, await gitLink({ dir })]).toEqual([undefined, { commitSha: sha, branch: "main" }]);
});

test("a git that answers too late is not waited for", async () => {
  const bin = temporaryFolder();
  writeFileSync(join(bin, "git"), "#!/bin/sh\nexec sleep 30\n", { mode: 0o755 });
  const path = process.env.PATH;

  process.env.PATH = `${bin}:${path}`;
  const link = await gitLink({ dir: temporaryFolder() });
  process.env.PATH = path;

  expect(link).toBeUndefined();
});

test("many folders are remembered, but not all", async () => {
  const { dir, sha } = repository();
  const folders = Array.from({ length: 102 }, (_, at) => join(dir, `${at}`));
  for (const folder of folders) mkdirSync(folder);

  const links = [];
  for (const folder of folders) links.push(await gitLink({ dir: folder, telemetry: new NoTelemetry() }));

  expect(new Set(links.map((link) => link?.commitSha))).toEqual(new Set([sha]));
});

test("in a hook of another repository, the folder counts", async () => {
  const { dir, sha } = repository();
  process.env.GIT_DIR = join(repository().dir, ".git");

  const link = await gitLink({ dir });
  delete process.env.GIT_DIR;

  expect(link?.commitSha).toBe(sha);
});

test("what is said counts, and by trace id it is put into a trace that is over", async () => {
  const telemetry = new InMemoryTelemetry();
  const { dir } = repository();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const given = { commitSha: "abc123", branch: "main", repoUrl: "git@github.com:org/repo.git" };

  const whole = await agent("other", { telemetry }, () => gitLink({ ...given, dir, traceId, telemetry }));
  const part = await gitLink({ commitSha: "abc123", dir, telemetry });

  expect([whole, part]).toEqual([{ ...given, repoUrl: "https://github.com/org/repo" }, { commitSha: "abc123" }]);
  const [later, other] = telemetry.spans();
  expect(later).toMatchObject({
    name: "heddle.git_link",
    traceId,
    attributes: {
      "heddle.span.type": "task",
      "vcs.ref.head.revision": "abc123",
      "vcs.ref.head.name": "main",
      "vcs.repository.url.full": "https://github.com/org/repo",
    },
  });
  expect(other?.attributes).not.toHaveProperty(["vcs.ref.head.revision"]);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SpoolFolder } from "../src/spool-folder.ts";
import { isOwnerAlive, NOBODY, newOwner } from "../src/spool-owner.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const run = "0000000000-00000001";

/** An owner as a process of its own would name itself, until it is killed. */
async function ownerElsewhere() {
  const child = spawn(process.execPath, ["-e", "console.log(); setInterval(() => {}, 1000)"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const [, , place] = newOwner().split("-");
  return { child, owner: `${child.pid}-${start}-${place}-00000001` };
}

/** A spool in which `owner` has left a run. */
function withRunOf(owner: string) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, `${run}.${owner}`));
  return new SpoolFolder(folder, newOwner());
}

test("two owners of one process have different names", () => {
  expect(newOwner()).not.toBe(newOwner());
});

test("an owner is alive as long as its process is, whatever time passes without a sign", async () => {
  const { child, owner } = await ownerElsewhere();
  const before = isOwnerAlive(owner, 1e9);

  child.kill("SIGKILL");
  await once(child, "close");

  expect([before, isOwnerAlive(owner, 0)]).toEqual([true, false]);
});

test("a process with the id of a dead owner is not taken for it", () => {
  const [pid, start, ...rest] = newOwner().split("-");

  expect(isOwnerAlive([pid, Number(start) - 1, ...rest].join("-"), 0)).toBe(false);
});

test("a process that was killed and is still in the list is dead", async () => {
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
  onTestFinished(() => void parent.kill("SIGKILL"));
  const [line] = await once(parent.stdout, "data");
  const pid = Number(line);
  const [, , place] = newOwner().split("-");
  let stat = "";
  while (!stat.includes(") Z ")) stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];

  expect(isOwnerAlive(`${pid}-${start}-${place}-00000001`, 0)).toBe(false);
});

test("an owner that cannot be seen is alive as long as it gives signs", () => {
  expect(isOwnerAlive("1-2-elsewhere-00000001", 59_000)).toBe(true);
  expect(isOwnerAlive("1-2-elsewhere-00000001", 61_000)).toBe(false);
});

test("where nobody knows when a process started, signs decide, and its death", async () => {
  const { child, owner } = await ownerElsewhere();
  const [pid, , place] = owner.split("-");
  const unknown = `${pid}-undefined-${place}-00000001`;
  const [, , , number] = owner.split("-");
  const running = [isOwnerAlive(unknown, 0), isOwnerAlive(unknown, 61_000), number];

  child.kill("SIGKILL");
  await once(child, "close");

  expect(running).toEqual([true, false, "00000001"]);
  expect(isOwnerAlive(unknown, 0)).toBe(false);
});

test("a run of nobody's has one new owner, of two who want it", () => {
  const one = withRunOf(NOBODY);
  const two = new SpoolFolder(one.path, newOwner());

  one.adopt();
  two.adopt();

  expect(readdirSync(one.path)).toEqual([`${run}.${one.owner}`]);
});

test("a run of an owner who lives is left alone, and of one who has died is not", async () => {
  const { child, owner } = await ownerElsewhere();
  const spool = withRunOf(owner);
  spool.adopt();
  const before = readdirSync(spool.path);

  child.kill("SIGKILL");
  await once(child, "close");
  spool.adopt();

  expect(before).toEqual([`${run}.${owner}`]);
  expect(readdirSync(spool.path)).toEqual([`${run}.${spool.owner}`]);
});

test("a sign of life is seen by those who cannot see the process", () => {
  const owner = "1-2-elsewhere-00000001";
  const spool = withRunOf(owner);
  const elsewhere = new SpoolFolder(spool.path, owner);
  utimesSync(elsewhere.pathOf(run), 0, 0);
  const silent = spool.leftovers().length;

  elsewhere.beat(run);
  elsewhere.beat("0000000000-00000002");

  expect([silent, spool.leftovers().length]).toEqual([1, 0]);
});

test("what is released is anybody's, and what is removed is gone", () => {
  const spool = withRunOf("x");
  const owner = new SpoolFolder(spool.path, "x");
  writeFileSync(join(owner.pathOf(run), "00000001.jsonl"), "");

  owner.release(run);
  owner.release(run);
  spool.adopt();
  const adopted = readdirSync(spool.path);
  spool.remove(run);

  expect(adopted).toEqual([`${run}.${spool.owner}`]);
  expect(readdirSync(spool.path)).toEqual([]);
});

test("a folder that is gone has no runs, and one that is a file says so", () => {
  const path = join(temporaryFolder(), "x");
  const spool = new SpoolFolder(path, "x");
  const before = spool.runs();
  writeFileSync(path, "");

  expect(before).toEqual([]);
  expect(() => spool.runs()).toThrow("ENOTDIR");
});

test("two folders of one run are no reason to lose either, or to leave others behind", () => {
  const spool = withRunOf(NOBODY);
  const other = "0000000000-00000002";
  mkdirSync(join(spool.path, `${other}.${NOBODY}`));
  mkdirSync(spool.pathOf(run));
  writeFileSync(join(spool.pathOf(run), "00000001.jsonl"), "");

  expect(() => spool.adopt()).toThrow("ENOTEMPTY");
  expect(readdirSync(spool.path).sort()).toEqual(
    [`${run}.${NOBODY}`, `${run}.${spool.owner}`, `${other}.${spool.owner}`].sort(),
  );
});

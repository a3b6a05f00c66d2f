/** Puts a file into place whole: nobody ever reads a part of it. */
import { link, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** In the place of what is there. Makes the folders around it. Rejects with what the system says. */
export async function putFile(path: string, text: string): Promise<void> {
  await withDraft(path, text, (draft) => rename(draft, path));
}

/** Only where nothing is there: `false` where something is, whoever was faster. Rejects with what the system says. */
export async function putNewFile(path: string, text: string): Promise<boolean> {
  return await withDraft(path, text, (draft) => unlessThere(link(draft, path)));
}

/** The draft is next to where it goes: nothing moves in one step from one disk to another. */
async function withDraft<T>(path: string, text: string, put: (draft: string) => Promise<T>): Promise<T> {
  await makeFolder(dirname(path));
  const folder = await mkdtemp(join(dirname(path), ".new-"));
  try {
    const draft = join(folder, "draft");
    await writeFile(draft, text, { flush: true });
    return await put(draft);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Node's own `recursive` never comes back below `/proc`, where a folder that cannot be made is said to be missing. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await unlessThere(mkdir(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await unlessThere(mkdir(path));
  }
}

async function unlessThere(making: Promise<void>): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

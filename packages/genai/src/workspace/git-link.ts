/** Says at which commit of which repository work was done. */
import { currentTrace } from "../spans/current-span.ts";
import { type GitState, gitState } from "./git-state.ts";
import { isHere, type RecordPlace, recordHere } from "./record-here.ts";
import { webAddress } from "./web-address.ts";

/** What is known already; git is asked for the rest. */
export interface GitLinkOptions extends RecordPlace {
  /** A folder of the repository; that of this process unless given. */
  readonly dir?: string;
  /** Another commit than the one that is checked out. */
  readonly commitSha?: string;
  /** Another branch. Not looked for where a commit is given. */
  readonly branch?: string;
  /** Where the repository is; credentials in it are left out. */
  readonly repoUrl?: string;
}

/** A commit, and where it is. */
export type GitLink = GitState;

/**
 * Links the current trace to a commit: the event `heddle.git_link` on the current span, and `vcs.*` attributes on the outermost one, by which
 * traces can be found. By trace id, or without a span around, it is a span of its own. Outside of a repository, or without git, nothing is
 * recorded, and `undefined` comes back; nothing is ever printed.
 *
 * Rejects with a RangeError for an id that is none.
 */
export async function gitLink(options: GitLinkOptions = {}): Promise<GitLink | undefined> {
  const { dir = process.cwd(), commitSha, branch, repoUrl } = options;
  const trace = isHere(options) ? currentTrace() : undefined;
  const found = commitSha !== undefined && repoUrl !== undefined ? undefined : await gitState(dir);
  const sha = commitSha ?? found?.commitSha;
  if (sha === undefined) return undefined;
  const name = branch ?? (commitSha === undefined ? found?.branch : undefined);
  const url = repoUrl === undefined ? found?.repoUrl : webAddress(repoUrl);
  const attributes = {
    "vcs.ref.head.revision": sha,
    "vcs.ref.head.name": name,
    "vcs.ref.head.type": name && "branch",
    "vcs.repository.url.full": url,
  };
  trace?.set(attributes);
  recordHere("heddle.git_link", () => attributes, options);
  return { commitSha: sha, ...(name && { branch: name }), ...(url && { repoUrl: url }) };
}

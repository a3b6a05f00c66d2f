/** Where people look at a repository, by where git gets it from. */

/** `git@host:path`, as ssh takes it. */
const SCP = /^(?:[^@/]*@)?([^:/@]{2,}|\[[^\]]+\]):(?!\/\/|:)\/?(.+)$/;

/**
 * An `https` address without credentials, port of ssh, query and `.git`; of a repository on disk its path. What has no such form is left out.
 * Follows `vcs.repository.url.full` of OpenTelemetry's conventions.
 */
export function webAddress(remote: string): string | undefined {
  const [, host, path] = SCP.exec(remote) ?? [];
  if (host !== undefined) return webAddress(`ssh://${host}/${path}`);
  if (remote.startsWith("/")) return remote;
  if (!URL.canParse(remote)) return undefined;
  const url = new URL(remote);
  if (url.protocol === "file:") return url.pathname;
  if (url.host === "") return undefined;
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  const origin = isWeb ? url.origin : `https://${url.hostname}`;
  return origin + url.pathname.replace(/\/+$/, "").replace(/\.git$/, "");
}

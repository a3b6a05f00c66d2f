/** Which commit of which repository a run worked on: found out, or told later. */
import { execSync } from "node:child_process";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { gitLink } from "@heddle/genai/workspace";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });
execSync("git init --quiet --initial-branch=main && git remote add origin https://me:secret@github.com/org/repo.git");
execSync("git -c user.name=me -c user.email=me@example.com commit --quiet --allow-empty --message=first");

const traceId = await agent("edit-task", {}, async (run) => {
  const link = await gitLink();
  console.log(link?.commitSha.length, link?.branch, link?.repoUrl);
  return run.traceId;
});
await gitLink({ traceId, commitSha: "abc123", branch: "main", repoUrl: "https://github.com/org/repo" });

for (const { name, attributes } of memory.spans()) {
  console.log(name, attributes["vcs.ref.head.name"], attributes["vcs.repository.url.full"]);
}

// Output:
// 40 main https://github.com/org/repo
// edit-task main https://github.com/org/repo
// heddle.git_link main https://github.com/org/repo

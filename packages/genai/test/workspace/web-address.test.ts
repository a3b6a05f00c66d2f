import { expect, test } from "vitest";
import { webAddress } from "../../src/workspace/web-address.ts";

test.each([
  ["https://github.com/org/repo.git", "https://github.com/org/repo"],
  ["https://user:secret@github.com/org/repo/?token=secret#secret", "https://github.com/org/repo"],
  ["http://localhost:3000/org/repo", "http://localhost:3000/org/repo"],
  ["git@github.com:org/repo.git", "https://github.com/org/repo"],
  ["github.com:/org/repo.git", "https://github.com/org/repo"],
  ["ssh://git@host.example:2222/org/repo.git", "https://host.example/org/repo"],
  ["git://host.example/repo.git", "https://host.example/repo"],
  ["[::1]:repo.git", "https://[::1]/repo"],
  ["/srv/git/my repo.git", "/srv/git/my repo.git"],
  ["file:///srv/git/my%20repo.git", "/srv/git/my%20repo.git"],
  ["../repo", undefined],
  ["origin", undefined],
  ["ext::secret", undefined],
  ["ssh:///repo", undefined],
  ["", undefined],
])("people look at %s under %s", (remote, address) => {
  expect(webAddress(remote)).toBe(address);
});

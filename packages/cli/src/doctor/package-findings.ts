/** Looks for versions of packages that do not fit together. */
import { relative } from "node:path";
import { escapeText } from "@heddle/core/bridge";
import type { Finding } from "./finding.ts";
import { type InstalledPackage, installedPackages } from "./installed-packages.ts";
import { isInRange } from "./version-range.ts";

const API = "@opentelemetry/api";

/** `cwd`: the folder of the program. */
export function packageFindings(cwd: string): Finding[] {
  const packages = installedPackages(cwd);
  const otel = packages.filter(({ name }) => name.startsWith("@opentelemetry/"));
  const problems = [
    ...heddleProblems(packages),
    ...apiProblems(packages, cwd),
    ...peerProblems(packages),
    ...sdkProblems(otel),
  ];
  if (problems.length > 0) return problems;
  if (packages.length === 0) {
    return [
      { level: "ok", about: "packages", says: "none to look at; in the folder of a program there is a package.json" },
    ];
  }
  return [{ level: "ok", about: "packages", says: fittingText(otel) }];
}

function heddleProblems(packages: readonly InstalledPackage[]): Finding[] {
  const ours = packages.filter(({ name }) => name === "heddle" || name.startsWith("@heddle/"));
  const versions = [...new Set(ours.map(({ version }) => version))].sort();
  if (versions.length < 2) return [];
  const told = ours.map(({ name, version }) => `${name} ${version}`).sort();
  const says = `packages of Heddle have different versions: ${escapeText([...new Set(told)].join(", "))}`;
  return [{ level: "warn", about: "packages", says, fix: "install the same version of all of them" }];
}

/** What is recorded through one copy is not seen by the other, where that is newer. */
function apiProblems(packages: readonly InstalledPackage[], cwd: string): Finding[] {
  const copies = packages.filter(({ name }) => name === API);
  if (new Set(copies.map(({ version }) => version)).size < 2) return [];
  const places = copies.map(({ version, folder }) => `${version} in ${relative(cwd, folder)}`).sort();
  const says = `there are ${copies.length} copies of ${API}: ${escapeText(places.join(", "))}; spans of one are lost to the other`;
  return [{ level: "fail", about: "packages", says, fix: `have one: npm dedupe, or an override of ${API}` }];
}

/** They may work all the same, but npm refuses to install them together. */
function peerProblems(packages: readonly InstalledPackage[]): Finding[] {
  const byFolder = new Map(packages.map((each) => [each.folder, each]));
  const unfit = packages.flatMap(({ name, version, peerDependencies, gets }) => {
    const wanted = peerDependencies[API];
    const got = byFolder.get(gets.get(API) ?? "")?.version;
    if (wanted === undefined || got === undefined || isInRange(got, wanted) !== false) return [];
    return [{ got, wants: `${name} ${version} (wants ${wanted})` }];
  });
  return [...Map.groupBy(unfit, ({ got }) => got)].map(([got, all]) => {
    const told = [...new Set(all.map(({ wants }) => wants))].sort().join(", ");
    const says = escapeText(`${API} ${got} does not fit ${told}`);
    return { level: "warn", about: "packages", says, fix: `install another version of ${API}, or of those packages` };
  });
}

/** Packages of the SDK know each other's objects by their insides. */
function sdkProblems(otel: readonly InstalledPackage[]): Finding[] {
  const sdk = otel.filter(({ name }) =>
    /\/(sdk-trace|sdk-trace-base|sdk-trace-node|sdk-metrics|core|resources|context-async-hooks)$/.test(name),
  );
  const majors = new Set(sdk.map(({ version }) => version.split(".")[0]));
  if (majors.size < 2) return [];
  const told = [...new Set(sdk.map(({ name, version }) => `${name} ${version}`))].sort();
  const says = `packages of OpenTelemetry's SDK have different major versions: ${escapeText(told.join(", "))}`;
  return [{ level: "warn", about: "packages", says, fix: "install the same major version of all of them" }];
}

function fittingText(otel: readonly InstalledPackage[]): string {
  const api = otel.find(({ name }) => name === API);
  if (api === undefined) return "no OpenTelemetry beside Heddle, which needs none";
  const others = otel.length - 1;
  return others === 0
    ? `${API} ${api.version}, and nothing else of OpenTelemetry`
    : `${API} ${api.version} and ${others} more of OpenTelemetry's fit together`;
}

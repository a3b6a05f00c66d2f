/** A TypeScript file as the workspace's tests see it: its imports, its exports and its comments. */
import { parseSync } from "rolldown/utils";

export interface Source {
  /** From the root of the workspace, such as `packages/core/src/index.ts`. */
  readonly path: string;
  readonly text: string;
  /** Whatever it imports or re-exports from, as written. */
  readonly imports: readonly string[];
  readonly exports: readonly Export[];
  readonly comments: readonly Comment[];
}

export interface Export {
  /** `default` and `*` are told by these names. */
  readonly name: string;
  readonly isType: boolean;
  /** Where it is re-exported from; absent when the file declares it. */
  readonly from?: string;
  /** Offset of the whole statement. */
  readonly start: number;
}

interface Comment {
  readonly start: number;
  readonly end: number;
}

/** Parses one file. */
export function source(path: string, text: string): Source {
  const { module, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);

  const exports = module.staticExports.flatMap(({ start, entries }) =>
    entries.map((entry) => ({
      name: { Name: entry.exportName.name, Default: "default", None: "*" }[entry.exportName.kind] ?? "*",
      isType: entry.isType,
      ...(entry.moduleRequest && { from: entry.moduleRequest.value }),
      start,
    })),
  );
  const imports = [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...exports.flatMap(({ from }) => from ?? []),
    ...module.dynamicImports.flatMap(
      ({ moduleRequest: at }) => text.slice(at.start, at.end).match(/^["'](.*)["']$/)?.[1] ?? [],
    ),
  ];
  return { path, text, imports: [...new Set(imports)], exports, comments };
}

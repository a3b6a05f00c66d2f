/** The writers of a file's lines, by the resource id that each line carries. */
import type { ResourceRecord } from "@heddle/core";
import type { Temporality } from "./metric-data.ts";
import { Origin, type OriginState } from "./origin.ts";
import type { OtlpResource } from "./otlp-resource.ts";

/** What must be kept of them for another process to go on, by resource id. */
export type OriginsState = Readonly<Record<string, OriginState>>;

/** A file that names ever more writers must not fill the memory; those named last stay known. */
const MAX_ORIGINS = 1000;

/** The writer of lines that name none. */
const UNKNOWN = "";

export interface OriginsOptions {
  readonly temporality: Temporality;
  /** What is true of all of them. */
  readonly resource: OtlpResource;
  readonly state?: OriginsState;
}

export class Origins {
  readonly #options: OriginsOptions;
  readonly #origins: Map<string, Origin>;

  constructor(options: OriginsOptions) {
    const { state = {}, temporality } = options;
    this.#options = options;
    this.#origins = new Map(Object.entries(state).map(([id, origin]) => [id, new Origin(origin, temporality)]));
  }

  /** A writer introduces itself: the first line of a process, and of each file that it opens. */
  learn({ resourceId, serviceName, startedAt }: ResourceRecord): void {
    if (!this.#origins.has(resourceId)) this.#add(resourceId, { "service.name": serviceName }, startedAt);
  }

  of(resourceId: string = UNKNOWN): Origin {
    return this.#origins.get(resourceId) ?? this.#add(resourceId, { "service.name": "unknown_service" });
  }

  /** Those whose metrics have not all arrived. */
  unsent(): Origin[] {
    return [...this.#origins.values()].filter(({ unsent }) => unsent > 0);
  }

  get state(): OriginsState {
    return Object.fromEntries([...this.#origins].map(([id, origin]) => [id, origin.state]));
  }

  #add(resourceId: string, named: OtlpResource["attributes"], startedAt?: number): Origin {
    const instance = resourceId === UNKNOWN ? {} : { "service.instance.id": resourceId };
    const attributes = { ...instance, ...named, ...this.#options.resource.attributes };
    const origin = new Origin(
      { resource: { attributes }, unsent: 0, ...(startedAt !== undefined && { startedAt }) },
      this.#options.temporality,
    );
    this.#origins.set(resourceId, origin);
    this.#forgetOldest();
    return origin;
  }

  /** One whose metrics have yet to arrive is kept. */
  #forgetOldest(): void {
    if (this.#origins.size <= MAX_ORIGINS) return;
    for (const [id, { unsent }] of this.#origins) {
      if (unsent > 0) continue;
      this.#origins.delete(id);
      return;
    }
  }
}

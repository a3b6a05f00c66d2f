/** A sink that leaves records out on purpose, and counts them. */
import type { SinkCounts } from "@heddle/core";
import { type AnyRecord, ListSink } from "../sinks-that-work.ts";

export class ChoosySink extends ListSink {
  dropped = 0;
  readonly #keeps: (record: AnyRecord) => boolean;

  constructor(keeps: (record: AnyRecord, list: readonly AnyRecord[]) => boolean) {
    super();
    this.#keeps = (record) => keeps(record, this.list);
  }

  override write(record: AnyRecord): void {
    if (this.#keeps(record)) super.write(record);
    else this.dropped++;
  }

  health(): SinkCounts {
    return { dropped: this.dropped };
  }
}

/** A sink that knows that it is closed. */
import { ListSink } from "../sinks-that-work.ts";

export class ClosingSink extends ListSink {
  isClosed = false;

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
  }
}

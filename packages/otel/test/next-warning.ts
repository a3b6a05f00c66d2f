/** Waits for the next warning that Heddle gives. */
import { once } from "node:events";

/** Its text. Ask before what causes it. */
export async function nextWarning(): Promise<string> {
  const [warning] = await once(process, "warning");
  return warning.message;
}

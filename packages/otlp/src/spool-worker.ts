/** The thread that ships a spool, so that the program's own thread only writes. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { SpoolFollower } from "./spool-follower.ts";
import type { FollowerSettings, ToFollower } from "./spool-messages.ts";

const port = parentPort as MessagePort;
const follower = new SpoolFollower(workerData as FollowerSettings, (message) => port.postMessage(message));
port.on("message", (message: ToFollower) => follower.take(message));
await follower.follow();
port.close();

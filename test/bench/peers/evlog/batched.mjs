/** evlog, with its file drain behind the pipeline that its documentation recommends for production. */
import { createFsDrain } from "evlog/fs";
import { createDrainPipeline } from "evlog/pipeline";
import { subjectTo } from "./placed.mjs";

export function makeSubject({ folder }) {
  return subjectTo(createDrainPipeline()(createFsDrain({ dir: folder })));
}

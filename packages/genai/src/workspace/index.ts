/** What agents do to files, programs and repositories: checkpoints, file operations, commands and commits. */
export { type Checkpoint, type CheckpointOptions, checkpoint } from "./checkpoint.ts";
export type { CheckpointFile } from "./checkpoint-file.ts";
export type { CommandEnd, CommandFacts } from "./command-attributes.ts";
export { type ContentStore, FileContentStore } from "./content-store.ts";
export { type ChangedFile, type CheckpointDiff, diffCheckpoints } from "./diff-checkpoints.ts";
export type { FileFacts, FileOperation } from "./file-attributes.ts";
export { type FileOperationOptions, fileOperation } from "./file-operation.ts";
export type { FileScope } from "./file-scope.ts";
export { type GitLink, type GitLinkOptions, gitLink } from "./git-link.ts";
export type { StoredContent } from "./measured-content.ts";
export type { RecordPlace } from "./record-here.ts";
export { RestoreError, type RestoreOptions, type RestoreReport, restore } from "./restore.ts";
export type { RestoreProblem } from "./restore-plan.ts";
export { type CommandResult, type RunCommandOptions, runCommand } from "./run-command.ts";
export type { Supervision } from "./supervise.ts";
export { type TerminalCommandOptions, terminalCommand } from "./terminal-command.ts";
export { type WithFileOperationOptions, withFileOperation } from "./with-file-operation.ts";

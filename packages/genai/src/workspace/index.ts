/** What agents do to files, programs and repositories: checkpoints, file operations, commands and commits. */
export type { FileFacts, FileOperation } from "./file-attributes.ts";
export { type FileOperationOptions, fileOperation } from "./file-operation.ts";
export { type CommandResult, type RunCommandOptions, runCommand } from "./run-command.ts";
export { type TerminalCommandOptions, terminalCommand } from "./terminal-command.ts";
export { type WithFileOperationOptions, withFileOperation } from "./with-file-operation.ts";

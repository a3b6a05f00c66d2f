/** How exporters answer OpenTelemetry's SDKs. */

/** 0 success, 1 failed. */
export interface ExportResult {
  readonly code: number;
  readonly error?: Error;
}

/** Failed, where there is an error. */
export function exportResult(error: Error | undefined): ExportResult {
  return error === undefined ? { code: 0 } : { code: 1, error };
}

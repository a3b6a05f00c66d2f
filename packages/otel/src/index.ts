/** OpenTelemetry for Heddle, both ways. */
export {};

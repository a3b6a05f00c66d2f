/** OpenTelemetry for Heddle without any package of OpenTelemetry. */
export {};

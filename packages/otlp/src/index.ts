/** OTLP for Heddle. */
export {};

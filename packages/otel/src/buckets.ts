/** The bucket boundaries that histograms get, for OpenTelemetry's default suits milliseconds of web servers only. */

/** Of https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/, for durations and for tokens. */
const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const milliseconds = [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_240, 20_480, 40_960, 81_920];
const tokens = Array.from({ length: 14 }, (_, power) => 4 ** power);
/** 64 B to 256 MiB. */
const bytes = Array.from({ length: 12 }, (_, power) => 64 * 4 ** power);

/** `undefined` where OpenTelemetry's default is as good as any other. */
export function bucketsFor(name: string, unit: string | undefined): number[] | undefined {
  if (unit === "s") return [...seconds];
  if (unit === "ms") return [...milliseconds];
  if (unit === "By") return [...bytes];
  return unit === "{token}" || /token/i.test(name) ? [...tokens] : undefined;
}

import { decodeExportResponse, OtlpFormatError } from "@heddle/otlp";
import { expect, test } from "vitest";

const nothing = Buffer.alloc(0);
const partial = Buffer.from("0a0b 0803 1207 7761726e696e67".replaceAll(" ", ""), "hex");

test("an empty answer means that all was taken", () => {
  for (const answer of [nothing, "", "{}", {}, { partialSuccess: null }, { partialSuccess: {} }]) {
    expect(decodeExportResponse(answer)).toEqual({ rejected: 0 });
  }
});

test("a partial success says how many were refused, and why", () => {
  const answers = [
    partial,
    { partialSuccess: { rejectedSpans: "3", errorMessage: "warning" } },
    { partialSuccess: { rejectedDataPoints: 3, errorMessage: "warning" } },
    '{"partial_success":{"rejected_data_points":3,"error_message":"warning"}}',
  ];

  for (const answer of answers) expect(decodeExportResponse(answer)).toEqual({ rejected: 3, message: "warning" });
});

test("a success may come with a warning", () => {
  expect(decodeExportResponse({ partialSuccess: { errorMessage: "soon gone" } })).toEqual({
    rejected: 0,
    message: "soon gone",
  });
});

test("what is no answer is told", () => {
  expect(() => decodeExportResponse("ok")).toThrow(OtlpFormatError);
  expect(() => decodeExportResponse(partial.subarray(0, 5))).toThrow(
    new OtlpFormatError("byte 2: 11 bytes are to follow, and there are 3"),
  );
});

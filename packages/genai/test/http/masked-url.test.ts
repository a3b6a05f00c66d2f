import fc from "fast-check";
import { expect, test } from "vitest";
import { maskedUrl } from "../../src/http/masked-url.ts";

test.for<[string, string]>([
  ["https://api.example/v1?q=weather&page=2", "https://api.example/v1?q=weather&page=2"],
  ["https://alice:s3cret@api.example/x", "https://REDACTED:REDACTED@api.example/x"],
  ["https://token@api.example?a=1", "https://REDACTED:REDACTED@api.example?a=1"],
  ["https://a:b@c@api.example/@x", "https://REDACTED:REDACTED@api.example/@x"],
  [
    "https://x.example/?api_key=1&API-KEY=2&apikey=3&key=4",
    "https://x.example/?api_key=REDACTED&API-KEY=REDACTED&apikey=REDACTED&key=REDACTED",
  ],
  [
    "https://x.example/?accessToken=1&access_token=2&id_token=3",
    "https://x.example/?accessToken=REDACTED&access_token=REDACTED&id_token=REDACTED",
  ],
  [
    "https://x.example/?AWSAccessKeyId=1&Signature=2&X-Amz-Date=3",
    "https://x.example/?AWSAccessKeyId=REDACTED&Signature=REDACTED&X-Amz-Date=REDACTED",
  ],
  ["https://x.example/?sv=2024&sig=abc%2B", "https://x.example/?sv=2024&sig=REDACTED"],
  [
    "https://x.example/?user[password]=1&pa%73sword=2&code=3",
    "https://x.example/?user[password]=REDACTED&pa%73sword=REDACTED&code=REDACTED",
  ],
  [
    "https://x.example/?monkey=1&author=2&country_code=3&keyword=4",
    "https://x.example/?monkey=1&author=2&country_code=3&keyword=4",
  ],
  [
    "https://x.example/?next=https%3A%2F%2Fy.example%2F%3Ftoken%3Dabc&b=a%3Db",
    "https://x.example/?next=REDACTED&b=a%3Db",
  ],
  ["https://x.example/?a=1?token=2&token", "https://x.example/?a=REDACTED&token"],
  ["https://x.example/?%E0%A4%A=%E0%A4%A&=1&&", "https://x.example/?%E0%A4%A=%E0%A4%A&=1&&"],
  ["https://x.example/page#access_token=abc", "https://x.example/page"],
  ["", ""],
])("%s is recorded as %s", ([url, masked]) => {
  expect(maskedUrl(url)).toBe(masked);
});

test("no secret gets through, whatever is around it", () => {
  const part = fc.webQueryParameters();
  const name = fc.constantFrom("token", "X-Amz-Credential", "client_secret", "sig", "password", "sessionId");

  fc.assert(
    fc.property(part, name, part, (before, secretName, after) => {
      const masked = maskedUrl(`https://u:s3cr3t-value@x.example/p?${before}&${secretName}=s3cr3t-value&${after}`);
      expect(masked).not.toContain("s3cr3t-value");
      expect(maskedUrl(masked)).toBe(masked);
    }),
  );
});

test("a URL without secrets stays as it is", () => {
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      expect(maskedUrl(url)).toBe(url);
    }),
  );
});

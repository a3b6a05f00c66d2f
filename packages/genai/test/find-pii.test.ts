import { findPii, maskPii, type PiiKind, redactText } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** What is found, between brackets after its kind. */
const marked = (text: string) => redactText(text, findPii(text), (found, kind) => `[${kind}:${found}]`);

describe("what points to a person is found", () => {
  test.each([
    ["Write to [email:bob@example.com]."],
    ["<[email:Bob.O_Neil+spam@mail.example.co.uk]>,[email:a@b.io]"],
    ["mailto:[email:größe@münchen.de]?subject=Hi"],
    ["https://example.com?email=[email:bob@example.com]&x=1"],
    ['{"email":"[email:bob@example.com]"}'],
    ["call [phone:+1 (415) 555-0123] or [phone:+14155550123]"],
    ["[phone:+44 20 7946 0958], [phone:+44 (0)20 7946 0958], [phone:+49-30-12345678], [phone:+33.1.23.45.67.89]"],
    ["[phone:(415) 555-0123] [phone:415-555-0123] [phone:1-415-555-0123] [phone:415.555.0123]"],
    ["[phone:020 7946 0958], [phone:07700 900123], [phone:06 12 34 56 78], [phone:030/12345678], [phone:03-1234-5678]"],
    [
      "Phone: [phone:4155550123], phone_number=[phone:4155550123], tel. [phone:555 0123], mobile number is [phone:0171 1234567]",
    ],
    ['{"phone": "[phone:4155550123]"}'],
    ["+1 415 555 0123 42".replace("+1 415 555 0123", "[phone:+1 415 555 0123]")],
    ["Visa [credit_card:4111 1111 1111 1111], exp 12/29, CVV 123"],
    ["[credit_card:4111-1111-1111-1111] [credit_card:5555555555554444] [credit_card:2223003122003222]"],
    ["amex [credit_card:3782 822463 10005], diners [credit_card:3056 930902 5904], [credit_card:6011111111111117]"],
    ["[credit_card:3530111333300000]"],
    ["[credit_card:4111 1111 1111 1111] 123"],
    ["SSN [us_ssn:123-45-6789]; ssn: [us_ssn:123456789]; social security number is [us_ssn:123 45 6789]"],
    ["IBAN [iban:DE89 3704 0044 0532 0130 00] EUR, [iban:GB29NWBK60161331926819]."],
    ["[iban:BE68 5390 0754 7034] EUR and [iban:NO93 8601 1117 947], [iban:MT84MALT011000012345MTLCAST001S]"],
    ["AB12 [iban:DE89 3704 0044 0532 0130 00]"],
    [
      "from [ip_address:192.168.1.20], [ip_address:8.8.8.8]:53 and http://[ip_address:10.0.0.1]/x, [ip_address:10.1.0.0]/16.",
    ],
    [
      "[ip_address:2001:db8::1] [[ip_address:2001:db8:85a3::8a2e:370:7334]]:443 [ip_address:fe80::1]: up, [ip_address:FD00::1234]",
    ],
  ])("%s", (expected) => {
    const text = expected.replace(/\[(?:email|phone|credit_card|us_ssn|iban|ip_address):([^\]]*)\]/g, "$1");

    expect(marked(text)).toBe(expected);
  });
});

describe("what only looks like it is left alone", () => {
  test.each([
    // Ids and times of telemetry.
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
    'span_id=4111111111111111 "trace_id": "41111111111111114111111111111111", parentSpanId: 4111111111111111',
    "2026-11-21T01:42:28.743622Z 2026-11-21T01:42:28+01:00 2026-11-21 01:42:28,743",
    "1763718148743 1763718148743622 1763718148743622000 1763718148.743622",
    "20261121014228 21/11/2026 11-21-2026 21.11.2026 01 02 2026 01-02-2026 2026.11.21",
    "0b5c3f0e-1b1a-4111-8111-111111111111 01890a5d-ac96-774b-bcce-b302099a8057",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "duration_ms=4155550123.5 tokens: 4155550123 bytes=4155551234",
    // Versions and packages.
    "v1.2.3.4 version 1.2.3.4, release: 10.0.0.1, build 1.2.3.4 section 10.2.3.1 1.2.3.4.5 1.2.3.4-rc.1",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91",
    "react@18.2.0 @types/node@24.19.2 foo@1.2.3-alpha.beta npm:pkg@4.0.38",
    "logo@2x.png icon@3x.webp git@github.com:org/repo.git ssh://git@github.com/org https://user:pw@example.com/",
    "a @mention, @decorator() user@localhost a@b @ example.com bob@ example.com",
    "127.0.0.1 0.0.0.0 255.255.255.0 256.1.1.1 1.2.3 ::1 :: 999.999.999.999",
    "std::vector face::add abc::def dead::beef 10:30:45 1:2:3:4:5:6:7:8:9 2026:11:21 2001:zz::1 2001:db8",
    "00:1b:44:11:3a:b7 fe80 ff:ff",
    // Orders, prices, counts.
    "order 1234567890, invoice 2026-0001234, #4155550123, SKU 415-5550-123, ISBN 978-3-16-148410-0 0-306-40615-2",
    "$1,234,567.89 +1,000,000 +12.50 13.75 20.30 +3.14159265358979 -4155550123 1e+4155550123",
    "4111 1111 1111 1112, 4111111111111112, 1234 5678 9012 3456, 0000 0000 0000 0000, 9999999999999995",
    "41111111111111110 4111.1111.1111.1111 x4111111111111111 4111111111111111x 4111111111111111.5",
    "000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000 123-45-67890 1123-45-6789 123-45-6789-0",
    "DE89 3704 0044 0532 0130 01 GB29NWBK60161331926818 XX89370400440532013000 AB12CDEF34567890 DE89 3704",
    "DE89370400440532013000X DE893704004405320130001 RFC2616 ISO8601 GPT4 HTTP2 AT61 1904 3002 3457 3202 DE89 3704 0044 0532, no",
    "+1 115 555 0123 +12345678 +0123456789 (115) 555-0123 415-155-0123 415-555-012 +49 30 12",
    "phone: 2026-11-21 phones 3 and 4, headphone 12345678, telephone 12",
    "050 2026, 012 34, 01 234 567, 01234 5678 9012, 0.123 4567890, 01-02-03-04, 0800-CALL",
  ])("%s", (text) => {
    expect(marked(text)).toBe(text);
  });

  test("ids of traces and spans, times and UUIDs, whatever they are", () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
    // Later ones, in microseconds, begin as Mastercard's numbers do.
    const time = fc.date({ min: new Date("1990-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });

    fc.assert(
      fc.property(hex(32), hex(16), time, fc.uuid(), (traceId, spanId, at, uuid) => {
        const texts = [
          `00-${traceId}-${spanId}-01`,
          `"trace_id":"${traceId}","span_id":"${spanId}","parent_span_id": "${spanId}"`,
          `${at.toISOString()} ${at.getTime()} ${at.getTime() * 1000} ${uuid}`,
        ];

        expect(texts.map(marked)).toEqual(texts);
      }),
      { numRuns: 300 },
    );
  });
});

test("only the kinds that are asked for are found", () => {
  const text = "bob@example.com 415-555-0123";

  expect(findPii(text)).toEqual([
    { kind: "email", start: 0, end: 15 },
    { kind: "phone", start: 16, end: 28 },
  ]);
  expect(findPii(text, { kinds: ["phone"] })).toEqual([{ kind: "phone", start: 16, end: 28 }]);
  expect(findPii(text, { kinds: [] })).toEqual([]);
  expect(() => findPii(text, { kinds: ["name" as PiiKind] })).toThrow(
    new TypeError('findPii: "name" is no kind; there are email, credit_card, us_ssn, iban, ip_address, phone'),
  );
});

test("findings are in order and apart, and what is masked is found no more", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 8 }),
    fc.constantFrom(
      "bob@example.com",
      "+1 415 555 0123",
      "4111 1111 1111 1111",
      "123-45-6789",
      "8.8.8.8",
      "2001:db8::1",
    ),
    fc.constantFrom("DE89 3704 0044 0532 0130 00", "𝒜bc@example.com", "𝒜@1.2.3.io", "-", " ", "@", ".", "+"),
  );

  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const findings = findPii(text);

      const places = findings.flatMap(({ start, end }) => [start, end]);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(findings.every(({ start, end }) => start < end)).toBe(true);
      expect(findPii(maskPii()(pieces.join("\n")))).toEqual([]);
    }),
  );
});

/** What a search found: texts, or documents with ids, scores and chunks. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, rag, retrieval } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await retrieval("handbook", { input: "resetting a password", dataSource: "handbook-v2", topK: 2 }, async () => [
  { id: "doc-1", chunk_id: "c-7", content: "Passwords are reset from the sign-in page.", score: 0.93 },
  { id: "doc-9", content: "Passwords have twelve characters.", score: 0.71, metadata: { page: 4 } },
]);

// Where the span is the whole answer, and the contexts are a part of it.
await rag("answer from the handbook", { input: "How do I reset it?" }, async (span) => {
  span.documents(["Passwords are reset from the sign-in page."]);
  return "From the sign-in page.";
});

for (const { attributes } of memory.spans()) {
  console.log(attributes["gen_ai.retrieval.query.text"], attributes["gen_ai.retrieval.documents"]);
  if (attributes["output.value"] !== undefined) console.log("->", attributes["output.value"]);
}

// Output:
// resetting a password [
//   {
//     id: 'doc-1',
//     score: 0.93,
//     content: 'Passwords are reset from the sign-in page.',
//     chunk_id: 'c-7'
//   },
//   {
//     id: 'doc-9',
//     score: 0.71,
//     content: 'Passwords have twelve characters.',
//     metadata: { page: 4 }
//   }
// ]
// How do I reset it? [
//   {
//     id: '34f25bd70a84737b',
//     content: 'Passwords are reset from the sign-in page.'
//   }
// ]
// -> From the sign-in page.

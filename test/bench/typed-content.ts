/** What an agent, its model and its tool are given and give, for spans that know what they are of. */

export const question = "Do I need a coat in Oslo?";
const answer = "Take a coat.";
export const city = { city: "Oslo", day: "tomorrow" };
export const weather = { celsius: 2, sky: "snow" };

export const chatRequest = (i: number) => ({
  model: "gpt-4o",
  temperature: 0.2,
  messages: [
    { role: "system", content: "You know what to wear." },
    { role: "user", content: `${question} (${i})` },
  ],
});

export const chatResponse = (i: number) => ({
  id: `chatcmpl-${i}`,
  model: "gpt-4o",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant" as const, content: answer } }],
  usage: { prompt_tokens: 812 + i, completion_tokens: 6, total_tokens: 818 + i },
});

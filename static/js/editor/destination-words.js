/** What the router is asked about a request, from the values of the editor's form. */

/** Where a provider is named, where a request goes does not hang on its words. */
const ANYTHING = "anything";
const SHORTEST = 3;

export const STAYS = "This stays on this machine.";

/**
 * `{prompt, mode, hasPicture, hasMask, references, provider, count, localOnly}` as the body of
 * `POST /api/providers/choice`; null while there is nothing to ask about. Before there are words
 * it is about the provider that is named.
 */
export function questionOf({ prompt, mode, hasPicture, hasMask, references, provider, count, localOnly }) {
  const isBlank = prompt.trim().length < SHORTEST;
  if (isBlank && (!provider || localOnly)) return null;
  const settings = {};
  // As the form writes it: a name, or a name and a model.
  const [name, model] = provider.split("::");
  if (name) settings.provider = name;
  if (model) settings.model = model;
  if (localOnly) settings.localOnly = true;
  const meant = mode || (hasPicture ? "image-to-image" : "text-to-image");
  if (Number(count) > 1) settings.count = Number(count);
  return { prompt: isBlank ? ANYTHING : prompt, mode: meant, mask: hasMask, references, settings };
}

/**
 * The sentence of an answer, or of a refusal in the API's error shape; "" where it has none. What
 * is refused of no words yet is nothing to tell.
 */
export function sentenceOf(answer, question = {}) {
  if (question.prompt === ANYTHING) return answer.sentence ?? "";
  return answer.sentence ?? answer.errors?.[0]?.detail ?? "";
}

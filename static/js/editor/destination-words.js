/** What the router is asked about a request, from the values of the editor's form. */

/**
 * `{prompt, mode, hasPicture, hasMask, references, provider, count, localOnly}` as the body of
 * `POST /api/providers/choice`; null while there is nothing to ask about.
 */
export function questionOf({ prompt, mode, hasPicture, hasMask, references, provider, count, localOnly }) {
  if (prompt.trim().length < 3) return null;
  const settings = {};
  // As the form writes it: a name, or a name and a model.
  const [name, model] = provider.split("::");
  if (name) settings.provider = name;
  if (model) settings.model = model;
  if (localOnly) settings.localOnly = true;
  const meant = mode || (hasPicture ? "image-to-image" : "text-to-image");
  // As the form does: an edit has one outcome unless somebody is named who makes several.
  if (Number(count) > 1 && (meant === "text-to-image" || provider)) settings.count = Number(count);
  return { prompt, mode: meant, mask: hasMask, references, settings };
}

/** The sentence of an answer, or of a refusal in the API's error shape; "" where it has none. */
export function sentenceOf(answer) {
  return answer.sentence ?? answer.errors?.[0]?.detail ?? "";
}

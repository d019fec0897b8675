/** What a preview's answer says, as lines for the editor. */

/** Lines to show: `{kind: "done" | "note", text}`. */
export function linesOf({ explanation = [], notes = [], unmatched = [], plan = [] }) {
  const done = explanation.map((text) => ({ kind: "done", text }));
  const noted = notes.map((text) => ({ kind: "note", text }));
  if (done.length || noted.length) return [...done, ...noted];
  if (plan.length) return plan.map(({ op }) => ({ kind: "done", text: op.replaceAll("_", " ") }));
  return unmatched.map((text) => ({ kind: "note", text: `“${text}” is not understood yet.` }));
}

/** Whether a preview makes sense: the studio would be asked, and there are words and a picture. */
export function isWorthAsking({ prompt, hasPicture, provider, mode }) {
  const isStudio = provider === "" || provider === "studio";
  return prompt.trim().length > 2 && hasPicture && isStudio && mode !== "text-to-image";
}

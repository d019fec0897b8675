/** What a preview's answer says, as lines for the editor. */

/** The studio's confidence below which it says so. */
const DOUBTFUL = 0.5;

const UNSEEN = "This browser cannot show one of your other pictures. They come in when you press the button.";

/** Lines to show: `{kind: "done" | "note", text}`; `isAllSeen` if every picture could go along. */
export function linesOf(answer, isAllSeen = true) {
  const { explanation = [], notes = [], unmatched = [], plan = [], wantsPictures = 0 } = answer;
  if (wantsPictures && !isAllSeen) return [{ kind: "note", text: UNSEEN }];
  const done = explanation.map((text) => ({ kind: "done", text }));
  const noted = notes.map((text) => ({ kind: "note", text }));
  if (done.length || noted.length) return [...done, ...noted];
  if (plan.length) return plan.map(({ op }) => ({ kind: "done", text: op.replaceAll("_", " ") }));
  return unmatched.map((text) => ({ kind: "note", text: `“${text}” is not understood yet.` }));
}

/** What stands above a preview: whether it can be trusted. */
export function titleOf({ picture, confidence }) {
  if (!picture) return "Before you press the button";
  return confidence < DOUBTFUL ? "A first guess: I am not sure" : "A preview";
}

/** Whether a preview makes sense: the studio would be asked, and there are words and a picture. */
export function isWorthAsking({ prompt, hasPicture, provider, mode }) {
  const isStudio = provider === "" || provider === "studio";
  return prompt.trim().length > 2 && hasPicture && isStudio && mode !== "text-to-image";
}

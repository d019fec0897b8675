/** How the state of a generation (the contract's Generation) is put into words. */

const ENDS = new Set(["completed", "failed", "cancelled"]);

export const isOver = (state) => ENDS.has(state.status);

function waiting(position) {
  if (!position) return "Waiting for a free worker";
  if (position === 1) return "Next in line";
  const ahead = position - 1;
  return `In line: ${ahead} ${ahead === 1 ? "picture is" : "pictures are"} ahead of yours`;
}

/** `{value, label}`: 0..100, and what is happening in a few words. */
export function describe(state) {
  if (state.status === "pending") return { value: 0, label: waiting(state.queuePosition) };
  if (state.status === "processing") {
    return { value: state.progress, label: state.stage ?? "Starting" };
  }
  const label = { completed: "Done", failed: "That did not work", cancelled: "Stopped" };
  return { value: state.status === "completed" ? 100 : state.progress, label: label[state.status] };
}

/** The page's title while work goes on, so that another tab can keep an eye on it. */
export function titleFor(state, plain) {
  if (state.status === "processing") return `${state.progress} % · ${plain}`;
  return isOver(state) ? plain : `Waiting · ${plain}`;
}

/** The title without what `titleFor` put in front of it. */
export const plainTitle = (title) => title.replace(/^(\d+ %|Waiting) · /, "");

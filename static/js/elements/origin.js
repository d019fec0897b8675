// Where a picture comes from, asked of the API (`GET /api/files/:id/provenance`) and told in words.

const FAILED = "This could not be found out just now. Try again.";

/** Fills `panel` with the origin of the picture at the URL `picture`; says so where that fails. */
export async function fillOrigin(panel, picture) {
  panel.replaceChildren(paragraph("Looking it up…"));
  try {
    const answer = await fetch(`${picture.pathname}/provenance`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    panel.replaceChildren(...told(await answer.json()));
  } catch {
    panel.replaceChildren(paragraph(FAILED));
  }
}

function told({ summary, system, model, sentences }) {
  const head = paragraph("");
  head.className = "origin-label";
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.textContent = summary;
  head.append(badge, [system, model].filter(Boolean).join(" · "));
  const list = document.createElement("ul");
  list.className = "origin-words";
  for (const sentence of sentences) {
    const item = document.createElement("li");
    item.textContent = sentence;
    list.append(item);
  }
  return [head, list];
}

function paragraph(words) {
  const line = document.createElement("p");
  line.textContent = words;
  return line;
}

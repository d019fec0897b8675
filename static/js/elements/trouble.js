// Says so when htmx could not do what was asked: offline, an expired page, a refusal. The editor
// says it in its own words; this is for the rest, such as a heart in the gallery.

const WORDS = {
  0: "The server cannot be reached. Nothing was changed; try again in a moment.",
  403: "This page was open for too long. Reload it and try again.",
  404: "This is not here any more.",
  429: "That was a lot at once. Wait a minute and try again.",
};
const OTHER = "That did not work. Reload the page and try again.";
const SPOKEN_FOR = "nb-editor, nb-progress, #panel, .history-more, .gallery-more";

const wordsFor = (status) => WORDS[status] ?? OTHER;

function say(words) {
  const main = document.querySelector("main");
  const line = main.querySelector("[data-trouble]") ?? document.createElement("p");
  line.className = "notice notice-error trouble-line";
  line.dataset.trouble = "";
  line.setAttribute("role", "alert");
  line.textContent = words;
  main.prepend(line);
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.target.closest?.(SPOKEN_FOR)) return;
    say(wordsFor(event.detail.xhr?.status ?? 0));
  });
}

// Redoc's styling library makes <style> elements at run time: they are allowed by the page's
// nonce, which only a script that carries it can read. Its credit asks another host for a logo:
// nothing here asks other hosts.
const nonce = document.currentScript.nonce;
const create = document.createElement;

document.createElement = function createLocally(name, options) {
  const element = create.call(document, name, options);
  const kind = name.toLowerCase();
  if (kind === "style") element.nonce = nonce;
  if (kind === "img") element.setAttribute = setLocally;
  return element;
};

function setLocally(name, value) {
  if (name === "src" && new URL(value, location.href).origin !== location.origin) return;
  Element.prototype.setAttribute.call(this, name, value);
}

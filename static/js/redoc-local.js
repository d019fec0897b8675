// Redoc's styling library makes <style> elements at run time: they are allowed by the page's
// nonce, which only a script that carries it can read. Its credit asks another host for a logo:
// nothing here asks other hosts.
const nonce = document.currentScript.nonce;
const createElement = document.createElement;
const imageSource = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");

const isLocal = (address) => new URL(address, location.href).origin === location.origin;

document.createElement = function createLocally(name, options) {
  const element = createElement.call(document, name, options);
  if (name.toLowerCase() === "style") element.nonce = nonce;
  return element;
};

Object.defineProperty(HTMLImageElement.prototype, "src", {
  ...imageSource,
  set(address) {
    if (isLocal(address)) imageSource.set.call(this, address);
  },
});

HTMLImageElement.prototype.setAttribute = function setLocally(name, value) {
  if (name !== "src" || isLocal(value)) Element.prototype.setAttribute.call(this, name, value);
};

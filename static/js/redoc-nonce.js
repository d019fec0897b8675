// Redoc's styling library makes <style> elements at run time. They are allowed by the page's
// nonce, which only a script that carries it can read.
const nonce = document.currentScript.nonce;
const create = document.createElement;

document.createElement = function createWithNonce(name, options) {
  const element = create.call(document, name, options);
  if (name.toLowerCase() === "style") element.nonce = nonce;
  return element;
};

// The small tools of the page: nodes, and what is asked of `phones.py`.

export const still = matchMedia("(prefers-reduced-motion: reduce)");
export const narrow = matchMedia("(max-width: 820px)");
export const one = (selector, root = document) => root.querySelector(selector);

export function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

// Makes `parent` hold exactly `wanted`, in order, without moving what is in place: clips play on.
export function arrange(parent, wanted) {
  let at = parent.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// Fills `parent` anew, but only when what it depends on (`about`) has changed, and keeps the keyboard's place:
// what is being pressed stays where it is while messages come in.
export function refill(parent, about, build) {
  const key = JSON.stringify(about);
  if (parent.filledFor === key) return;
  parent.filledFor = key;
  const controls = () => [...parent.querySelectorAll("button, a")];
  const at = controls().indexOf(document.activeElement);
  parent.replaceChildren(...build());
  if (at >= 0) controls()[at]?.focus();
}

export async function ask(path, body) {
  const how = body === undefined ? {} : { method: "POST", body: body instanceof Blob ? body : JSON.stringify(body) };
  const answer = await fetch(`/try/${path}`, how);
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error);
  return result;
}

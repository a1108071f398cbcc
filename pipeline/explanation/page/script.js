// Whatever belongs together lights up together; a click goes from words to their card and back.
"use strict";
{
const refsOf = (node) => (node.dataset.refs ? node.dataset.refs.split(" ") : [node.id]);
const light = (refs, on) => {
  for (const ref of refs) {
    document.getElementById(ref)?.classList.toggle("lit", on);
    for (const mark of document.querySelectorAll(`[data-refs~="${ref}"]`)) mark.classList.toggle("lit", on);
  }
};
const topmost = (node) => refsOf(node).at(-1);
for (const node of document.querySelectorAll(".m, .card")) {
  const own = () => (node.dataset.refs ? [topmost(node)] : [node.id]);
  node.addEventListener("pointerenter", () => light(own(), true));
  node.addEventListener("pointerleave", () => light(own(), false));
  node.addEventListener("click", (event) => {
    if (event.target.closest("a, details")) return;
    const goal = node.dataset.refs
      ? document.getElementById(topmost(node))
      : document.querySelector(`article [data-refs~="${node.id}"]`);
    goal?.scrollIntoView({ behavior: "smooth", block: "center" });
    light(own(), true);
    setTimeout(() => light(own(), false), 1600);
  });
  node.addEventListener("keydown", (event) => { if (event.key === "Enter") node.click(); });
}
for (const box of document.querySelectorAll("input[data-layer]")) {
  const show = () => document.body.classList.toggle(`off-${box.dataset.layer}`, !box.checked);
  box.addEventListener("change", show);
  show();
}
}

// Tables that are wider than the page can be scrolled with the keyboard.
function reachable() {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
  }
}
window.addEventListener("load", () => requestAnimationFrame(reachable));
window.addEventListener("resize", reachable);

"use strict";
(() => {
  const canvas = document.getElementById("canvas");
  const svg = canvas.querySelector("svg");
  const said = document.getElementById("said");
  const found = document.getElementById("found");
  const search = document.getElementById("search");
  const all = svg.viewBox.baseVal;
  const edge = Math.max(all.width, all.height) * 0.015; // for what is larger from afar
  const home = { x: all.x - edge, y: all.y - edge, w: all.width + 2 * edge, h: all.height + 2 * edge };
  let view = { ...home };
  svg.setAttribute("preserveAspectRatio", "xMidYMid meet");

  const scale = () => Math.min(canvas.clientWidth / view.w, canvas.clientHeight / view.h) || 1;
  // From afar the badges of faults stay as large as a fingertip needs; near by they hide nothing.
  const badge = svg.querySelector(".mark:not([data-severity='info'])");
  const own = badge ? badge.getBBox().width || 26 : 26;
  const show = () => {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    svg.style.setProperty("--larger", Math.min(Math.max(22 / (own * scale()), 1), 6));
  };
  const point = (x, y) => {
    const box = canvas.getBoundingClientRect();
    const s = scale();
    return {
      x: view.x + view.w / 2 + (x - box.left - box.width / 2) / s,
      y: view.y + view.h / 2 + (y - box.top - box.height / 2) / s,
    };
  };
  const zoom = (by, at) => {
    const w = Math.min(Math.max(view.w / by, 60), Math.max(home.w, home.h) * 4);
    const real = w / view.w;
    const centre = at || { x: view.x + view.w / 2, y: view.y + view.h / 2 };
    view = {
      x: centre.x - (centre.x - view.x) * real,
      y: centre.y - (centre.y - view.y) * real,
      w,
      h: view.h * real,
    };
    show();
  };
  const pan = (dx, dy) => {
    const s = scale();
    view.x -= dx / s;
    view.y -= dy / s;
    show();
  };
  const fit = () => {
    view = { ...home };
    show();
  };
  const goTo = (element) => {
    // The element's place in the picture, whatever is shown now.
    const box = element.getBoundingClientRect();
    const a = point(box.left, box.top);
    const b = point(box.right, box.bottom);
    const w = Math.max(b.x - a.x, 900);
    const h = Math.max(b.y - a.y, 600) * 1.1;
    view = { x: (a.x + b.x - w) / 2, y: (a.y + b.y - h) / 2, w, h };
    show();
  };

  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoom(Math.exp(-event.deltaY * lines * 0.002), point(event.clientX, event.clientY));
  }, { passive: false });

  const fingers = new Map();
  canvas.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("moving");
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    if (fingers.size === 1) {
      pan(now.x - before.x, now.y - before.y);
    } else if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const apart = (p) => Math.hypot(p.x - other.x, p.y - other.y) || 1;
      zoom(apart(now) / apart(before), point((now.x + other.x) / 2, (now.y + other.y) / 2));
      pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    }
    fingers.set(event.pointerId, now);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => {
      fingers.delete(event.pointerId);
      if (!fingers.size) canvas.classList.remove("moving");
    });
  }

  const keys = {
    ArrowLeft: () => pan(80, 0), ArrowRight: () => pan(-80, 0), ArrowUp: () => pan(0, 80),
    ArrowDown: () => pan(0, -80), "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3),
    0: fit,
  };
  canvas.addEventListener("focus", () => {
    if (canvas.matches(":focus-visible")) said.textContent = "arrow keys move, + and \u2212 zoom, 0 shows all";
  });
  canvas.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  document.getElementById("in").addEventListener("click", () => zoom(1.3));
  document.getElementById("out").addEventListener("click", () => zoom(1 / 1.3));
  document.getElementById("fit").addEventListener("click", fit);

  const nodes = [...svg.querySelectorAll(".node")].map((element) => ({
    element, title: element.querySelector("title").textContent, id: element.dataset.node,
  }));
  let there = null;
  const goToNode = (node) => {
    if (there) there.classList.remove("there");
    there = node.element;
    there.classList.add("there");
    goTo(there);
    said.textContent = node.title;
  };
  const marks = new Map([...svg.querySelectorAll("[data-mark]")].map((m) => [m.dataset.mark, m]));
  const buttons = new Map([...document.querySelectorAll("[data-fault]")].map((b) => [b.dataset.fault, b]));
  const goToFault = (number) => {
    const button = buttons.get(number);
    if (!button) return;
    for (const other of buttons.values()) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    button.scrollIntoView({ block: "nearest" });
    const mark = marks.get(number);
    if (mark) goTo(mark); else fit();
    said.textContent = mark ? `${number} of ${buttons.size}` : `${number} is about the file as a whole`;
  };
  for (const [number, button] of buttons) {
    button.addEventListener("click", () => goToFault(number));
  }
  for (const [number, mark] of marks) mark.addEventListener("click", () => goToFault(number));

  let at = -1;
  let hits = [];
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    at = -1;
    hits = wanted ? nodes.filter((n) => `${n.title}\n${n.id}`.toLowerCase().includes(wanted)) : [];
    found.replaceChildren(...hits.slice(0, 50).map((node) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = node.title || node.id;
      button.addEventListener("click", () => goToNode(node));
      item.append(button);
      return item;
    }));
    said.textContent = wanted ? `${hits.length} found` : "";
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = "";
      search.dispatchEvent(new Event("input"));
    }
  });
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!hits.length) return;
    at = (at + 1) % hits.length;
    goToNode(hits[at]);
  });

  const follow = () => {
    const fault = /^#fault-(\d+)$/.exec(location.hash);
    if (fault) goToFault(fault[1]);
  };
  addEventListener("hashchange", follow);
  addEventListener("resize", show);
  show();
  follow();
})();

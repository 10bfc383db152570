"use strict";
(() => {
  const findings = [...document.querySelectorAll(".finding")];
  const files = [...document.querySelectorAll(".file")];

  // Filters.
  const text = document.getElementById("text");
  const rule = document.getElementById("rule");
  const severities = [...document.querySelectorAll(".sev")];
  const words = new Map(findings.map((f) => [f, `${f.closest(".file").dataset.file}\n${f.textContent}`.toLowerCase()]));
  const picks = [...document.querySelectorAll(".pick")];
  const filter = () => {
    for (const p of picks) p.setAttribute("aria-pressed", String(p.dataset.rule === rule.value));
    const wanted = text.value.trim().toLowerCase();
    const shown = new Set(severities.filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.dataset.severity));
    let count = 0;
    for (const f of findings) {
      f.hidden = !shown.has(f.dataset.severity) || (rule && rule.value && rule.value !== f.dataset.rule)
        || !words.get(f).includes(wanted);
      count += !f.hidden;
    }
    for (const file of files) file.hidden = !file.querySelector(".finding:not([hidden])");
    document.getElementById("nothing").hidden = count > 0;
    document.getElementById("shown").textContent = count < findings.length ? `${count} of ${findings.length} shown` : "";
  };
  if (text) {
    text.addEventListener("input", filter);
    if (rule) rule.addEventListener("change", filter);
    for (const b of severities) {
      b.addEventListener("click", () => {
        b.setAttribute("aria-pressed", String(b.getAttribute("aria-pressed") !== "true"));
        filter();
      });
    }
    for (const p of picks) {
      p.addEventListener("click", () => {
        rule.value = rule.value === p.dataset.rule ? "" : p.dataset.rule;
        filter();
      });
    }
    document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
  }

  // Pictures: pan, zoom, and the way between a fault and its place.
  const view = (figure) => {
    const canvas = figure.querySelector(".canvas");
    const svg = canvas.querySelector("svg");
    const all = svg.viewBox.baseVal;
    const home = { x: all.x, y: all.y, w: all.width, h: all.height };
    let now = { ...home };
    svg.setAttribute("preserveAspectRatio", "xMidYMid meet");
    svg.setAttribute("role", "group"); // its marks are buttons
    canvas.style.aspectRatio = `${home.w} / ${home.h}`;
    const show = () => svg.setAttribute("viewBox", `${now.x} ${now.y} ${now.w} ${now.h}`);
    const scale = () => Math.min(canvas.clientWidth / now.w, canvas.clientHeight / now.h) || 1;
    const point = (x, y) => {
      const box = canvas.getBoundingClientRect();
      const s = scale();
      return { x: now.x + now.w / 2 + (x - box.left - box.width / 2) / s, y: now.y + now.h / 2 + (y - box.top - box.height / 2) / s };
    };
    const zoom = (by, at) => {
      const w = Math.min(Math.max(now.w / by, 60), Math.max(home.w, home.h) * 4);
      const real = w / now.w;
      const c = at || { x: now.x + now.w / 2, y: now.y + now.h / 2 };
      now = { x: c.x - (c.x - now.x) * real, y: c.y - (c.y - now.y) * real, w, h: now.h * real };
      show();
    };
    const pan = (dx, dy) => {
      const s = scale();
      now.x -= dx / s;
      now.y -= dy / s;
      show();
    };
    const fit = () => {
      now = { ...home };
      show();
    };
    const goTo = (element) => {
      if (!canvas.clientWidth || !canvas.clientHeight) return; // filtered away
      const box = element.getBoundingClientRect();
      const a = point(box.left, box.top);
      const b = point(box.right, box.bottom);
      // Close enough to read, never farther away than all of it, and nothing beside the picture in view.
      const shape = canvas.clientWidth / canvas.clientHeight;
      const w = Math.max((b.x - a.x) * 1.1, (b.y - a.y) * 1.1 * shape, canvas.clientWidth / 0.7);
      const h = w / shape;
      if (w >= home.w && h >= home.h) {
        fit();
        return;
      }
      const within = (middle, size, start, whole) => size >= whole
        ? start + (whole - size) / 2 : Math.min(Math.max(middle - size / 2, start), start + whole - size);
      now = { x: within((a.x + b.x) / 2, w, home.x, home.w), y: within((a.y + b.y) / 2, h, home.y, home.h), w, h };
      show();
    };
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !canvas.matches(":focus-within")) return; // the page scrolls
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 16 : 1) * 0.002), point(event.clientX, event.clientY));
    }, { passive: false });
    let held = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" && !canvas.matches(":focus")) return; // until it is tapped, the page scrolls
      held = { x: event.clientX, y: event.clientY };
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!held) return;
      if (!event.buttons) {
        held = null;
        return;
      }
      canvas.classList.add("moving");
      pan(event.clientX - held.x, event.clientY - held.y);
      held = { x: event.clientX, y: event.clientY };
    });
    for (const name of ["pointerup", "pointerleave"]) {
      canvas.addEventListener(name, () => {
        held = null;
        canvas.classList.remove("moving");
      });
    }
    const keys = {
      ArrowLeft: () => pan(80, 0), ArrowRight: () => pan(-80, 0), ArrowUp: () => pan(0, 80), ArrowDown: () => pan(0, -80),
      "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: fit,
    };
    canvas.addEventListener("keydown", (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key];
      if (act) {
        event.preventDefault();
        act();
      }
    });
    const buttons = { in: () => zoom(1.3), out: () => zoom(1 / 1.3), all: fit };
    for (const b of figure.querySelectorAll("[data-zoom]")) b.addEventListener("click", buttons[b.dataset.zoom]);
    return { goTo, fit, svg };
  };
  const current = (finding) => {
    for (const other of document.querySelectorAll(".finding.current")) other.classList.remove("current");
    finding.classList.add("current");
  };
  for (const file of files) {
    for (const figure of file.querySelectorAll(".picture")) {
      const picture = view(figure);
      const marks = new Map([...picture.svg.querySelectorAll("[data-mark]")].map((m) => [m.dataset.mark, m]));
      for (const finding of file.querySelectorAll(".finding[data-mark]")) {
        if (finding.dataset.part !== figure.dataset.part) continue;
        const mark = marks.get(finding.dataset.mark);
        finding.querySelector("summary").addEventListener("click", () => {
          current(finding);
          if (mark) picture.goTo(mark);
          else picture.fit();
        });
        if (!mark) continue;
        const open = () => {
          finding.open = true;
          current(finding);
          finding.scrollIntoView({ block: "nearest" });
          finding.querySelector("summary").focus({ preventScroll: true });
        };
        mark.setAttribute("tabindex", "0");
        mark.setAttribute("role", "button");
        mark.setAttribute("aria-label", `Finding ${finding.dataset.mark}`);
        mark.addEventListener("click", open);
        mark.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          open();
        });
      }
    }
  }

  // On paper, all of it.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = findings.filter((f) => !f.open);
    for (const f of closed) f.open = true;
  });
  addEventListener("afterprint", () => {
    for (const f of closed) f.open = false;
  });

  // A link to a finding or a rule opens it.
  const follow = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView({ block: "start" });
    }
  };
  addEventListener("hashchange", follow);
  follow();
})();

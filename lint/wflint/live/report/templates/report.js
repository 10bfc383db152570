"use strict";
(function () {
  const all = (root, what) => Array.from(root.querySelectorAll(what));
  const cases = all(document, ".case");
  const chips = all(document, ".chip[data-verdict]");
  const text = document.getElementById("text");
  const opener = document.getElementById("open");
  const none = document.getElementById("none");
  const said = document.getElementById("shown");
  document.querySelector("form").hidden = false;

  function filter() {
    const wanted = text.value.trim().toLowerCase();
    const pressed = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
    let shown = 0;
    for (const each of cases) {
      const words = each.querySelector("summary").textContent.toLowerCase();
      each.hidden = !words.includes(wanted) ||
        (pressed.length > 0 && !pressed.some((chip) => chip.dataset.verdict === each.dataset.verdict));
      shown += each.hidden ? 0 : 1;
    }
    none.hidden = shown > 0;
    said.textContent = shown + " of " + cases.length + " shown";
  }
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  }
  text.addEventListener("input", filter);
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  opener.addEventListener("click", () => {
    const open = opener.textContent === "Open all";
    for (const each of cases) if (!each.hidden) each.open = open;
    opener.textContent = open ? "Close all" : "Open all";
  });

  for (const each of cases) {
    const image = each.querySelector(".found img");
    if (!image) continue;
    const thumb = document.createElement("img");
    thumb.className = "thumb";
    thumb.alt = "";
    thumb.src = image.src;
    each.querySelector("summary").append(thumb);
  }
  for (const again of navigator.clipboard ? all(document, ".again") : []) {
    const button = again.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(again.querySelector("pre").textContent).then(
        () => { button.textContent = "Copied"; },
        () => { button.textContent = "Not allowed"; },
      );
    });
  }

  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  for (const look of all(document, ".look.two")) {
    const stage = look.querySelector(".stage");
    const slider = look.querySelector(".slider");
    const found = look.querySelector(".found");
    const lens = look.querySelector(".lens");
    const zoom = look.querySelector(".zoom select");
    let timer = 0;
    look.querySelector(".modes").hidden = false;

    function slide() {
      found.style.clipPath = "inset(0 0 0 " + (100 - Number(slider.value)) + "%)";
    }
    function flick() {
      found.classList.toggle("hide");
    }
    function choose(mode) {
      window.clearInterval(timer);
      stage.dataset.mode = mode;
      found.style.clipPath = "";
      found.classList.remove("hide");
      slider.hidden = mode !== "slide";
      if (mode === "slide") slide();
      if (mode === "flick" && !still.matches) timer = window.setInterval(flick, 600);
      for (const button of all(look, "[data-mode][aria-pressed]")) {
        button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
      }
    }
    for (const button of all(look, ".modes button")) {
      button.addEventListener("click", () => {
        const again = button.getAttribute("aria-pressed") === "true" && button.dataset.mode === "flick";
        if (again) flick();
        else choose(button.dataset.mode);
      });
    }
    slider.addEventListener("input", slide);

    const images = all(look, ".pane img");
    let spot = [0.5, 0.5];
    function magnify(image) {
      const power = Number(zoom.value);
      lens.hidden = power === 0;
      if (power === 0) return;
      const box = image.getBoundingClientRect();
      const frame = look.getBoundingClientRect();
      const side = lens.offsetWidth;
      const x = spot[0] * box.width;
      const y = spot[1] * box.height;
      lens.style.left = Math.max(0, Math.min(box.left - frame.left + x + 16, frame.width - side)) + "px";
      lens.style.top = (box.top - frame.top + y + 16) + "px";
      lens.style.backgroundImage = 'url("' + image.currentSrc + '")';
      lens.style.backgroundSize = box.width * power + "px " + box.height * power + "px";
      lens.style.backgroundPosition = (side / 2 - x * power) + "px " + (side / 2 - y * power) + "px";
    }
    for (const image of images) {
      image.addEventListener("pointermove", (event) => {
        const box = image.getBoundingClientRect();
        spot = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
        magnify(image);
      });
      image.addEventListener("pointerleave", () => { lens.hidden = true; });
      image.addEventListener("focus", () => magnify(image));
      image.addEventListener("blur", () => { lens.hidden = true; });
      image.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (!step || zoom.value === "0") return;
        event.preventDefault();
        spot = spot.map((part, axis) => Math.max(0, Math.min(1, part + step[axis] * 0.03)));
        magnify(image);
      });
    }
    zoom.addEventListener("change", () => {
      for (const image of images) {
        if (zoom.value === "0") image.removeAttribute("tabindex");
        else image.tabIndex = 0;
      }
      lens.hidden = true;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement.tagName !== "INPUT") {
      event.preventDefault();
      text.focus();
    }
  });
})();

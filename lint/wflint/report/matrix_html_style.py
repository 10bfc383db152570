"""How the page of a matrix looks, and the little that it does: filter, and show reasons."""

from __future__ import annotations

from typing import Final

# Colours that people tell apart whatever they see of red and green (after Okabe and Ito): pale behind dark
# text by day, deep behind pale text by night. Every verdict has a symbol besides.
STYLE: Final = """
:root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --head: #f6f8fa; --fine: #d5efe6; --updated: #d6ecfa; --migrated: #8cc4ec; --other-result: #f7dd72;
  --broken: #ee8a5a; --needs-pack: #e6bfd6; --newer: #e4e7ea; --ring: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1117; --ink: #e6edf3; --soft: #9aa4af; --line: #30363d; --head: #161b22;
    --fine: #0b4a3a; --updated: #123f5c; --migrated: #0f5fa3; --other-result: #6b5300;
    --broken: #a33b0c; --needs-pack: #6b3a58; --newer: #2d333b; --ring: #79c0ff; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.35rem; margin: 0; }
p { margin: .25rem 0 1rem; color: var(--soft); }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 0 0 1rem; }
input, select, button { font: inherit; color: inherit; background: var(--page);
  border: 1px solid var(--line); border-radius: 6px; padding: .3rem .6rem; }
input { min-width: 16rem; }
:focus-visible { outline: 2px solid var(--ring); outline-offset: 1px; }
.chip { cursor: pointer; }
.chip[aria-pressed=true] { border-color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); }
.chip[disabled] { opacity: .5; cursor: default; }
.frame { overflow: auto; max-height: 82vh; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: separate; border-spacing: 0; table-layout: fixed; width: 100%; }
th, td { text-align: left; padding: 0 .6rem; height: 2.1rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; background: var(--page); }
thead th { position: sticky; top: 0; z-index: 2; background: var(--head); font-weight: 600; }
thead th.minor { height: 3.4rem; padding: 0; border-left: 1px solid var(--line); font-weight: 400;
  font-size: 12px; text-align: center; }
.minor span { writing-mode: vertical-rl; transform: rotate(180deg); }
.name { position: sticky; left: 0; z-index: 1; font-weight: 600; border-right: 1px solid var(--line); }
thead .name { z-index: 3; }
tbody tr:last-child td, tbody tr:last-child th { border-bottom: 0; }
td.run { padding: 3px 1px; }
.run button, .bad button { width: 100%; height: 100%; min-height: 1.6rem; padding: 0 .1rem; border: 0;
  border-radius: 4px; overflow: hidden; white-space: nowrap; cursor: pointer; font-size: 13px; }
.run small { font-size: 11px; opacity: .85; }
.run button:hover, .run button[aria-expanded=true] { box-shadow: inset 0 0 0 2px var(--ink); }
.bad button { background: none; text-align: left; text-decoration: underline; font-size: 14px; }
tr.detail td { white-space: normal; height: auto; padding: .6rem 1rem .9rem; background: var(--head); }
.detail section { position: sticky; left: 1rem; max-width: min(60rem, 88vw); }
.detail section + section { margin-top: .7rem; }
.detail h2 { font-size: 14px; margin: 0 0 .25rem; }
.detail ul { margin: 0; padding-left: 1.2rem; }
.detail em { font-style: normal; color: var(--soft); }
.fine { background: var(--fine); } .updated { background: var(--updated); }
.migrated { background: var(--migrated); } .other-result { background: var(--other-result); }
.broken { background: var(--broken); } .needs-pack { background: var(--needs-pack); }
.newer { background: var(--newer); color: var(--soft); }
[hidden] { display: none !important; }
.swatch { display: inline-block; min-width: 1.5em; text-align: center; border-radius: 4px;
  margin-right: .3em; }
@media print { .frame { max-height: none; overflow: visible; } form { display: none; } }
"""

# The page is whole without it: then all reasons are shown. It reads nothing but the page, as text.
SCRIPT: Final = """
"use strict";
(function () {
  const rows = Array.from(document.querySelectorAll("tbody tr.flow"));
  const chips = Array.from(document.querySelectorAll(".chip"));
  const text = document.getElementById("text");
  const at = document.getElementById("at");
  const none = document.getElementById("none");
  const details = (row) => document.getElementById(row.dataset.detail);
  function has(row, letter) {
    const verdicts = row.dataset.verdicts;
    return at.value === "any" ? verdicts.includes(letter) : verdicts[Number(at.value)] === letter;
  }
  function close(row) {
    details(row).hidden = true;
    for (const button of row.querySelectorAll("[aria-expanded=true]")) {
      button.setAttribute("aria-expanded", "false");
    }
  }
  function filter() {
    const wanted = text.value.trim().toLowerCase();
    const pressed = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
    let shown = 0;
    for (const row of rows) {
      const name = row.querySelector(".name").textContent.toLowerCase();
      row.hidden = !name.includes(wanted) ||
        (pressed.length > 0 && !pressed.some((chip) => has(row, chip.dataset.letter)));
      if (row.hidden) close(row);
      else shown += 1;
    }
    for (const chip of chips) {
      const number = rows.filter((row) => has(row, chip.dataset.letter)).length;
      chip.querySelector("b").textContent = String(number);
    }
    none.hidden = shown > 0;
  }
  function open(row, run) {
    const button = row.querySelector('.run button[data-run="' + run + '"]');
    const was = button.getAttribute("aria-expanded") === "true";
    close(row);
    if (was) return;
    button.setAttribute("aria-expanded", "true");
    details(row).hidden = false;
    for (const part of details(row).querySelectorAll("section")) {
      part.hidden = part.dataset.run !== run;
    }
  }
  for (const row of rows) {
    close(row);
    row.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-run]");
      if (button) open(row, button.dataset.run);
    });
  }
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  }
  text.addEventListener("input", filter);
  at.addEventListener("change", filter);
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("form").hidden = false;
  filter();
})();
"""

# Sourced by `run` and `full`: stages and their minutes, the InvokeAI environments, what CI installs.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

work=$(mktemp -d)
python=.venv/bin/python
stages=() # "minutes  how  name", one a stage
stage_name=
ends=() # commands for the end, the last one first

# stage NAME: what follows is this stage. A stage ends where the next begins, or with the script.
stage() {
  close_stage ok
  stage_name=$1
  stage_began=$SECONDS
  echo
  echo "== $1"
}

close_stage() {
  [ -n "$stage_name" ] || return 0
  local took=$((SECONDS - stage_began))
  stages+=("$(printf '%5d.%d  %-7s %s' $((took / 60)) $((took % 60 * 10 / 60)) "$1" "$stage_name")")
  stage_name=
}

# at_end COMMAND...: run it when the script ends, however it ends.
at_end() {
  ends+=("$(printf '%q ' "$@")")
}

finish() {
  local code=$? n
  set +e
  if [ "$code" -eq 0 ]; then close_stage ok; else close_stage FAILED; fi
  for ((n = ${#ends[@]} - 1; n >= 0; n--)); do eval "${ends[n]}"; done
  echo
  echo "minutes  result  stage"
  if [ "${#stages[@]}" -gt 0 ]; then printf '%s\n' "${stages[@]}"; fi
  printf '%5d.%d  in all\n' $((SECONDS / 60)) $((SECONDS % 60 * 10 / 60))
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
at_end rm -rf "$work"

# The number by which slow groups take turns: how many commits there are. A shallow clone does not know; there the
# commit's own hash says whose turn it is, which is no less the same every time.
turn() {
  local hash
  if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = false ]; then
    git rev-list --count HEAD
  elif hash=$(git rev-parse --short=7 HEAD 2>/dev/null); then
    echo $((16#${hash:0:7}))
  else
    echo 0 # no repository: a source distribution
  fi
}

# uv, build: what CI needs besides the development environment.
install_tools() {
  .venv/bin/pip install --quiet --disable-pip-version-check uv build
  uv=.venv/bin/uv
}

# Environments of the two releases whose own code wflint is compared with.
install_invokeai() {
  $uv venv --quiet --python 3.11 "$work/invokeai-6.14.2"
  $uv pip install --quiet --python "$work/invokeai-6.14.2/bin/python" 'invokeai==6.14.2' 'torch==2.7.1' 'torchvision==0.22.1'
  $uv venv --quiet --python 3.11 "$work/invokeai-5.15.0"
  $uv pip install --quiet --python "$work/invokeai-5.15.0/bin/python" --exclude-newer 2025-07-01T00:00:00Z 'invokeai==5.15.0'
  export WFLINT_INVOKEAI_6_14_2="$work/invokeai-6.14.2/bin/python"
  export WFLINT_INVOKEAI_5_15_0="$work/invokeai-5.15.0/bin/python"
}

# find_python VERSION: an interpreter of that version on this machine: in the path, of pyenv, or of uv. A pyenv that has
# the version but does not serve it here puts a command in the path that fails, and uv stumbles over it.
find_python() {
  local found
  for found in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python \
    "$($uv python find --no-python-downloads "$1" 2>/dev/null || true)"; do
    if [ -n "$found" ] && "$found" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
      command -v "$found"
      return
    fi
  done
  return 1
}

# suite_on VERSION OPTION...: the default suite on another Python, if this machine has one.
suite_on() {
  local found other="$work/python-$1"
  if ! found=$(find_python "$1"); then
    echo "SKIPPED: this machine has no Python $1"
    stage_name+=" (SKIPPED: no Python $1)"
    return 0
  fi
  echo "$found"
  $uv venv --quiet --python "$found" "$other"
  $uv pip install --quiet --python "$other/bin/python" -e '.[dev]'
  "$other/bin/python" -m pytest -q -n 2 "${@:2}"
}

# guided_fuzz SECONDS SEED: fuzzing that follows the code, in an environment of its own: atheris is a compiler's neighbour
# and no dependency of the tests; it is built for Python 3.12 and newer. What it finds is printed before it ends.
guided_fuzz() {
  local found
  if ! found=$(find_python 3.13) && ! found=$(find_python 3.12); then
    echo "SKIPPED: this machine has no Python 3.12 or 3.13"
    stage_name+=" (SKIPPED: no Python 3.12 or 3.13)"
    return 0
  fi
  echo "$found"
  $uv venv --quiet --python "$found" "$work/atheris"
  $uv pip install --quiet --python "$work/atheris/bin/python" 'atheris==3.1.0' -e .
  "$work/atheris/bin/python" tests/fuzz/guided.py "$1" "$2" "$work/crashes" || {
    for found in "$work"/crashes/*; do echo "$found:" && base64 "$found"; done
    return 1
  }
}

# compare_releases ARGUMENT...: wflint and each release's own validation, from its wheel; 7.0 wants Python 3.12.
compare_releases() { from_wheels lint/scripts/compare_release.py "$@"; }

# compare_upgrades ARGUMENT...: what `catalogue diff` calls breaking or additive, and what both releases say to it.
compare_upgrades() { from_wheels lint/scripts/compare_upgrades.py "$@"; }

from_wheels() {
  local found tools="$PWD/.venv/bin" # uv
  if found=$(find_python 3.12); then tools+=":$(dirname "$found")"; fi
  PATH="$tools:$PATH" $python "$@"
}

# distributions PYTEST-OPTION...: the wheel and the source distribution as they would be published, built and installed;
# `run` leaves out the publishing workflow's own steps and the suite from the source distribution, `full` does not.
distributions() { $python -m pytest -q -m package "$@" tests/packaging; }

# browser_tests: the pages that wflint writes, in a real Chromium, looked over by axe-core. Both are no dependencies of
# wflint; where a machine has neither, nor a way to get them, the stage's name says so.
browser_tests() {
  local chromium shown
  if ! chromium=$(find_chromium); then
    echo "${chromium:+$chromium; }SKIPPED: this machine has no Chromium, and it could not be installed"
    stage_name+=" (SKIPPED: no Chromium)"
    return 0
  fi
  # A system that forbids what any Chromium needs (threads, memory, system calls) says nothing of our pages.
  shown=$(timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
    --dump-dom 'data:text/html,<p>a page</p>' 2>"$work/chromium.log") || true
  if [[ "$shown" != *"a page"* ]]; then
    tail -n 5 "$work/chromium.log"
    echo "SKIPPED: $chromium does not run on this machine"
    stage_name+=" (SKIPPED: Chromium does not run)"
    return 0
  fi
  if npm install --silent --no-audit --no-fund --prefix "$work/axe" axe-core >/dev/null 2>&1; then
    export WFLINT_AXE="$work/axe/node_modules/axe-core/axe.min.js"
  else
    echo "axe-core: this machine has no npm, or npm could not get it"
    stage_name+=" (SKIPPED in part: no axe-core)"
  fi
  .venv/bin/pip install --quiet --disable-pip-version-check -e '.[browser,docs]'
  $python -m pytest -q -m browser tests/browser
}

# find_chromium: a Chromium in the path, or Debian's.
find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name"; then return 0; fi
  done
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium; } \
    >"$work/apt.log" 2>&1 || { tail -n 5 "$work/apt.log"; return 1; }
  command -v chromium
}

# on_server RELEASE COMMAND...: with $url, the address of a real server with tiny models. It stops however it ends.
on_server() {
  local release=$1
  shift
  at_end bash -c '.venv/bin/wflint serve stop >/dev/null 2>&1'
  # shellcheck disable=SC2034  # the command uses it
  url=$(.venv/bin/wflint serve --release "$release" --models tiny --detach)
  "$@"
  .venv/bin/wflint serve stop
}

# live ARGUMENTS...: live tests. Servers, signals and time-outs on a shared machine: what fails is run once more, and
# a fault fails twice.
live() {
  $python -m pytest -q -m live "$@" || $python -m pytest -q -m live --last-failed "$@"
}

# compare_library: the library on 5.15.0 and 6.14.2, run by run in turns, with the cases' own checks on both. Each case
# has its expected verdict, and each real difference its reason. One repeat: nothing is said of times, which this machine
# may have others to blame for.
compare_library() {
  .venv/bin/wflint compare 5.15.0 6.14.2 workflows --checks --repeats 1 --quiet --format json >"$work/compared.json" || [ $? -eq 1 ]
  $python -m tests.live.expected_comparison "$work/compared.json"
}

#!/usr/bin/env bash
# What wflint claims of GPUs, tried on one: the library's verdicts and times, and what a model of 6 GB with random
# weights takes of video memory (by NVML over the initialised context, and by torch itself) beside what
# `wflint estimate` said.
#   bash lint/scripts/prove_gpu.sh                     InvokeAI is installed, once, as by `wflint serve`
#   bash lint/scripts/prove_gpu.sh --python PYTHON     an InvokeAI that is installed already: its Python
#   bash lint/scripts/prove_gpu.sh --release 6.14.2    another release than the newest
#   bash lint/scripts/prove_gpu.sh --cpu               the same way on the CPU, with a small model and no figures of a GPU
# Needs Python 3.11 or newer, and without --cpu an NVIDIA GPU of 10 GB. Exit codes: 0 all passed, 1 something did
# not, 2 no GPU, or wrong usage.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ " $* " != *" --cpu "* && " $* " != *" --help "* && " $* " != *" -h "* ]]; then
  if ! { command -v nvidia-smi && nvidia-smi -L | grep GPU; } >/dev/null 2>&1; then
    echo "prove_gpu.sh: no NVIDIA GPU here (nvidia-smi lists none); --cpu tries the same way without one" >&2
    exit 2
  fi
fi

python=.venv/bin/python
if ! "$python" -c 'import wflint' 2>/dev/null; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  python3 -m venv "$work/venv"
  python=$work/venv/bin/python
  "$python" -m pip install --quiet --disable-pip-version-check .
fi
"$python" -c 'import pynvml' 2>/dev/null || [[ " $* " == *" --cpu "* ]] ||
  "$python" -m pip install --quiet --disable-pip-version-check nvidia-ml-py
"$python" lint/scripts/prove_gpu.py "$@"

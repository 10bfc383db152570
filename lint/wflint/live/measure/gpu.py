"""NVIDIA's management library, through pynvml (package nvidia-ml-py), where there is one."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Gpus:
    """All NVIDIA devices of this machine."""

    def __init__(self, nvml: Any) -> None:
        self._nvml = nvml
        self._devices = [nvml.nvmlDeviceGetHandleByIndex(i) for i in range(nvml.nvmlDeviceGetCount())]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._devices)

    def used(self) -> int:
        """Bytes in use on all devices together, by whomever."""
        return sum(int(self._nvml.nvmlDeviceGetMemoryInfo(device).used) for device in self._devices)

    def free(self) -> int:
        """Bytes free on the device that has most."""
        return max(int(self._nvml.nvmlDeviceGetMemoryInfo(device).free) for device in self._devices)

    def used_by(self, pid: int) -> int | None:
        """Bytes that a process holds on all devices; None where the driver does not tell."""
        found = None
        for device in self._devices:
            for process in self._nvml.nvmlDeviceGetComputeRunningProcesses(device):
                if process.pid == pid and process.usedGpuMemory is not None:
                    found = (found or 0) + int(process.usedGpuMemory)
        return found

    def close(self) -> None:
        """Give the library back."""
        self._nvml.nvmlShutdown()


def open_gpus() -> tuple[Gpus | None, str]:
    """The devices; None and why where NVML cannot be used."""
    try:
        pynvml: Any = import_module("pynvml")
    except ImportError:
        return None, "pynvml is not installed (pip install nvidia-ml-py)"
    try:
        pynvml.nvmlInit()
        gpus = Gpus(pynvml)
    except pynvml.NVMLError as error:
        return None, f"NVML does not work here: {error}"
    return (gpus, "") if gpus.count else (None, "NVML finds no NVIDIA device")

"""Small labelled documents for tests, written to a directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

H20 = "The NVIDIA H20 has 96 GB of memory and delivers 148 TFLOPS in FP16. It draws 400 W.\n"
PLANNED = (
    "Huawei will ship the Ascend 950PR in the first quarter of 2026. The Ascend 950PR is to hold 128 GB of memory.\n"
)


def claim(chip: str, attribute: str, value: float | str, unit: str, quote: str, **more: Any) -> dict[str, Any]:
    return {"chip": chip, "attribute": attribute, "value": value, "unit": unit, "quote": quote, **more}


DOCUMENTS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "h20": (
        H20,
        [
            claim("NVIDIA H20", "memory_capacity", 96, "GB", "96 GB"),
            claim("NVIDIA H20", "compute", 148, "TFLOPS", "148 TFLOPS", precision="FP16"),
            claim("NVIDIA H20", "power", 400, "W", "400 W"),
        ],
    ),
    "planned": (
        PLANNED,
        [
            claim("Huawei Ascend 950PR", "release", "2026-Q1", "date", "the first quarter of 2026", status="planned"),
            claim("Huawei Ascend 950PR", "memory_capacity", 128, "GB", "128 GB", status="planned"),
        ],
    ),
}


def write(directory: Path, documents: dict[str, tuple[str, list[dict[str, Any]]]] = DOCUMENTS) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for name, (text, claims) in documents.items():
        (directory / f"{name}.txt").write_text(text, encoding="utf-8")
        document = {"id": name, "file": f"{name}.txt", "lang": "en", "published": "2025-09-01", "claims": claims}
        (directory / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return directory

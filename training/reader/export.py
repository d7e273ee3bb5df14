"""A trained model -> what the reader loads: encoder.int8.onnx, heads.npz, tokenizer.json, model.json.

    python training/reader/export.py EXAMPLES_DIR MODEL.pt [OUT_DIR] [--name reader-1]

EXAMPLES_DIR: what examples.py wrote; some of its unlabelled sentences tell how large the encoder's numbers become. OUT_DIR: by default
src/dragoman/models/reader. The encoder's matrices are quantised to 8 bits (graph.py), the heads stay 16-bit floats. Needs PyTorch,
transformers and onnx.
"""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path

import numpy as np
import onnx
from graph import Encoder, measured
from train import restored

from dragoman.taggers.reader import FOLDER

#: Every so many-th of the unlabelled sentences is measured.
EVERY = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--name", default="reader")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    model = restored(asked.model)
    with (asked.examples / "bulk.jsonl").open(encoding="utf-8") as lines:
        ranges = measured(model, [json.loads(line)["words"] for line in islice(lines, 0, None, EVERY)])
    onnx.save(Encoder(model.encoder, ranges).whole(), asked.out / "encoder.int8.onnx")
    heads = {n: p.numpy().astype(np.float16) for n, p in model.state_dict().items() if not n.startswith("encoder.")}
    np.savez_compressed(asked.out / "heads.npz", **heads)
    model.tokenizer.backend_tokenizer.no_truncation()
    model.tokenizer.backend_tokenizer.save(str(asked.out / "tokenizer.json"))
    told = {"name": asked.name, "classes": model.classes.names, "paths": model.paths.names}
    (asked.out / "model.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    for path in sorted(asked.out.iterdir()):
        print(f"{path.stat().st_size / 1e6:.2f} MB  {path.name}")


if __name__ == "__main__":
    main()

"""A trained model -> what the reader loads: encoder.int8.onnx, heads.npz, tokenizer.json, model.json.

    python training/reader/export.py MODEL.pt [OUT_DIR] [--name reader-1]

OUT_DIR: by default src/dragoman/models/reader. The encoder's weights are quantised to 8 bits, each output channel on its own scale
(onnxruntime's dynamic quantisation), but for three matrices; the heads stay 16-bit floats. Needs PyTorch, transformers, onnx and
onnxruntime.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train import restored

from dragoman.taggers.reader import FOLDER

#: Layers whose second feed-forward matrix stays as it is: its inputs have outliers, and of these three the loss was greatest (5 MB more).
KEPT = (0, 1, 2)


class States(nn.Module):
    """The encoder as a function of two arrays."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        states: Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
        return states


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--name", default="reader")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    model = restored(asked.model)
    model.encoder.config._attn_implementation = "eager"
    sample = model.tokenizer(["Kenya and Chad held talks .", "Yes ."], return_tensors="pt", padding=True)
    axes = {"input_ids": {0: "batch", 1: "length"}, "attention_mask": {0: "batch", 1: "length"}, "states": {0: "batch", 1: "length"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "encoder.onnx"
        inputs = (sample["input_ids"], sample["attention_mask"])
        torch.onnx.export(
            States(model.encoder).eval(), inputs, str(whole), input_names=list(axes)[:2], output_names=["states"], dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        kept = [f"/encoder/encoder/layer.{n}/output/dense/MatMul" for n in KEPT]
        quantize_dynamic(whole, asked.out / "encoder.int8.onnx", per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=kept)
    heads = {n: p.numpy().astype(np.float16) for n, p in model.state_dict().items() if not n.startswith("encoder.")}
    np.savez_compressed(asked.out / "heads.npz", **heads)
    model.tokenizer.backend_tokenizer.save(str(asked.out / "tokenizer.json"))
    told = {"name": asked.name, "classes": model.classes.names, "paths": model.paths.names}
    (asked.out / "model.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    for path in sorted(asked.out.iterdir()):
        print(f"{path.stat().st_size / 1e6:.2f} MB  {path.name}")


if __name__ == "__main__":
    main()

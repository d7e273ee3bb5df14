"""The encoder as an ONNX graph of few nodes, with all its matrices in 8 bits.

Written node by node: what exporters make of it is three times as long, and finds the scale of each matrix's input anew for each batch, so
that a sentence's answers hang on those that are read beside it. Here the scales are fixed, by sentences that were read before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import torch
from model import LONGEST, Reader
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

Array = Any
MICROSOFT = "com.microsoft"  # the domain of onnxruntime's own operators
OPSET = 23  # the first with Attention; onnxruntime 1.23 has it, and its own QuantizeLinear, not yet that of this opset
#: A few of a matrix's inputs are far larger than the others. Those larger than this share of them are brought nearer to that size, their
#: weights made larger in turn; NEARER: 0 not at all, 1 wholly.
ORDINARY, NEARER = 0.8, 0.7
#: But not those of the attention's output: they are all of one size.
EVEN = "attention.output.dense"


@dataclass
class Range:
    """The least and the largest value of each input of a matrix."""

    least: Tensor
    most: Tensor

    def smoothing(self) -> Tensor:
        """What to multiply each input by."""
        size = torch.maximum(-self.least, self.most)
        return (size.quantile(ORDINARY) / size.clamp(min=1e-6)).clamp(max=1) ** NEARER


def measured(model: Reader, sentences: Iterable[list[str]]) -> dict[str, Range]:
    """The ranges of the inputs of the encoder's matrices, by the matrices' names, over some sentences."""
    ranges: dict[str, Range] = {}

    def watch(name: str) -> Any:
        def seen(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            x = inputs[0].flatten(0, -2)
            known = ranges.setdefault(name, Range(x.amin(0), x.amax(0)))
            known.least, known.most = torch.minimum(known.least, x.amin(0)), torch.maximum(known.most, x.amax(0))

        return seen

    linear = {n: m for n, m in model.encoder.named_modules() if isinstance(m, nn.Linear) and n.startswith("encoder.")}
    hooks = [m.register_forward_pre_hook(watch(n)) for n, m in linear.items()]
    with torch.no_grad():
        for words in sentences:
            model.words([{"words": words}])
    for hook in hooks:
        hook.remove()
    return ranges


class Graph:
    """Nodes and constants as they come, each with a name of its own."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: Array) -> str:
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **told: Any) -> str:
        """The name of the node's output."""
        name = f"{kind}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **told))
        return name

    def split(self, x: str) -> list[str]:
        """Three equal parts of the last axis."""
        names = [f"{x}.{n}" for n in range(3)]
        self.nodes.append(helper.make_node("Split", [x], names, axis=-1, num_outputs=3))
        return names


class Encoder(Graph):
    """``whole``: (sentences, subwords) numbers and mask -> the states of ``words``, which are places in the flattened batch."""

    def __init__(self, encoder: nn.Module, ranges: dict[str, Range]) -> None:
        super().__init__()
        self.weights: dict[str, Tensor] = {n: p.detach().float() for n, p in encoder.state_dict().items()}
        self.config: Any = encoder.config
        self.ranges = ranges

    def whole(self) -> onnx.ModelProto:
        x, mask = self.embeddings(), self.mask()
        layers = self.config.num_hidden_layers
        for n in range(layers):
            x = self.layer(x, mask, f"encoder.layer.{n}", last=n == layers - 1)
        self.nodes.append(helper.make_node("Identity", [x], ["states"]))
        batch = ["sentences", "subwords"]
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, batch) for n in ("input_ids", "attention_mask")]
        inputs.append(helper.make_tensor_value_info("words", TensorProto.INT64, ["words"]))
        states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["words", self.config.hidden_size])
        graph = helper.make_graph(self.nodes, "encoder", inputs, [states], self.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def embeddings(self) -> str:
        table, places, kinds = (self.weights[f"embeddings.{n}_embeddings.weight"].numpy() for n in ("word", "position", "token_type"))
        scales = np.abs(table).max(1, keepdims=True) / 127
        rows = self.node("Gather", self.constant(np.round(table / scales).astype(np.int8)), "input_ids")
        words = self.node("Mul", self.node("Cast", rows, to=TensorProto.FLOAT), self.node("Gather", self.constant(scales), "input_ids"))
        zero = self.constant([0])
        here = self.node("Slice", self.constant(places[:LONGEST] + kinds[0]), zero, self.node("Shape", "input_ids", start=1), zero)
        return self.normal(self.node("Add", words, here), "embeddings.LayerNorm")

    def mask(self) -> str:
        """(sentences, 1, subwords, subwords): what is added before the attention's softmax."""
        real = self.node("Cast", self.node("Unsqueeze", "attention_mask", self.constant([1, 2])), to=TensorProto.FLOAT)
        added = self.node("Mul", self.node("Sub", real, self.constant(np.float32(1))), self.constant(np.float32(1e4)))
        sentences, width = self.node("Shape", "input_ids", end=1), self.node("Shape", "input_ids", start=1)
        return self.node("Expand", added, self.node("Concat", sentences, self.constant([1]), width, width, axis=0))

    def layer(self, x: str, mask: str, name: str, last: bool) -> str:
        """A layer; of the last one only what ``words`` asks for."""
        heads = self.config.num_attention_heads
        three = self.linear(x, *(f"{name}.attention.self.{n}" for n in ("query", "key", "value")))
        y = self.node("Attention", *self.split(three), mask, q_num_heads=heads, kv_num_heads=heads)
        if last:
            flat = self.constant([-1, self.config.hidden_size])
            x, y = (self.node("Gather", self.node("Reshape", a, flat), "words") for a in (x, y))
        x = self.normal(self.node("Add", x, self.linear(y, f"{name}.{EVEN}")), f"{name}.attention.output.LayerNorm")
        y = self.node("Gelu", self.linear(x, f"{name}.intermediate.dense"))
        return self.normal(self.node("Add", x, self.linear(y, f"{name}.output.dense")), f"{name}.output.LayerNorm")

    def normal(self, x: str, name: str) -> str:
        both = (self.constant(self.weights[f"{name}.{n}"].numpy()) for n in ("weight", "bias"))
        return self.node("LayerNormalization", x, *both, epsilon=self.config.layer_norm_eps)

    def linear(self, x: str, *names: str) -> str:
        """One or more matrices with one input, in 8 bits: the input on one scale, each output's weights on their own."""
        weights = torch.cat([self.weights[f"{n}.weight"] for n in names])
        bias = torch.cat([self.weights[f"{n}.bias"] for n in names])
        found = self.ranges[names[0]]
        least, most = found.least, found.most
        if not names[0].endswith(EVEN):
            factors = found.smoothing()
            x = self.node("Mul", x, self.constant(factors.numpy()))
            weights, least, most = weights / factors, least * factors, most * factors
        low, high = min(0.0, float(least.min())), float(most.max())
        step = (high - low) / 255
        scale, zero = self.constant(np.float32(step)), self.constant(np.uint8(round(-low / step)))
        steps = weights.abs().amax(1, keepdim=True) / 127
        whole = (weights / steps).round().to(torch.int8).T.contiguous().numpy()
        x = self.node("QuantizeLinear", x, scale, zero, domain=MICROSOFT)
        rest = (self.constant(whole), scale, self.constant(steps[:, 0].numpy()), zero, "", self.constant(bias.numpy()))
        return self.node("MatMulIntegerToFloat", x, *rest, domain=MICROSOFT)

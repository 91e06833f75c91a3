"""The teacher as one ONNX file in 8 bits, built node by node so that every operator is known.

The file takes one window at a time: the scales of its 8-bit products are taken over that window
alone. The piece table is stored in 8 bits with one scale per row; the matrices of the layers in 7
of 8 bits per column (`reduce_range`), because two products of 8 by 8 bits overflow 16 bits on
processors without VNNI; attention and the small head stay in full precision.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from avow.train.tagger.teacher.net import NORM_EPSILON, EncoderTagger

OPSET = 17
IR_VERSION = 8


def export_teacher(net: EncoderTagger, path: Path, *, eight_bits: bool = True) -> None:
    """Write a network as an ONNX file.

    Args:
        net: The trained network.
        path: Where to write.
        eight_bits: Quantise; else full precision, to measure what quantising costs.
    """
    model = _Graph(net, eight_bits=eight_bits).model()
    if not eight_bits:
        path.write_bytes(model.SerializeToString(deterministic=True))
        return
    with TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        onnx.save(model, full)
        quantize_dynamic(
            full,
            small,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=["bits", "head"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
        path.write_bytes(onnx.load(small).SerializeToString(deterministic=True))


class _Graph:
    """Collects nodes and constants; every method returns the name of what it adds."""

    def __init__(self, net: EncoderTagger, *, eight_bits: bool) -> None:
        self._net = net
        self._eight_bits = eight_bits
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        net, shape = self._net, self._net.shape
        states = self._sum(self._pieces(), self._positions())
        states = self._sum(states, self._linear("bits", "bits_in", net.bits))
        states = self._norm("embedding_norm", states, net.embedding_norm)
        for number, layer in enumerate(net.layers):
            states = self._layer(f"layer{number}", states, layer)
        words = self._node("Gather", ["words", states, "heads"], axis=0)
        logits = self._linear("head", words, net.head)
        self._nodes.append(helper.make_node("Softmax", [logits], ["probabilities"], axis=-1))
        graph = helper.make_graph(
            self._nodes,
            "people",
            [
                helper.make_tensor_value_info("pieces", TensorProto.INT64, ["pieces"]),
                helper.make_tensor_value_info("bits_in", TensorProto.FLOAT, ["pieces", shape.bits]),
                helper.make_tensor_value_info("heads", TensorProto.INT64, ["words"]),
            ],
            [
                helper.make_tensor_value_info(
                    "probabilities", TensorProto.FLOAT, ["words", shape.labels]
                )
            ],
            self._constants,
        )
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], producer_name="avow")
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return model

    def _pieces(self) -> str:
        table = _array(self._net.embedding.weight)
        if not self._eight_bits:
            return self._node("Gather", ["table_rows", self._constant("table", table), "pieces"])
        scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
        rounded = np.rint(table / scales).astype(np.int8)
        rows = self._node("Gather", ["table_rows", self._constant("table", rounded), "pieces"])
        scale = self._constant("table_scales", scales.astype(np.float32))
        factors = self._node("Gather", ["table_factors", scale, "pieces"])
        floats = self._node("Cast", ["table_floats", rows], to=TensorProto.FLOAT)
        return self._node("Mul", ["table_scaled", floats, factors])

    def _positions(self) -> str:
        table = self._constant("position", _array(self._net.position.weight))
        count = self._node("Shape", ["piece_count", "pieces"])
        zero = self._constant("zero", np.zeros(1, dtype=np.int64))
        return self._node("Slice", ["position_rows", table, zero, count, zero])

    def _layer(self, name: str, states: str, layer: object) -> str:
        parts = _parts_of(layer)
        heads, size = self._net.shape.heads, self._net.shape.width // self._net.shape.heads
        joined = self._linear(f"{name}_qkv", states, parts["query_key_value"])
        split = [f"{name}_{part}" for part in ("query", "key", "value")]
        self._nodes.append(helper.make_node("Split", [joined], split, name=f"{name}_split", axis=1))
        turned = [
            self._turn(part, [0, heads, size], order)
            for part, order in zip(split, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
        ]
        scores = self._node("MatMul", [f"{name}_scores", turned[0], turned[1]])
        factor = self._constant(f"{name}_factor", np.array(size**-0.5, dtype=np.float32))
        scaled = self._node("Mul", [f"{name}_scaled", scores, factor])
        shares = self._node("Softmax", [f"{name}_shares", scaled], axis=-1)
        mixed = self._node("MatMul", [f"{name}_mixed", shares, turned[2]])
        back = self._node("Transpose", [f"{name}_back", mixed], perm=[1, 0, 2])
        flat = self._reshape(back, [0, heads * size])
        states = self._sum(states, self._linear(f"{name}_mix", flat, parts["mix"]))
        states = self._norm(f"{name}_mix_norm", states, parts["mix_norm"])
        wide = self._gelu(name, self._linear(f"{name}_widen", states, parts["widen"]))
        states = self._sum(states, self._linear(f"{name}_narrow", wide, parts["narrow"]))
        return self._norm(f"{name}_out_norm", states, parts["out_norm"])

    def _turn(self, name: str, sizes: Sequence[int], order: Sequence[int]) -> str:
        return self._node("Transpose", [f"{name}_turned", self._reshape(name, sizes)], perm=order)

    def _reshape(self, name: str, sizes: Sequence[int]) -> str:
        shape = self._constant(f"{name}_sizes", np.array(sizes, dtype=np.int64))
        return self._node("Reshape", [f"{name}_shaped", name, shape])

    def _gelu(self, name: str, value: str) -> str:
        root = self._constant(f"{name}_root", np.array(2**0.5, dtype=np.float32))
        one = self._constant(f"{name}_one", np.array(1, dtype=np.float32))
        half = self._constant(f"{name}_half", np.array(0.5, dtype=np.float32))
        erf = self._node("Erf", [f"{name}_erf", self._node("Div", [f"{name}_z", value, root])])
        bell = self._node(
            "Mul", [f"{name}_bell", value, self._node("Add", [f"{name}_p", erf, one])]
        )
        return self._node("Mul", [f"{name}_gelu", bell, half])

    def _linear(self, name: str, value: str, layer: object) -> str:
        weight, bias = _weight_and_bias(layer)
        matrix = self._constant(f"{name}_weight", np.ascontiguousarray(weight.T))
        self._nodes.append(
            helper.make_node("MatMul", [value, matrix], [f"{name}_product"], name=name)
        )
        return self._sum(f"{name}_product", self._constant(f"{name}_bias", bias))

    def _norm(self, name: str, value: str, layer: object) -> str:
        weight, bias = _weight_and_bias(layer)
        constants = [self._constant(f"{name}_w", weight), self._constant(f"{name}_b", bias)]
        return self._node(
            "LayerNormalization", [name, value, *constants], axis=-1, epsilon=NORM_EPSILON
        )

    def _sum(self, first: str, second: str) -> str:
        return self._node("Add", [f"sum{len(self._nodes)}", first, second])

    def _node(self, operator: str, names: Sequence[str], **attributes: object) -> str:
        output, *inputs = names
        node = helper.make_node(operator, inputs, [output], name=output)
        node.attribute.extend(
            helper.make_attribute(key, value) for key, value in sorted(attributes.items())
        )
        self._nodes.append(node)
        return output

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(value, name))
        return name


def _parts_of(layer: object) -> dict[str, object]:
    return dict(layer.named_children())  # type: ignore[attr-defined]


def _weight_and_bias(layer: object) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return _array(layer.weight), _array(layer.bias)  # type: ignore[attr-defined]


def _array(weight: Tensor) -> NDArray[np.float32]:
    return weight.detach().numpy().astype(np.float32)

"""Writing a fitted student as ONNX: tables in int8 with a scale per row, layers in fp32.

Tables are seven eighths of the file; their rows lose nothing that a score shows (see the model
card), and onnxruntime turns them back into floats once, when the file is loaded. No activation is
quantised, so no answer depends on what else is in a batch.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from avow.detect.people.gazetteers import BIT_COUNT
from avow.detect.people.network import DILATIONS
from avow.detect.people.scheme import OUTPUT_COUNT
from avow.train.tagger.student import TABLES, Student

OPSET = 17
IR_VERSION = 8
COLUMN_TABLES = ("norm", "norm", "prefix", "suffix", "shape")
FloatMatrix = npt.NDArray[np.float32]


def export_student(model: Student) -> bytes:
    """Return the ONNX file of a student; the same weights give the same bytes."""
    return _Writer(model).write()


def quantise_rows(weights: FloatMatrix) -> tuple[npt.NDArray[np.int8], FloatMatrix]:
    """Return int8 rows and the scale of each, so that row * scale is close to the weights."""
    peak = np.abs(weights).max(axis=1, keepdims=True)
    scale = np.where(peak > 0, peak / 127, 1.0).astype(np.float32)
    return np.rint(weights / scale).astype(np.int8), scale


class _Writer:
    """Collects nodes and weights of one graph."""

    def __init__(self, model: Student) -> None:
        self._state = {name: value.detach() for name, value in model.state_dict().items()}
        self._width = model.width
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def write(self) -> bytes:
        vector = self._summed()
        for number in range(len(DILATIONS)):
            vector = self._layer(number, vector)
        self._weight("head_w", self._tensor("head.weight").T)
        self._weight("head_b", self._tensor("head.bias"))
        self._node("MatMul", [vector, "head_w"], "head_m")
        self._node("Add", ["head_m", "head_b"], "logits")
        self._node("Softmax", ["logits"], "probabilities", axis=-1)
        inputs = [
            helper.make_tensor_value_info("rows", TensorProto.INT32, ["words", 5]),
            helper.make_tensor_value_info("bits", TensorProto.UINT8, ["words", BIT_COUNT]),
        ]
        for number in range(len(DILATIONS)):
            shape: list[str | int | None] = [f"rows{number}", 3]
            name = f"window{number}"
            inputs.append(helper.make_tensor_value_info(name, TensorProto.INT64, shape))
        output = helper.make_tensor_value_info(
            "probabilities", TensorProto.FLOAT, ["open", OUTPUT_COUNT]
        )
        graph = helper.make_graph(self._nodes, "tagger", inputs, [output], self._weights)
        made = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="avow"
        )
        made.ir_version = IR_VERSION
        onnx.checker.check_model(made)
        content: bytes = made.SerializeToString(deterministic=True)
        return content

    def _summed(self) -> str:
        """Write the sum of the embeddings and the bits, normalised."""
        for name, _ in TABLES:
            rows, scale = quantise_rows(self._tensor(f"tables.{name}.weight"))
            self._weight(f"{name}_rows", rows)
            self._weight(f"{name}_scale", scale)
            self._node("Cast", [f"{name}_rows"], f"{name}_float", to=TensorProto.FLOAT)
            self._node("Mul", [f"{name}_float", f"{name}_scale"], f"{name}_table")
        self._weight("bits_w", self._tensor("bits.weight").T)
        self._weight("bits_b", self._tensor("bits.bias"))
        self._node("Cast", ["bits"], "bits_float", to=TensorProto.FLOAT)
        self._node("MatMul", ["bits_float", "bits_w"], "bits_m")
        self._node("Add", ["bits_m", "bits_b"], "sum_bits")
        total = "sum_bits"
        for column, name in enumerate(COLUMN_TABLES):
            self._weight(f"column{column}", np.array(column, dtype=np.int64))
            self._node("Gather", ["rows", f"column{column}"], f"row{column}", axis=1)
            self._node("Gather", [f"{name}_table", f"row{column}"], f"vector{column}", axis=0)
            self._node("Add", [total, f"vector{column}"], f"sum{column}")
            total = f"sum{column}"
        return self._normalised(total, "first_norm", "layer_in")

    def _layer(self, number: int, below: str) -> str:
        """Write one window layer over the rows that its input names."""
        width, prefix = self._width, f"layer{number}"
        self._weight(f"{prefix}_zero", np.zeros((1, width), dtype=np.float32))
        self._weight(f"{prefix}_shape", np.array([-1, 3 * width], dtype=np.int64))
        self._weight(f"{prefix}_middle", np.array(1, dtype=np.int64))
        self._weight(f"{prefix}_w", self._tensor(f"layers.{number}.weight").T)
        self._weight(f"{prefix}_b", self._tensor(f"layers.{number}.bias"))
        self._node("Concat", [below, f"{prefix}_zero"], f"{prefix}_padded", axis=0)
        self._node("Gather", [f"{prefix}_padded", f"window{number}"], f"{prefix}_rows", axis=0)
        self._node("Reshape", [f"{prefix}_rows", f"{prefix}_shape"], f"{prefix}_window")
        self._node("MatMul", [f"{prefix}_window", f"{prefix}_w"], f"{prefix}_m")
        self._node("Add", [f"{prefix}_m", f"{prefix}_b"], f"{prefix}_a")
        self._node("Relu", [f"{prefix}_a"], f"{prefix}_r")
        self._node("Gather", [f"window{number}", f"{prefix}_middle"], f"{prefix}_own", axis=1)
        self._node("Gather", [f"{prefix}_padded", f"{prefix}_own"], f"{prefix}_same", axis=0)
        self._node("Add", [f"{prefix}_same", f"{prefix}_r"], f"{prefix}_sum")
        return self._normalised(f"{prefix}_sum", f"norms.{number}", f"{prefix}_out")

    def _normalised(self, source: str, state: str, target: str) -> str:
        self._weight(f"{target}_g", self._tensor(f"{state}.weight"))
        self._weight(f"{target}_h", self._tensor(f"{state}.bias"))
        inputs = [source, f"{target}_g", f"{target}_h"]
        self._node("LayerNormalization", inputs, target, axis=-1, epsilon=1e-5)
        return target

    def _tensor(self, name: str) -> FloatMatrix:
        return self._state[name].to(torch.float32).numpy()

    def _weight(self, name: str, value: npt.NDArray[np.generic]) -> None:
        self._weights.append(numpy_helper.from_array(np.array(value, order="C"), name))

    def _node(self, operator: str, inputs: list[str], output: str, **settings: float) -> None:
        made = helper.make_node(operator, inputs, [output], name=output, **settings)  # type: ignore[arg-type]
        self._nodes.append(made)

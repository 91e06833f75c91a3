"""The encoder's network in onnxruntime: one window in, one row of probabilities per word out."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from avow.detect.people.encoder.inputs import BIT_COUNT
from avow.detect.people.encoder.windows import Window
from avow.detect.people.scheme import OUTPUT_COUNT
from avow.errors import DamagedInput

FloatArray = NDArray[np.float32]


class EncoderNetwork:
    """Runs windows one by one, on one thread.

    Args:
        content: The bytes of the ONNX file, whose digest was checked.

    Raises:
        DamagedInput: The network was built for other inputs or labels.
    """

    def __init__(self, content: bytes) -> None:
        # Loading it takes 0.1 s and 23 MB that nobody pays who asks for no names.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Windows differ in length, so blocks kept for one length would pile up.
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )
        outputs = {value.name: value.shape for value in self._session.get_outputs()}
        inputs = {value.name: value.shape for value in self._session.get_inputs()}
        _check(inputs, outputs)

    def run(self, window: Window, bits: FloatArray) -> FloatArray:
        """Return the probabilities of a window's words, `float32[words, OUTPUT_COUNT]`.

        Args:
            window: The window.
            bits: Feature bits of its words, `float32[words, BIT_COUNT]`.
        """
        padded = np.concatenate((np.zeros((1, BIT_COUNT), dtype=np.float32), bits))
        inputs = {"pieces": window.pieces, "bits_in": padded[window.owner], "heads": window.heads}
        answer: FloatArray = self._session.run(["probabilities"], inputs)[0]
        return answer


def _check(inputs: Mapping[str, list[object]], outputs: Mapping[str, list[object]]) -> None:
    bits = inputs.get("bits_in", [None])[-1]
    labels = outputs.get("probabilities", [None])[-1]
    if (bits, labels) != (BIT_COUNT, OUTPUT_COUNT):
        raise DamagedInput(
            f"the weights of the accurate tagger expect {bits} bits and {labels} outputs per word, "
            f"not {BIT_COUNT} and {OUTPUT_COUNT}",
            hint="Build them again with `avow detect train --tier accurate`.",
        )

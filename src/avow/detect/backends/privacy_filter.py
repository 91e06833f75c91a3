"""OpenAI Privacy Filter as a second opinion, run by transformers on weights on this machine.

Eight labels; no government numbers and no network addresses. `private_date` is not joined unless
asked for: most of what it finds are dates of letters and meetings. Article: model card of
openai/privacy-filter (Apache-2.0).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from avow.detect.backends.bioes import BioesDecoder
from avow.detect.backends.model_folder import folder_digest, open_model_folder, short_digest
from avow.detect.backends.optional import library_versions, load_library
from avow.detect.backends.spans import checked_spans
from avow.detect.backends.windows import Window, cut_windows
from avow.detect.interface import RawSpan
from avow.errors import ConfigError, DetectionError

EXTRA = "opf"
PURPOSE = "A second opinion of Privacy Filter"
BACKEND = "privacy-filter"
MODEL_TYPE = "openai_privacy_filter"
KINDS = {
    "account_number": "financial.account",
    "private_address": "contact.address",
    "private_email": "contact.email",
    "private_person": "person.name",
    "private_phone": "contact.phone",
    "private_url": "contact.profile_url",
    "secret": "secret.api_key",
}


class PrivacyFilterOpinion:
    """A token classifier of the family of Privacy Filter.

    Args:
        weights: Folder with `model.safetensors`, `config.json` and the tokenizer.
        kinds: Its labels and the kinds they mean; labels left out are ignored.
        min_score: Spans whose mean probability is below are ignored.
        window_tokens: Tokens of one pass.
        overlap_tokens: Tokens that two passes share.

    Raises:
        MissingExtra: transformers or torch is not installed.
        ConfigError: The folder is not usable or holds another kind of model.
    """

    name = BACKEND

    def __init__(
        self,
        weights: str | Path,
        *,
        kinds: Mapping[str, str] = KINDS,
        min_score: float = 0.0,
        window_tokens: int = 1024,
        overlap_tokens: int = 256,
    ) -> None:
        folder = open_model_folder(weights, backend=self.name)
        self._torch = load_library("torch", extra=EXTRA, purpose=PURPOSE)
        safetensors = load_library("safetensors", extra=EXTRA, purpose=PURPOSE)
        transformers = load_library("transformers", extra=EXTRA, purpose=PURPOSE)
        try:
            config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True)
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(
                folder, local_files_only=True
            )
            if config.model_type != MODEL_TYPE:
                raise ConfigError(f"{folder} holds a {config.model_type}, not a {MODEL_TYPE}")
            loader = transformers.AutoModelForTokenClassification
            model = loader.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        except (OSError, ValueError, safetensors.SafetensorError) as error:
            raise ConfigError(f"{self.name}: {folder} cannot be loaded as a model") from error
        self._model = model.eval()
        self._decoder = BioesDecoder(
            [config.id2label[number] for number in range(config.num_labels)]
        )
        self.kinds = dict(kinds)
        self._min_score = min_score
        self._window_tokens, self._overlap_tokens = window_tokens, overlap_tokens
        settings = (str(min_score), str(window_tokens), str(overlap_tokens), str(sorted(kinds)))
        self.version = (
            f"{library_versions('transformers', 'torch')} weights {folder_digest(folder)[:19]} "
            f"settings {short_digest(*settings)}"
        )

    def find(self, texts: Sequence[str]) -> list[list[RawSpan]]:
        """Return the spans of each text; each is read by itself, so batches change nothing.

        Raises:
            DetectionError: The model fails or a span is bad.
        """
        return [checked_spans(self.name, text, self._find_in_text(text)) for text in texts]

    def _find_in_text(self, text: str) -> list[RawSpan]:
        encoded = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        ids, offsets = encoded["input_ids"], encoded["offset_mapping"]
        if not ids:
            return []
        spans: list[RawSpan] = []
        for window in cut_windows(len(ids), size=self._window_tokens, overlap=self._overlap_tokens):
            spans += self._find_in_window(ids, offsets, window)
        return spans

    def _find_in_window(
        self, ids: Sequence[int], offsets: Sequence[tuple[int, int]], window: Window
    ) -> list[RawSpan]:
        tokens = self._torch.tensor([ids[window.start : window.end]])
        try:
            with self._torch.inference_mode():
                logits = self._model(input_ids=tokens).logits[0].float().numpy()
        except (RuntimeError, IndexError):
            raise DetectionError(f"{self.name} failed on a window of tokens") from None
        found = self._decoder.decode(
            np.asarray(logits, dtype=np.float32),
            starts_text=window.start == 0,
            ends_text=window.end == len(ids),
        )
        return [
            RawSpan(
                start=offsets[window.start + span.start][0],
                end=offsets[window.start + span.end - 1][1],
                label=span.label,
                score=span.score,
            )
            for span in found
            if window.core_start <= window.start + span.start < window.core_end
            and span.score >= self._min_score
        ]

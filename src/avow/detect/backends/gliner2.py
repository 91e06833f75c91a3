"""GLiNER2-PII as a second opinion, run by its own package on weights on this machine.

The model is asked for labels in words, and other words give other answers: the wording of its
model card is fixed here and its digest is part of the version. Scores of two labels cannot be
compared. The package reads at most a few hundred words well; the adapter cuts the text into
windows. Paper: arXiv 2605.09973.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from avow.detect.backends.model_folder import folder_digest, open_model_folder, short_digest
from avow.detect.backends.optional import (
    complaints_are_errors,
    keep_log_inside,
    library_version,
    library_versions,
    load_library,
)
from avow.detect.backends.spans import checked_spans
from avow.detect.backends.windows import find_in_windows, text_windows
from avow.detect.interface import RawSpan
from avow.errors import ConfigError, DetectionError

EXTRA = "gliner"
PURPOSE = "A second opinion of GLiNER2"
BACKEND = "gliner2"
LOGGER = "gliner2"
SENTENCE_END = "."
KINDS = {
    "person": "person.name",
    "full_name": "person.name",
    "first_name": "person.name",
    "middle_name": "person.name",
    "last_name": "person.name",
    "date_of_birth": "time.birth",
    "email": "contact.email",
    "phone_number": "contact.phone",
    "address": "contact.address",
    "street_address": "contact.address",
    "postal_code": "quasi.postcode",
    "government_id": "id.reference",
    "national_id_number": "id.reference",
    "passport_number": "gov.passport",
    "drivers_license_number": "id.reference",
    "license_number": "id.reference",
    "tax_id": "id.reference",
    "tax_number": "id.reference",
    "bank_account": "financial.account",
    "account_number": "financial.account",
    "routing_number": "financial.us_routing",
    "iban": "financial.iban",
    "payment_card": "financial.card",
    "card_number": "financial.card",
    "card_expiry": "financial.card_expiry",
    "card_cvv": "financial.card_cvv",
    "username": "contact.username",
    "ip_address": "network.ipv4",
    "account_id": "id.reference",
    "sensitive_account_id": "id.reference",
    "password": "secret.password",
    "secret": "secret.api_key",
    "api_key": "secret.api_key",
    "access_token": "secret.bearer",
    "recovery_code": "secret.password",
}
"""Labels in the wording of the model card; its towns, countries and dates are not asked for."""


class Gliner2Opinion:
    """A GLiNER2 extractor asked for the labels of `kinds`.

    Args:
        weights: Folder with `model.safetensors`, `config.json`, `encoder_config/` and tokenizer.
        kinds: Labels to ask for and the kinds they mean.
        threshold: Least score of a span.
        window_words: Words and marks of one pass.
        overlap_words: Words and marks that two passes share.

    Raises:
        MissingExtra: gliner2, transformers or torch is not installed.
        ConfigError: The folder is not usable.
    """

    name = BACKEND

    def __init__(
        self,
        weights: str | Path,
        *,
        kinds: Mapping[str, str] = KINDS,
        threshold: float = 0.5,
        window_words: int = 300,
        overlap_words: int = 60,
    ) -> None:
        folder = open_model_folder(weights, backend=self.name)
        torch = load_library("torch", extra=EXTRA, purpose=PURPOSE)
        auto = load_library("gliner2.auto", extra=EXTRA, purpose=PURPOSE)
        try:
            model = auto.AutoExtractor.from_pretrained(
                str(folder), map_location="cpu", local_files_only=True
            )
        except (OSError, ValueError, RuntimeError, KeyError, AttributeError) as error:
            raise ConfigError(f"{self.name}: {folder} cannot be loaded as a model") from error
        if not all(torch.isfinite(weights).all() for weights in model.parameters()):
            raise ConfigError(f"{self.name}: {folder} holds weights that are no numbers")
        keep_log_inside(LOGGER)
        self._model = model.eval()
        self.kinds = dict(kinds)
        self._threshold = threshold
        self._window_words, self._overlap_words = window_words, overlap_words
        settings = (str(threshold), str(window_words), str(overlap_words), *self.kinds)
        self.version = (
            f"{library_version('gliner2')} with {library_versions('transformers', 'torch')} "
            f"weights {folder_digest(folder)[:19]} settings {short_digest(*settings)}"
        )

    def find(self, texts: Sequence[str]) -> list[list[RawSpan]]:
        """Return the spans of each text; each window is read by itself, so batches change nothing.

        Raises:
            DetectionError: The model fails or a span is bad.
        """
        return [self._find_in_text(text) for text in texts]

    def _find_in_text(self, text: str) -> list[RawSpan]:
        windows = text_windows(text, words=self._window_words, overlap_words=self._overlap_words)
        found = find_in_windows(text, windows, self._find_in_window)
        return checked_spans(self.name, text, found)

    def _find_in_window(self, text: str) -> list[RawSpan]:
        if not text.strip():
            return []
        # The package puts a full stop behind a text that has none, and may take it into a span.
        ended = text if text.endswith((".", "!", "?")) else text + SENTENCE_END
        try:
            with complaints_are_errors(LOGGER, self.name):
                answers = self._model.batch_extract_entities(
                    [ended],
                    list(self.kinds),
                    batch_size=1,
                    threshold=self._threshold,
                    include_confidence=True,
                    include_spans=True,
                )
        except (RuntimeError, ValueError, IndexError, KeyError, TypeError):
            raise DetectionError(f"{self.name} failed on a window of text") from None
        if len(answers) != 1 or "entities" not in answers[0]:
            raise DetectionError(f"{self.name} gave no answer for a window of text")
        spans: list[RawSpan] = []
        for label, entities in answers[0]["entities"].items():
            for entity in entities:
                if ended[entity["start"] : entity["end"]] != entity["text"]:
                    raise DetectionError(f"{self.name} gave offsets that do not fit its own text")
                end = min(entity["end"], len(text))
                if entity["start"] < end:
                    spans.append(
                        RawSpan(
                            start=entity["start"],
                            end=end,
                            label=label,
                            score=float(entity["confidence"]),
                        )
                    )
        return spans

"""The page: all promises in their order; a reader sees them on one screen."""

from avow.promises import (
    p01_training_data,
    p02_refusals,
    p03_responses,
    p04_copies,
    p05_purposes,
    p06_chat_history,
    p07_api_data,
    p08_opt_out,
    p09_help_pages,
    p10_rights,
    p11_trust_portal,
    p12_auditor,
    p13_penetration_test,
    p14_bug_bounty,
    p15_safeguards,
    p16_improvement,
)
from avow.promises.interface import Promise

PAGE: tuple[Promise, ...] = (
    p01_training_data.PROMISE,
    p02_refusals.PROMISE,
    p03_responses.PROMISE,
    p04_copies.PROMISE,
    p05_purposes.PROMISE,
    p06_chat_history.PROMISE,
    p07_api_data.PROMISE,
    p08_opt_out.PROMISE,
    p09_help_pages.PROMISE,
    p10_rights.PROMISE,
    p11_trust_portal.PROMISE,
    p12_auditor.PROMISE,
    p13_penetration_test.PROMISE,
    p14_bug_bounty.PROMISE,
    p15_safeguards.PROMISE,
    p16_improvement.PROMISE,
)

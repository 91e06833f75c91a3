"""Every maker of spikes, on one screen."""

from avow.scrub.risk.spikes.contact import CONTACT
from avow.scrub.risk.spikes.devices import DEVICES
from avow.scrub.risk.spikes.finance import FINANCE
from avow.scrub.risk.spikes.government_america import AMERICA
from avow.scrub.risk.spikes.government_asia import ASIA_AND_AFRICA
from avow.scrub.risk.spikes.government_europe import EUROPE
from avow.scrub.risk.spikes.interface import Maker
from avow.scrub.risk.spikes.people import PEOPLE
from avow.scrub.risk.spikes.secret_values import SECRETS

MAKERS: tuple[Maker, ...] = (
    *CONTACT,
    *FINANCE,
    *AMERICA,
    *EUROPE,
    *ASIA_AND_AFRICA,
    *DEVICES,
    *SECRETS,
    *PEOPLE,
)

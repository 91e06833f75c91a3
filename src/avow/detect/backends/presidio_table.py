"""Presidio's recognisers that may be asked for a second opinion, and the kinds they mean.

Left out: recognisers of names that need a language model, of plain dates, links and company
numbers, and all that call a service.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PresidioRow:
    """One recogniser.

    Attributes:
        recognizer: Its class in `presidio_analyzer.predefined_recognizers`.
        entity: Its label.
        kind: The kind of the catalogue.
        asked: It is asked when none is named: its format has a check digit or a form of its own.
    """

    recognizer: str
    entity: str
    kind: str
    asked: bool = False


IP_6 = "IP_ADDRESS:6"
"""Presidio has one label for both address families; this one is set apart by the adapter."""

_TABLE = """
+EmailRecognizer EMAIL_ADDRESS contact.email
+PhoneRecognizer PHONE_NUMBER contact.phone
+CreditCardRecognizer CREDIT_CARD financial.card
+IbanRecognizer IBAN_CODE financial.iban
+CryptoRecognizer CRYPTO crypto.bitcoin
+IpRecognizer IP_ADDRESS network.ipv4
+MacAddressRecognizer MAC_ADDRESS network.mac
+UsSsnRecognizer US_SSN gov.us.ssn
+UsItinRecognizer US_ITIN gov.us.itin
+UkNinoRecognizer UK_NINO gov.gb.nino
+NhsRecognizer UK_NHS health.gb.nhs
+CaSinRecognizer CA_SIN gov.ca.sin
+AuTfnRecognizer AU_TFN gov.au.tfn
+EsNifRecognizer ES_NIF gov.es.dni
+EsNieRecognizer ES_NIE gov.es.nie
+ItFiscalCodeRecognizer IT_FISCAL_CODE gov.it.fiscal_code
+FiPersonalIdentityCodeRecognizer FI_PERSONAL_IDENTITY_CODE gov.fi.hetu
+InAadhaarRecognizer IN_AADHAAR gov.in.aadhaar
+InPanRecognizer IN_PAN gov.in.pan
+SgFinRecognizer SG_NRIC_FIN gov.sg.nric
MedicalLicenseRecognizer MEDICAL_LICENSE health.us.dea
UsPassportRecognizer US_PASSPORT gov.us.passport
UsLicenseRecognizer US_DRIVER_LICENSE gov.us.driving_licence
UsBankRecognizer US_BANK_NUMBER financial.account
AbaRoutingRecognizer ABA_ROUTING_NUMBER financial.us_routing
UsMbiRecognizer US_MBI health.us.mbi
UsNpiRecognizer US_NPI health.us.npi
UsHealthInsuranceMemberIdRecognizer US_HEALTH_INSURANCE_MEMBER_ID health.insurance_member
UkPassportRecognizer UK_PASSPORT gov.gb.passport
UkDrivingLicenceRecognizer UK_DRIVING_LICENCE gov.gb.driver
UkPostcodeRecognizer UK_POSTCODE quasi.postcode
UkVehicleRegistrationRecognizer UK_VEHICLE_REGISTRATION vehicle.plate
CaPostalCodeRecognizer CA_POSTAL_CODE quasi.postcode
AuMedicareRecognizer AU_MEDICARE health.au.medicare
DeTaxIdRecognizer DE_TAX_ID gov.de.tax_id
DeTaxNumberRecognizer DE_TAX_NUMBER gov.de.tax_number
DePassportRecognizer DE_PASSPORT gov.de.passport
DeIdCardRecognizer DE_ID_CARD gov.de.identity_card
DeSocialSecurityRecognizer DE_SOCIAL_SECURITY gov.de.rvnr
DeHealthInsuranceRecognizer DE_HEALTH_INSURANCE gov.de.kvnr
DeFuehrerscheinRecognizer DE_FUEHRERSCHEIN gov.de.driving_licence
DeKfzRecognizer DE_KFZ vehicle.plate
EsPassportRecognizer ES_PASSPORT gov.es.passport
ItDriverLicenseRecognizer IT_DRIVER_LICENSE gov.it.driving_licence
ItIdentityCardRecognizer IT_IDENTITY_CARD gov.it.identity_card
ItPassportRecognizer IT_PASSPORT gov.it.passport
PlPeselRecognizer PL_PESEL gov.pl.pesel
SePersonnummerRecognizer SE_PERSONNUMMER gov.se.personnummer
InVoterRecognizer IN_VOTER gov.in.epic
InPassportRecognizer IN_PASSPORT gov.passport
InVehicleRegistrationRecognizer IN_VEHICLE_REGISTRATION vehicle.plate
KrRrnRecognizer KR_RRN gov.kr.rrn
KrPassportRecognizer KR_PASSPORT gov.passport
NgNinRecognizer NG_NIN gov.ng.nin
PhTinRecognizer PH_TIN gov.ph.tin
ThTninRecognizer TH_TNIN gov.th.id
TrNationalIdRecognizer TR_NATIONAL_ID gov.tr.tckn
TrLicensePlateRecognizer TR_LICENSE_PLATE vehicle.plate
ZaIdNumberRecognizer ZA_ID_NUMBER gov.za.id
ZaIncomeTaxNumberRecognizer ZA_INCOME_TAX_NUMBER gov.za.tin
"""


def _row(line: str) -> PresidioRow:
    recognizer, entity, kind = line.split()
    return PresidioRow(
        recognizer=recognizer.lstrip("+"),
        entity=entity,
        kind=kind,
        asked=recognizer.startswith("+"),
    )


PRESIDIO_ROWS: tuple[PresidioRow, ...] = tuple(_row(line) for line in _TABLE.strip().splitlines())
ASKED_BY_DEFAULT = tuple(row.recognizer for row in PRESIDIO_ROWS if row.asked)

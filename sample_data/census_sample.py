"""The population as a children in need census, valid against the schema of 2026."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from population import AS_AT, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_ETHNICITIES = ("WBRI", "WOTH", "MWBC", "APKN", "BAFR", "NOBT")


def census(records: Iterable[Record]) -> bytes:
    """Return the census: every child once, with its referrals and the assessments of each.

    What a census has no element for is left out; the manager's deadline stands where some
    authorities keep it, in AssessmentInternalReviewDate.
    """
    message = ET.Element("Message")
    _header(message)
    children = ET.SubElement(message, "Children")
    in_order = sorted(records, key=_child_and_referral)
    for child_id, of_child in groupby(in_order, key=lambda record: record.child_id):
        _child(children, child_id, list(of_child))
    ET.indent(message)
    text: bytes = ET.tostring(message, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _child_and_referral(record: Record) -> tuple[str, date, date]:
    one = record.assessment
    return record.child_id, one.referral_date, one.start_date


def _header(message: ET.Element) -> None:
    header = ET.SubElement(message, "Header")
    collection = ET.SubElement(header, "CollectionDetails")
    _texts(collection, Collection="CIN", Year="2016", ReferenceDate="2016-03-31")
    source = ET.SubElement(header, "Source")
    _texts(source, SourceLevel="L", LEA="999", SoftwareCode="Made-up sample", SerialNo="001")
    _texts(source, DateTime=f"{AS_AT.isoformat()}T05:30:00")


def _child(children: ET.Element, child_id: str, records: list[Record]) -> None:
    child, number = ET.SubElement(children, "Child"), records[0].assessment.child
    identifiers = ET.SubElement(child, "ChildIdentifiers")
    _texts(identifiers, LAchildID=child_id, UPNunknown="UN4", Sex="MFU"[number % 3])
    characteristics = ET.SubElement(child, "ChildCharacteristics")
    _texts(characteristics, Ethnicity=_ETHNICITIES[number % len(_ETHNICITIES)])
    for referred, of_referral in groupby(records, key=lambda each: each.assessment.referral_date):
        _episode(child, referred, list(of_referral))


def _episode(child: ET.Element, referred: date, records: list[Record]) -> None:
    details = ET.SubElement(child, "CINdetails")
    _texts(details, CINreferralDate=referred.isoformat(), ReferralSource="1A")
    closed = next(filter(None, (each.assessment.case_closed_date for each in records)), None)
    if closed:
        _texts(details, CINclosureDate=closed.isoformat(), ReasonForClosure="RC8")
    for record in records:
        _assessment(details, record)
    _texts(details, ReferralNFA="0")


def _assessment(details: ET.Element, record: Record) -> None:
    one, assessment = record.assessment, ET.SubElement(details, "Assessments")
    _texts(assessment, AssessmentActualStartDate=one.start_date.isoformat())
    if one.deadline:
        _texts(assessment, AssessmentInternalReviewDate=one.deadline.isoformat())
    if one.authorised_date:
        _texts(assessment, AssessmentAuthorisationDate=one.authorised_date.isoformat())
        factors = ET.SubElement(assessment, "FactorsIdentifiedAtAssessment")
        _texts(factors, AssessmentFactors="21")


def _texts(element: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(element, name).text = text

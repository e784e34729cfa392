"""Makes a children in need census of made-up children from a seed, a child at a time.

    python benchmarks/generate_census.py --children 200000 --seed 1 --as-at 2026-03-31 FILE

The same arguments give the same bytes. Most children have one referral and one assessment, some
more; beside these stand what a real census is full of: plans, enquiries, factors.
"""

from __future__ import annotations

import argparse
import random
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>{year}</Year>
      <ReferenceDate>{as_at}</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>999</LEA>
      <DateTime>{as_at}T05:30:00</DateTime>
    </Source>
  </Header>
  <Children>
"""
_CHILD = """    <Child>
      <ChildIdentifiers>
        <LAchildID>{number:07}</LAchildID>
        <UPN>A123456789012</UPN>
        <PersonBirthDate>2012-04-05</PersonBirthDate>
        <Sex>F</Sex>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>WBRI</Ethnicity>
        <Disabilities>
          <Disability>NONE</Disability>
        </Disabilities>
      </ChildCharacteristics>
{episodes}    </Child>
"""
_EPISODE = """      <CINdetails>
        <CINreferralDate>{referred}</CINreferralDate>
        <ReferralSource>1A</ReferralSource>
        <PrimaryNeedCode>N1</PrimaryNeedCode>
{assessments}        <CINPlanDates>
          <CINPlanStartDate>{referred}</CINPlanStartDate>
        </CINPlanDates>
        <Section47>
          <S47ActualStartDate>{referred}</S47ActualStartDate>
          <ICPCnotRequired>1</ICPCnotRequired>
        </Section47>
        <ReferralNFA>0</ReferralNFA>
      </CINdetails>
"""
_ASSESSMENT = """        <Assessments>
          <AssessmentActualStartDate>{start}</AssessmentActualStartDate>
          <AssessmentInternalReviewDate>{review}</AssessmentInternalReviewDate>
{authorised}          <FactorsIdentifiedAtAssessment>
            <AssessmentFactors>1B</AssessmentFactors>
            <AssessmentFactors>3A</AssessmentFactors>
          </FactorsIdentifiedAtAssessment>
        </Assessments>
"""
_AUTHORISED = "          <AssessmentAuthorisationDate>{}</AssessmentAuthorisationDate>\n"
_MANY = (1, 1, 1, 1, 2)
_OPEN_SHARE, _DAYS_OF_CENSUS = 0.05, 365


def main() -> None:
    """Write the census."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-at", type=date.fromisoformat, required=True)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    with asked.file.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(census(asked.children, asked.as_at, random.Random(asked.seed)))


def census(children: int, as_at: date, chance: random.Random) -> Iterator[str]:
    """Yield the census, piece by piece."""
    yield _HEADER.format(as_at=as_at, year=as_at.year)
    for number in range(children):
        many = chance.choice(_MANY)
        episodes = "".join(_episode(as_at, chance) for _ in range(many))
        yield _CHILD.format(number=number, episodes=episodes)
    yield "  </Children>\n</Message>\n"


def _episode(as_at: date, chance: random.Random) -> str:
    referred = as_at - timedelta(days=chance.randrange(_DAYS_OF_CENSUS))
    many = chance.choice(_MANY)
    assessments = "".join(_assessment(referred, as_at, chance) for _ in range(many))
    return _EPISODE.format(referred=referred, assessments=assessments)


def _assessment(referred: date, as_at: date, chance: random.Random) -> str:
    start = referred + timedelta(days=chance.randrange(5))
    is_open = chance.random() < _OPEN_SHARE
    authorised = min(start + timedelta(days=chance.randrange(60)), as_at)
    return _ASSESSMENT.format(
        start=start,
        review=start + timedelta(days=chance.randrange(60)),
        authorised="" if is_open else _AUTHORISED.format(authorised),
    )


if __name__ == "__main__":
    main()

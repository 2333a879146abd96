"""Which titles a story gives its people. The stories are ours; the parses are the real model's."""

import pytest

from briefings.names import title_form
from tests.analysis.real_docs import story

Row = tuple[str, str | None, str]
"""Title, organisation, status."""


@pytest.mark.model
@pytest.mark.parametrize(
    "text, titles",
    [
        ("US Defense Secretary Ann Keller left.", [("Defense Secretary", "US", "held")]),
        ("Talks with U.S. Secretary of State Ann Keller went on.", [("Secretary of State", "U.S.", "held")]),
        ("They met CIA Director Ann Keller.", [("CIA Director", "CIA", "held")]),
        ("Pentagon spokesperson Ann Keller told reporters.", [("Pentagon spokesperson", "Pentagon", "held")]),
        ("They met Afghan President Ann Keller.", [("President", "Afghan", "held")]),
        ("Pakistan's foreign minister Ann Keller spoke.", [("foreign minister", "Pakistan", "held")]),
        ("PM Ann Keller spoke on Friday.", [("PM", None, "held")]),
        ("Pakistan Army chief General Ann Keller spoke.", [("Army chief", "Pakistan", "held"), ("General", None, "held")]),
        ("He met former Prime Minister Ann Keller.", [("Prime Minister", None, "former")]),
        ("The court heard ex-president Ann Keller.", [("president", None, "former")]),
        ("Then-CIA Director Ann Keller agreed.", [("CIA Director", "CIA", "former")]),
        ("US acting Defense Secretary Ann Keller left.", [("Defense Secretary", "US", "acting")]),
        ("They met President-elect Ann Keller.", [("President-elect", None, "nominee")]),
    ("They met his future defence minister, Ann Keller.", [("defence minister", None, "nominee")]),
        ("Ann Keller, an Oslo security analyst, agreed.", [("Oslo security analyst", None, "held")]),
        ("General Ann Keller, the top NATO commander in Europe, said no.",
         [("General", None, "held"), ("top NATO commander in Europe", None, "held")]),
        ("Rep. Ann Keller (D-Ohio), head of the Road Committee, said no.",
         [("Rep.", None, "held"), ("head of the Road Committee", "Road Committee", "held")]),
        ("Ann Keller, the top Democrat on the Road Committee, said no.", [("top Democrat on the Road Committee", None, "held")]),
        ("Ann Keller, then secretary of state, said no.", [("secretary of state", None, "former")]),
        ("Ann Keller, 45, a former ambassador to Oslo, said no.", [("ambassador to Oslo", None, "former")]),
        ("The newly elected prime minister, Ann Keller, left.", [("prime minister", None, "held")]),
        ("Norway's recently appointed foreign minister, Ann Keller, left.", [("foreign minister", "Norway", "held")]),
        ("Ann Keller, an African-American delegate from Hull, left.", [("African-American delegate", None, "held")]),
        ("They met their fellow Ann Keller.", []),
        ("They met Independent Vermont Sen. Ann Keller.", [("Independent Vermont Sen.", None, "held")]),
        ("Sri Lanka's foreign minister, Ann Keller, left.", [("foreign minister", "Sri Lanka", "held")]),
        ("They met South Korea's President Ann Keller.", [("President", "South Korea", "held")]),
        ("Saudi Arabia's King Salim came.", [("King", "Saudi Arabia", "held")]),
        ("Ann Keller, a Deir al-Zor resident, said no.", [("Deir al-Zor resident", None, "held")]),
        ("They met former newly elected President Ann Keller.", [("President", None, "former")]),
        ("They met New York Mayor Ann Keller.", [("New York Mayor", "New York", "held")]),
        ("The Holm Post editor in chief, Ann Keller, left.", [("Holm Post editor in chief", "Holm Post", "held")]),
        ("The minister of the economy, Ms. Keller, left.", [("minister of the economy", None, "held")]),
        ("The economy minister, Ms. Keller, left.", [("economy minister", None, "held")]),
        ("They met Foreign Minister Dr. Ann Keller.", [("Foreign Minister", None, "held")]),
        ("Ann Keller, USA Cycling's spokesman, said no.", [("USA Cycling's spokesman", "USA Cycling", "held")]),
        ("They met First Lady Ann Keller.", [("First Lady", None, "held")]),
        ("They met Arab League Secretary-General Ann Keller.", [("Arab League Secretary-General", "Arab League", "held")]),
        ("It was European Commission President Ann Keller.", [("European Commission President", "European Commission", "held")]),
        ("They met Scottish National Party leader Ann Keller.",
         [("Scottish National Party leader", "Scottish National Party", "held")]),
        ("They met Pakistani Foreign Ministry spokesman Ann Keller.", [("Foreign Ministry spokesman", "Pakistani", "held")]),
        ("They met former Basketball Hall of Fame player Ann Keller.",
         [("Basketball Hall of Fame player", "Basketball Hall of Fame", "former")]),
        ("They met Bank of England Governor Ann Keller.", [("Bank of England Governor", "Bank of England", "held")]),
        ("They met former Marsh-Harrow CEO Ann Keller.", [("Marsh-Harrow CEO", "Marsh-Harrow", "former")]),
        ("They met ANC Deputy President Ann Keller.", [("ANC Deputy President", "ANC", "held")]),
        ("They met Breitbart News executive Ann Keller.", [("Breitbart News executive", "Breitbart News", "held")]),
        ("Ann Keller, chairman of the 6th Congressional District GOP, left.",
         [("chairman of the 6th Congressional District GOP", "6th Congressional District GOP", "held")]),
        # a word that we do not know stands between; who is presumed to be one is one; what stands before a spaced dash
        ("They met former paper executive Ann Keller.", [("executive", None, "former")]),
        ("They met presumptive Labour nominee Ann Keller.", [("Labour nominee", None, "nominee")]),
        ("HOLM, S.C. - Sen. Ann Keller left the town on Monday.", [("Sen.", None, "held")]),
        # short titles are cut in two; who was one thing and is another
        ("They met Army Lt. Col. Ann Keller.", [("Army Lt. Col.", None, "held")]),
        ("They met Pentagon spokesman Navy Capt. Ann Keller.",
         [("Pentagon spokesman", "Pentagon", "held"), ("Navy Capt.", None, "held")]),
        ("They met Armed Services Committee Chairman Sen. Ann Keller.",
         [("Armed Services Committee Chairman", "Armed Services Committee", "held"), ("Sen.", None, "held")]),
        ("They met Norland's ambassador to Kabul Ann Keller.", [("ambassador to Kabul", None, "held")]),
        ("They met former U.S. ambassador to the Ukraine Ann Keller.", [("ambassador to the Ukraine", "U.S.", "former")]),
        ("Ann Keller, mayor of a Polish town, left.", [("mayor of a Polish town", None, "held")]),
        ("Ann Keller, a reporter of trials in Los Angeles for the Holm Courier, left.",
         [("reporter of trials in Los Angeles for the Holm Courier", "Holm Courier", "held")]),
        ("Ann Keller, a biochemist at Northern Holm and senior author of the study, left.",
         [("biochemist at Northern Holm", "Northern Holm", "held"), ("senior author of the study", None, "held")]),
        ("Ann Keller, author of “The Long Road,” left.", [("author", None, "held")]),
        ("San Holm Supervisor Ann Keller left.", [("San Holm Supervisor", "San Holm", "held")]),
        # what somebody knows of is no body
        ("Ann Keller, a China scholar with the Northern Enterprise Institute, left.",
         [("scholar with the Northern Enterprise Institute", "Northern Enterprise Institute", "held")]),
        ("Ann Keller, an English professor at Northern Holm University, left.",
         [("professor at Northern Holm University", "Northern Holm University", "held")]),
        ("Ann Keller, a professor of Middle Eastern politics at Holm University, left.",
         [("professor of Middle Eastern politics at Holm University", "Holm University", "held")]),
        ("Ann Keller, executive director for China at the International Monetary Fund, left.",
         [("executive director for China at the International Monetary Fund", "International Monetary Fund", "held")]),
        ("Ann Keller, a judge on the Norland Court of Appeals in Holm, left.",
         [("judge on the Norland Court of Appeals in Holm", "Norland Court of Appeals", "held")]),
        ("They met former Norland Lt. Gov. Ann Keller.", [("Norland Lt. Gov.", "Norland", "former")]),
        ("They met former Secretary of State and Labour frontrunner Ann Keller.",
         [("Secretary of State", None, "former"), ("Labour frontrunner", None, "held")]),
        ("They met Capitol Hill Bureau Chief Ann Keller.", [("Capitol Hill Bureau Chief", "Capitol Hill Bureau", "held")]),
        ("Lund Finally Backs House Speaker Ann Keller\n\nHe did so on Monday.", []),
        ("They met Speaker of the House Rep. Ann Keller.",
         [("Speaker of the House", "House", "held"), ("Rep.", None, "held")]),
        ("They met Mr Justice Keller.", [("Justice", None, "held")]),
        ("They met Chief Minister Punjab Ann Keller.", [("Chief Minister", "Punjab", "held")]),
        ("They met Speaker Punjab Assembly Ann Keller.", [("Speaker", "Punjab Assembly", "held")]),
        ("They met Chairman NAB Tom Brandt.", [("Chairman", "NAB", "held")]),
        ("They met DG ISPR Maj Gen Tom Brandt.", [("DG", "ISPR", "held"), ("Maj Gen", None, "held")]),
        ("They met CM Ann Keller.", [("CM", None, "held")]),
        ("They met Punjab Information Minister Dr Ann Keller.", [("Punjab Information Minister", None, "held")]),
        ("They met External Affairs Minister A. Keller.", [("External Affairs Minister", None, "held")]),
        ("They met Chief of Army Staff (COAS) General Tom Brandt.",
         [("Chief of Army Staff", None, "held"), ("General", None, "held")]),
        ("They met Special Representative for Afghanistan Ann Keller.",
         [("Special Representative for Afghanistan", None, "held")]),
        ("They met Russia's special presidential envoy for Afghanistan Ann Keller.",
         [("special presidential envoy for Afghanistan", "Russia", "held")]),
        ("They met Prime Minister (PM) Ann Keller.", [("Prime Minister", None, "held")]),
        ("They met Special Assistant to Prime Minister (SAPM) Tom Brandt.", []),
        ("They met Speaker of the National Assembly Ann Keller.",
         [("Speaker of the National Assembly", "National Assembly", "held")]),
        ("They met Minister for Planning Ann Keller.", [("Minister for Planning", None, "held")]),
        ("They met Minister of State for Information Tom Brandt.", [("Minister of State for Information", None, "held")]),
        ("They met Adviser to the Prime Minister on Finance Tom Brandt.",
         [("Adviser to the Prime Minister on Finance", None, "held")]),
        ("They met the aide to Prime Minister Ann Keller.", [("Prime Minister", None, "held")]),
        ("They met Undersecretary for Political Affairs Ann Keller.",
         [("Undersecretary for Political Affairs", None, "held")]),
        ("They met Taliban leader Mullah Tom Brandt.", [("Taliban leader", "Taliban", "held"), ("Mullah", None, "held")]),
        ("They met Florida Labour Party chairwoman Ann Keller.",
         [("Florida Labour Party chairwoman", "Florida Labour Party", "held")]),
        ("Ann Keller, mayor of Holm and mother of three, left.", [("mayor of Holm", None, "held")]),
        ("Ann Keller, Secretary Tom Brandt and Paul Moreau met.", [("Secretary", None, "held")]),
        # whose title it is, or whether it is one, nobody knows
        ("They met Tom Brandt, the finance minister, Ann Keller, and others.", []),
        ("They met Ann Keller, and Norland's finance minister, Lu, came.", []),
        ("They met Ann Keller, Paul King and others.", []),
        ("It is against the will of Ann Keller, a politician from her party has told the Courier.", []),
        ("The papers will judge Keller. Ann Keller left.", []),
        # the body before it is no more than that
        ("They met Ivory Coast President Ann Keller.", [("President", "Ivory Coast", "held")]),
        ("They met Shadow Justice Secretary Ann Keller.", [("Shadow Justice Secretary", None, "held")]),
        ("Head coach Ann Keller left.", [("Head coach", None, "held")]),
        ("They met NTV News Senior Medical Correspondent Ann Keller.",
         [("NTV News Senior Medical Correspondent", "NTV News", "held")]),
        ("They met United Millers Secretary-Treasurer Ann Keller.",
         [("United Millers Secretary-Treasurer", "United Millers", "held")]),
        ("Ann Keller, Middle East analyst at the consultancy Northwind, left.",
         [("Middle East analyst at the consultancy Northwind", "Northwind", "held")]),
        ("They knew since the death on Saturday of Justice Ann Keller.", [("Justice", None, "held")]),
        ("Iran's Supreme Leader Ayatollah Holm came.", [("Supreme Leader", "Iran", "held"), ("Ayatollah", None, "held")]),
        ("Ann Keller, who was tired, left.", []),
        ("Mr. Tom Keller said that the president was tired.", []),
    ],
)  # fmt: skip
def test_titles_stand_before_a_name_or_between_commas_after_it(text: str, titles: list[Row]) -> None:
    assert [row[1:] for row in story(text).titles()] == titles


@pytest.mark.model
def test_a_role_is_shown_by_the_words_that_say_so() -> None:
    told = story("Talks went on. The visit of US Defense Secretary Ann Keller began. Keller, a general, left.")
    assert [role.slice.of(told.article.text) for role in told.roles] == [
        "US Defense Secretary Ann Keller",
        "Keller, a general",
    ]
    assert [role.source[1:] for role in told.roles] == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    "one, other",
    [
        ("Defence Secretary", "defense secretary"),
        ("PM", "Prime Minister"),
        ("national security adviser", "National Security Advisor"),
        ("Sen.", "Senator"),
        ("Lt General", "Lieutenant-General"),
    ],
)
def test_two_spellings_of_a_title_have_one_form(one: str, other: str) -> None:
    assert title_form(one) == title_form(other)

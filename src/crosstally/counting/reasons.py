"""Why a rule leaves an incident out, in words of both languages.

Invariant: a reason names the rule's threshold and the incident's value, never a text or a person.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from crosstally.counting.rules import Rule
from crosstally.records import Incident, Kind, Size, Stance, Status

KIND_WORDS = {
    Kind.ASM: ("an assembly", "تجمع"), Kind.STK: ("a strike", "اعتصاب"),
    Kind.HNG: ("a hunger strike", "اعتصاب غذا"), Kind.BLK: ("a blockade", "راه‌بندان"),
    Kind.EXP: ("an expressive act", "کنش نمادین"), Kind.RIO: ("a violent crowd", "ناآرامی خشونت‌آمیز"),
    Kind.DSP: ("a dispersal", "متفرق کردن"), Kind.FRC: ("serious force", "خشونت شدید"),
    Kind.ARR: ("arrests", "بازداشت"), Kind.ABD: ("a disappearance", "ربایش"),
    Kind.CUS: ("harm in custody", "آسیب در بازداشت"), Kind.JUD: ("a punishment", "مجازات"),
    Kind.NET: ("a shutdown", "قطع ارتباط"), Kind.RES: ("a restriction", "محدودیت"),
    Kind.INA: ("inaction", "بی‌عملی"), Kind.CON: ("a concession", "امتیاز"),
    Kind.ARM: ("armed action", "اقدام مسلحانه"), Kind.CAL: ("a call", "فراخوان"),
    Kind.STM: ("a statement", "اظهار نظر"),
}  # fmt: skip
NO_BLOCS: Mapping[str, str] = MappingProxyType({})
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_STATUS = (Status.REJECTED, Status.MACHINE, Status.UNDER_REVIEW, Status.CONFIRMED)
_KEY_WORDS = {
    "day": ("day", "روز"), "days": ("days", "روزها"), "city": ("city", "شهر"),
    "place": ("place", "محل"), "province": ("province", "استان"), "groups": ("groups", "گروه‌ها"),
    "kind": ("kind", "نوع"),
}  # fmt: skip


class Why(NamedTuple):
    """A reason in English and Persian, and the English words that all of its sort share."""

    en: str
    fa: str
    sort: str = ""


def why_not(incident: Incident, rule: Rule, blocs: Mapping[str, str] = NO_BLOCS) -> Why | None:
    """Why a rule leaves an incident out, by the first threshold it fails; None where it counts.

    Args:
        incident: the incident.
        rule: what is counted.
        blocs: for a voice that is one with others, what they are together (`find_blocs`).
    """
    return (
        _not_this(incident, rule)
        or _not_so(incident, rule)
        or (_size_fault(incident, rule) if rule.size_floor else None)
        or _evidence_fault(incident, rule)
        or _voices_fault(incident, rule, blocs)
    )


def folded_into(first: str, rule: Rule) -> Why:
    """That an incident is one with another under a rule's merge keys."""
    en = ", ".join(_KEY_WORDS[key][0] for key in rule.merge)
    fa = "، ".join(_KEY_WORDS[key][1] for key in rule.merge)
    return Why(
        f"one with {first}: the same {en}",
        f"با {first} یکی است: همان {fa}",
        f"one with an earlier one: the same {en}",
    )


def not_known(key: str) -> Why:
    """That a rule merges by what is not known of an incident."""
    en, fa = _KEY_WORDS[key]
    return Why(f"not known: its {en}", f"{fa} آن دانسته نیست")


def why_said(reason: str, incident: Incident, rule: Rule) -> Why | None:
    """The reason that a tally gives in English, in both languages, without counting anew.

    Args:
        reason: as it stands in the tally.
        incident: one that the tally leaves out for it.
        rule: what was counted.

    Returns:
        None where the rule gives no such reason.
    """
    first = reason.removeprefix("one with ").partition(":")[0]
    # how a bloc divides the voices shows in their number alone
    voices = (
        {voice: str(min(at, many)) for at, voice in enumerate(incident.voices)}
        for many in range(len(incident.voices))
    )
    given = (
        folded_into(first, rule) if rule.merge else None,
        *map(not_known, rule.merge),
        why_not(incident, rule),
        *(why_not(incident, rule, blocs) for blocs in voices),
    )
    return next((why for why in given if why is not None and why.en == reason), None)


def _not_this(incident: Incident, rule: Rule) -> Why | None:
    if incident.status is Status.REJECTED:
        return Why("a reviewer rejected it", "بازبین آن را رد کرده است")
    if incident.kind not in rule.kinds:
        en, fa = KIND_WORDS[incident.kind]
        return Why(f"not counted here: {en}", f"{fa} شمرده نمی‌شود")
    if incident.subtype in rule.subtypes_out:
        return Why(f"{incident.subtype}: no gathering of people", "گردهمایی مردم نیست")
    if incident.reality not in rule.realities:
        return Why(f"it is {incident.reality}, not known to have happened", "رخ دادنش معلوم نیست")
    return None


def _not_so(incident: Incident, rule: Rule) -> Why | None:
    if incident.state_organised and Stance.PRO_STATE in rule.stances_out:
        return Why("the state organised it", "حکومت آن را برگزار کرده است")
    if incident.stance in rule.stances_out:
        return Why(f"its stance is {incident.stance}", "اعتراض به حکومت نیست")
    if rule.targets and incident.target is None and rule.unknown_target == "leave-out":
        return Why("at whom it was aimed is not known", "مخاطب اعتراض دانسته نیست")
    if rule.targets and incident.target is not None and incident.target not in rule.targets:
        return Why(f"it was aimed at: {incident.target}", "مخاطب آن حکومت نیست")
    if not incident.counts:
        return Why("it enters no count of protests", "در شمار اعتراض‌ها نمی‌آید")
    return None


def _size_fault(incident: Incident, rule: Rule) -> Why | None:
    floor = rule.size_floor
    if incident.size is None:
        if rule.unknown_size == "count":
            return None
        return Why(
            f"nobody tells its size: {floor} are not shown",
            f"اندازه‌اش گفته نشده: {_fa(floor)} نفر دیده نمی‌شود",
        )
    low, high = size_range(incident.size.value)
    if high is not None and high < floor:
        return Why(
            f"at most {high} people, fewer than {floor}",
            f"حداکثر {_fa(high)} نفر، کمتر از {_fa(floor)}",
            f"fewer than {floor} people",
        )
    if low < floor and rule.unknown_size == "leave-out":
        upper = high if high is not None else "…"
        return Why(
            f"{low} to {upper} people: {floor} are not shown",
            f"{_fa(low)} تا {_fa(upper)} نفر: {_fa(floor)} نفر دیده نمی‌شود",
            f"its size may be below {floor} people",
        )
    return None


def _fa(number: int | str) -> str:
    return str(number).translate(_PERSIAN_DIGITS)


def size_range(size: Size) -> tuple[int, int | None]:
    """The least and the most people that a size allows; None where it has no upper end."""
    low = 1 if size.bound == "at_most" else size.low
    return low, None if size.bound == "at_least" else size.high


def _evidence_fault(incident: Incident, rule: Rule) -> Why | None:
    if incident.independent < rule.origins_floor:
        have, need = incident.independent, rule.origins_floor
        return Why(
            f"{have} independent origin, {need} needed",
            f"{_fa(have)} خاستگاه مستقل، {_fa(need)} لازم است",
            f"fewer than {need} independent origins told",
        )
    if _STATUS.index(incident.status) < _STATUS.index(rule.status_floor):
        if incident.status is not Status.UNDER_REVIEW:
            return Why("no person has confirmed it", "کسی آن را تأیید نکرده است")
        if incident.killed is not None and incident.killed.value.high > 0:
            return Why(
                "under review: deaths need two readers", "در دست بازبینی: کشته‌ها دو بازبین می‌خواهد"
            )
        return Why("under review", "در دست بازبینی")
    return None


def _voices_fault(incident: Incident, rule: Rule, blocs: Mapping[str, str]) -> Why | None:
    need, heard = rule.voices_floor, len(incident.voices)
    have = len({blocs.get(voice, voice) for voice in incident.voices})
    if have >= need:
        return None
    if heard >= need:
        return Why(
            f"{heard} voices of one bloc: its sources confirm one another, nearly nobody else does",
            f"{_fa(heard)} صدا از یک دسته: منابعش یکدیگر را تأیید می‌کنند و کمتر کسی جز آنها",
            "its voices are one bloc",
        )
    return Why(
        f"{have} voice with something of its own to tell, {need} needed",
        f"{_fa(have)} صدا که چیزی از خود گفته باشد، {_fa(need)} لازم است",
        f"fewer than {need} voices with something of their own to tell",
    )

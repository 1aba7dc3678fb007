"""Who acted: a force of the state, a crowd, armed men, or nobody that the text names.

Invariant: an actor is a hit of `actors.csv` in the trigger's own sentence. Which side of the verb
it must stand on comes from the form of the trigger and from the words of `voice.csv` (auxiliaries
of the passive, "by", prepositions, object marks), so that one logic serves every language.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.kind import Trigger
from crosstally.coding.lexicon import Hit
from crosstally.coding.rules import Rule
from crosstally.coding.scope import Clauses
from crosstally.records import STATE_KINDS, Actor, Kind, Reality

# Kinds that nobody but the state can do: where the text names no force, one acted that it does not name.
OF_THE_STATE: Final = frozenset(STATE_KINDS) - {Kind.FRC, Kind.ABD, Kind.CON}
# what makes force a response to a protest
PROTEST_TOLD: Final = frozenset({Kind.ASM, Kind.EXP, Kind.DSP})
_CIVIL: Final = frozenset({Actor.JUDICIARY, Actor.GOVERNMENT})  # of the state, and no force
_FORCES: Final = frozenset(Actor)
# characters between the auxiliary and its participle: "was then brutally beaten"
PASSIVE_REACH: Final = 14
# characters between a passive verb and its "by": "were killed on Friday in X by"
BY_REACH: Final = 60
# between an active verb and the force that it is aimed at: "shot at the police"
AT_REACH: Final = 6
OBJECT_REACH: Final = 25  # between a verb and its object: "arrested nearly 4,000 rioters"
_DAYS: Final = ("times", "weekdays")


class Agent(NamedTuple):
    """Who acts: `role` is state, crowd, armed or people; `force` which force of the state."""

    role: str
    force: Actor | None
    hit: Hit


class Scene(NamedTuple):
    """What the agents of one sentence are looked for in, gathered once for all its triggers.

    `days` is where words of time begin ("Monday"), `counts` where words of number end ("hundreds").
    """

    text: str
    clauses: Clauses
    actors: tuple[Hit, ...]
    voice: tuple[Hit, ...]
    verbs: tuple[Hit, ...]
    days: frozenset[int]
    counts: frozenset[int]


class Acted(NamedTuple):
    """A trigger with its kind and the force of the state that acts, now that the agent is known."""

    trigger: Trigger
    kind: Kind
    actor: Actor | None
    agent: Agent | None


def act_out(
    triggers: Sequence[Trigger], scene: Scene, *, protest: bool, earlier: Agent | None
) -> list[Acted]:
    """The triggers of a sentence that tell of something, given who acts in each.

    What was suffered by nobody's named hand ("three were killed") is laid to the force of the
    state that the same sentence says used force ("when police opened fire"), else to the crowd that
    it says was violent. Where none is named but a protest is told of, a force that the text leaves
    open acted (codebook, FRC), unless a force is who suffered it.

    Args:
        triggers: of the sentence.
        scene: who and what else stands in it.
        protest: whether the sentence before tells of a protest.
        earlier: the force that a sentence before said had fired; "the firing" is its own.
    """
    found = [(trigger, find_agent(trigger, scene)) for trigger in triggers]
    force = next(
        (agent for trigger, agent in found if agent and agent.force and _is_force(trigger)), None
    )
    open_force = _left_open(triggers, protest=protest)
    riot = force is None and any(_is_riot(trigger) for trigger in triggers)
    acted = []
    for trigger, agent in found:
        if agent is None and trigger.rule.depends and trigger.rule.crowd is not Kind.BLK:
            agent = force if trigger.rule.form != "n" else _of_old(trigger, earlier)
        kind = _kind_by_agent(trigger, agent)
        actor = None if kind is None else _actor_of(kind, agent)
        open_force = open_force and not _against_force(trigger, scene)
        armed = agent is not None and agent.role == "armed"
        untold = agent is None and kind is None and trigger.rule.subtype == "killing"
        if open_force and (kind is Kind.ARM or untold) and _is_shooting(trigger) and not armed:
            kind, actor = Kind.FRC, Actor.UNKNOWN if agent is None else None
        elif riot and agent is None and (kind is Kind.ARM or untold) and _is_harm(trigger):
            kind = Kind.RIO
        if kind is not None:
            acted.append(Acted(trigger, kind, actor, agent))
    return acted


def _of_old(trigger: Trigger, earlier: Agent | None) -> Agent | None:
    return earlier if trigger.rule.subtype == "live-fire" else None


def _left_open(triggers: Sequence[Trigger], *, protest: bool) -> bool:
    """Whether force whose doer is not named was used on a protest, and not by its crowd.

    A protest of the sentence before counts where this one tells of shots or deaths.
    """
    kinds = {trigger.rule.kind for trigger in triggers}
    if Kind.RIO in kinds:
        return False
    shots = any(_is_shot(trigger.rule) for trigger in triggers)
    return not kinds.isdisjoint(PROTEST_TOLD) or (protest and shots)


def _is_shot(rule: Rule) -> bool:
    """Whether it tells of shots, or of deaths by a word that by itself lays them to nobody."""
    return rule.subtype == "live-fire" or (rule.subtype == "killing" and rule.other is None)


def _is_shooting(trigger: Trigger) -> bool:
    rule = trigger.rule
    return rule.kind is Kind.FRC and (rule.form != "n" or rule.subtype == "live-fire")


def _is_harm(trigger: Trigger) -> bool:
    return trigger.rule.kind is Kind.FRC and trigger.rule.subtype != "live-fire"


def _against_force(trigger: Trigger, scene: Scene) -> bool:
    """Whether a force suffers it: "a policeman was killed", "shot at the police"."""
    start, end = trigger.hit.start, trigger.hit.end
    low, _ = scene.clauses.bounds(scene.clauses.at(start))
    passive = is_passive(trigger, scene)
    for hit in scene.actors:
        if agent_of(hit).force is None:
            continue
        if passive and low <= hit.start and 0 <= start - hit.end <= PASSIVE_REACH:
            return not _oblique(hit, scene)
        if not passive and 0 <= hit.start - end <= AT_REACH:
            return True
    return False


def _is_riot(trigger: Trigger) -> bool:
    return trigger.rule.kind is Kind.RIO and trigger.rule.reality is Reality.OCCURRED


def _is_force(trigger: Trigger) -> bool:
    return trigger.rule.kind in (Kind.FRC, Kind.DSP)


def _kind_by_agent(trigger: Trigger, agent: Agent | None) -> Kind | None:
    rule = trigger.rule
    if not rule.depends or (agent is not None and agent.role == "state"):
        return rule.kind
    if agent is None:
        return rule.other
    if agent.role == "crowd":
        return rule.crowd
    return Kind.ARM if agent.role == "armed" and rule.other is Kind.RIO else rule.other


def _actor_of(kind: Kind, agent: Agent | None) -> Actor | None:
    if kind not in STATE_KINDS:
        return None
    if agent is not None and agent.force is not None:
        return agent.force
    if kind is Kind.JUD:
        return Actor.JUDICIARY
    return Actor.UNKNOWN if kind in OF_THE_STATE else None


def scene_of(
    document: Document, sentence: Sentence, clauses: Clauses, triggers: Sequence[Trigger]
) -> Scene:
    """The actors, the words of voice and the verbs among the triggers of a sentence."""
    actors: list[Hit] = []
    for hit in sentence.of("actors"):
        if not actors or hit.start >= actors[-1].end:  # the longer one at a place came first
            actors.append(hit)
    named = tuple(hit for hit in actors if hit.term.code != "-")
    voice = tuple(sentence.of("voice"))
    verbs = tuple(trigger.hit for trigger in triggers if trigger.rule.form in ("v", "t"))
    days = frozenset(hit.start for hit in sentence.among(_DAYS) if hit.term.phrase[1].isalpha())
    counts = frozenset(hit.end for hit in sentence.of("numbers"))
    return Scene(document.folded.text, clauses, named, voice, verbs, days, counts)


def is_passive(trigger: Trigger, scene: Scene) -> bool:
    """Whether the trigger's subject suffers what it tells of."""
    if trigger.rule.form == "p":
        return True
    if trigger.rule.form not in ("v", "t"):
        return False
    start, end = trigger.hit.start, trigger.hit.end
    if trigger.rule.form == "t" and (_counted(start, scene) or _without_object(end, scene)):
        return True
    return any(
        hit.term.code == "aux" and 0 <= start - hit.end <= PASSIVE_REACH for hit in scene.voice
    ) or any(hit.term.code == "by" and 0 <= hit.start - end <= 1 for hit in scene.voice)


def _without_object(end: int, scene: Scene) -> bool:
    """Whether nothing stands behind a verb that needs an object: "four protesters killed in ..."."""
    if end + 1 >= scene.clauses.end or end + 1 in scene.days:
        return True
    return any(
        hit.start - end == 1 and hit.term.code in ("oblique", "clause", "said")
        for hit in scene.voice
    )


def _counted(start: int, scene: Scene) -> bool:
    """Whether a number stands before the verb: "hundreds wounded", "14 hurt"."""
    return start - 1 in scene.counts or scene.text[max(start - 2, 0)].isdigit()


def find_agent(trigger: Trigger, scene: Scene) -> Agent | None:
    """Who does what the trigger tells of, or None where nobody is named."""
    form = trigger.rule.form
    if not scene.actors or (form in ("v", "t") and _charged(trigger, scene)):
        return None
    if trigger.rule.kind is Kind.INA:
        return _idle(trigger, scene)
    if form == "n":
        named = _inside(trigger, scene) or _by(trigger, scene) or _nearby(trigger, scene)
        return named or _force_about(trigger, scene)
    if is_passive(trigger, scene):
        return _inside(trigger, scene) or _by(trigger, scene)
    if form == "s":
        named = _inside(trigger, scene) or _by(trigger, scene) or _after(trigger, scene)
        return named or _subject(trigger, scene)
    return _inside(trigger, scene) or _subject(trigger, scene)


def _charged(trigger: Trigger, scene: Scene) -> bool:
    """Whether it is what somebody was held for, "for blocking the road": its subject did it not."""
    before = trigger.hit.start - 1
    return any(hit.end == before and hit.term.code == "gerund" for hit in scene.voice)


def agent_of(hit: Hit) -> Agent:
    """What a hit of `actors.csv` stands for."""
    code = hit.term.code
    if code in _FORCES:
        return Agent("state", Actor(code), hit)
    return Agent(code, None, hit)


def _inside(trigger: Trigger, scene: Scene) -> Agent | None:
    """An actor named by the trigger's own words: "police firing", «تیراندازی پلیس»."""
    for hit in scene.actors:
        if hit.start < trigger.hit.end and trigger.hit.start < hit.end:
            return agent_of(hit)
    return None


def _by(trigger: Trigger, scene: Scene) -> Agent | None:
    """The actor that stands right after a "by" of the same clause, nearest to the trigger."""
    low, high = scene.clauses.bounds(scene.clauses.at(trigger.hit.start))
    best: tuple[int, Hit] | None = None
    for by in scene.voice:
        if by.term.code != "by" or not low <= by.start < high:
            continue
        away = (
            by.start - trigger.hit.end
            if by.start > trigger.hit.start
            else trigger.hit.start - by.end
        )
        if away > BY_REACH:
            continue
        actor = next((a for a in scene.actors if 0 <= a.start - by.end <= 25), None)
        if actor is not None and (best is None or away < best[0]):
            best = (away, actor)
    return agent_of(best[1]) if best else None


def _nearby(trigger: Trigger, scene: Scene) -> Agent | None:
    """For a noun: who acts directly before it ("army patrol") or directly after it."""
    for hit in scene.actors:
        if hit.term.code == "people" or _oblique(hit, scene):
            continue
        if 0 <= trigger.hit.start - hit.end <= 1 or 0 <= hit.start - trigger.hit.end <= 1:
            return agent_of(hit)
    return None


def _force_about(trigger: Trigger, scene: Scene) -> Agent | None:
    """For a noun of a state act: the nearest force before it in its clause, "police fired tear gas"."""
    rule = trigger.rule
    if rule.kind not in STATE_KINDS or (rule.depends and rule.subtype != "live-fire"):
        return None
    if any(v.term.code == "by" and v.start < trigger.hit.start < v.end for v in scene.voice):
        return None  # «مأمور پلیس با شلیک ... کشته شد»: who stands before it suffered it
    low, _ = scene.clauses.bounds(scene.clauses.at(trigger.hit.start))
    for hit in reversed(scene.actors):
        if low <= hit.start and hit.end <= trigger.hit.start and not _oblique(hit, scene):
            agent = agent_of(hit)
            if agent.force is not None and agent.force not in _CIVIL:
                return agent
    return None


def _idle(trigger: Trigger, scene: Scene) -> Agent | None:
    """Who of the state stood by: the nearest force, else the nearest that is none, as any part."""
    start, end = trigger.hit.start, trigger.hit.end
    away = [
        (hit.term.code in _CIVIL, max(start - hit.end, hit.start - end, 0), hit.start, hit)
        for hit in scene.actors
        if hit.term.code in _FORCES
    ]
    return agent_of(min(away)[-1]) if away else None


def _after(trigger: Trigger, scene: Scene) -> Agent | None:
    for hit in scene.actors:
        if 0 <= hit.start - trigger.hit.end <= BY_REACH and not _oblique(hit, scene):
            return agent_of(hit)
    return None


def _subject(trigger: Trigger, scene: Scene) -> Agent | None:
    """The nearest actor before the verb that is neither object nor behind a preposition.

    Where the verb's clause names none, the clause before it may ("police fired tear gas and then
    beat ..."), but not across a word that makes what follows somebody's words. A clause that opens
    with "who" tells of whoever stands before it, whatever part that one plays.
    """
    index = scene.clauses.at(trigger.hit.start)
    limit = trigger.hit.start
    cut = ""
    while index >= 0:
        low, _ = scene.clauses.bounds(index)
        for hit in reversed(scene.actors):
            if not (low <= hit.start and hit.end <= limit):
                continue
            if cut == "relative" and limit - hit.end <= 2:
                return agent_of(hit)
            if not _oblique(hit, scene) and not _object(hit, scene):
                return agent_of(hit)
        cut = scene.clauses.cuts[index]
        if cut in ("said", "that"):
            return None
        limit = low
        index -= 1
    return None


def _object(actor: Hit, scene: Scene) -> bool:
    """Whether an actor stands behind another verb whose own subject comes before."""
    clause = scene.clauses.at(actor.start)
    for verb in scene.verbs:
        near = 0 < actor.start - verb.end <= OBJECT_REACH
        if near and scene.clauses.at(verb.start) == clause:
            return any(other.end <= verb.start for other in scene.actors)
    return False


def _oblique(actor: Hit, scene: Scene) -> bool:
    """Whether the actor stands behind a preposition or before an object mark."""
    for hit in scene.voice:
        if hit.term.code == "oblique" and 0 <= actor.start - hit.end <= 12:
            between = scene.text[hit.end : actor.start]
            if between.count(" ") <= 2:
                return True
        if hit.term.code == "object" and 0 <= hit.start - actor.end <= 1:
            return True
    return False

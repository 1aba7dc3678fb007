"""What an exporter may take, read from its source: the law that a planted one breaks (H17).

Outside the door's own room nothing in `publish/` knows a record of the desk, makes a `Public`, holds
the key to one, or reads the desk's folder.
"""

import ast

# the door, and what stands behind it and never in front
BEHIND = frozenset({
    "disclose", "reduce", "claims", "studies", "closed", "towns", "values", "witnesses", "held",
    "geography", "gate", "told", "sensitive", "account", "judged",
    "policy",
})  # fmt: skip
# what carries no record of the desk: forms, codes, readers and writers
HARMLESS = frozenset({
    "Record", "encode", "encode_lines", "decode", "convert", "plain", "parse_json", "changed", "Span",
    "Calendar", "Study", "Digest", "digest_of", "short_id", "json_schema", "terms", "Kind", "Status",
    "SUBTYPES", "PROTEST_KINDS", "shape_of", "Bound", "Level", "Theme", "Group", "Precision",
})  # fmt: skip
NOTES = frozenset({"Desk", "MethodFact", "Province", "RuleNote"})
ROOMS = (
    "crosstally.project", "crosstally.archive", "crosstally.edition", "crosstally.ledger.store",
    "crosstally.ledger.opening", "crosstally.linking", "crosstally.coding", "crosstally.intake",
)  # fmt: skip


def faults(source: str, name: str) -> list[str]:
    """Why a module of the publish room may not be an exporter; nothing where it may.

    Args:
        source: its text.
        name: its name, without the ending.
    """
    if name in BEHIND:
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found += _imported(node.module or "", {one.name for one in node.names})
        elif isinstance(node, ast.Import):
            found += [f"imports {one.name}" for one in node.names if one.name.startswith(ROOMS)]
        elif isinstance(node, ast.Call) and _called(node) == "Public":
            found.append("makes a Public")
        elif isinstance(node, ast.Attribute) and node.attr in {"DOOR", "_Door"}:
            found.append("reaches for the key")
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            found += _untyped(node)
    return found


def _imported(module: str, names: set[str]) -> list[str]:
    if module.startswith(ROOMS):
        return [f"imports {module}"]
    allowed = {
        "crosstally.records": HARMLESS,
        "crosstally.records.base": HARMLESS,
        "crosstally.publish.held": NOTES,
    }.get(module, names)
    part = module.startswith("crosstally.records.") and module != "crosstally.records.base"
    if part:
        allowed = frozenset()
    behind = module.removeprefix("crosstally.publish.")
    if "DOOR" in names or (behind in BEHIND - {"held"} and behind != module):
        return [f"imports {sorted(names)} from behind the door"]
    return [f"imports {one}" for one in sorted(names - allowed)]


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _untyped(node: ast.FunctionDef) -> list[str]:
    """A parameter without a type, or of any, could be anything."""
    every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    loose = [one.arg for one in every if one.annotation is None and one.arg not in ("self", "cls")]
    loose += [one.arg for one in (node.args.vararg, node.args.kwarg) if one is not None]
    return [f"{node.name} takes anything as {one}" for one in loose]

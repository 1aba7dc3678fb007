"""The thinking behind the review desk: what to look at next, and what a decision still needs.

Invariant: everything here is a pure function of records, times passed in and seeds passed in;
nothing reads a clock or a file, and nothing here decides: a person does, as a `Judgement`.

The web desk calls, module by module:

- `order`: the queue, danger × independent origins × novelty, each with its reason in words;
- `search`: filters and search in folded text;
- `oldnew`: whether a report is old: first seen, near copies, the same words in another year;
- `proposals`: what to merge or split, from the links near the threshold;
- `standing`: where an incident stands after its judgements, what it still needs, and undo;
- `copies`: identical copies, for accepting them in one go;
- `teach`: which judgement would teach the most;
- `agreement`, `pace`: how far readers agree, minutes an incident, nights of backlog;
- `words`: what every code says in English and Persian; help for each field; the first-run guide.
"""

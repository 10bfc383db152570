"""Community node packs: which nodes they have, and whose node an unknown type is.

``data/packs.jsonl`` holds an entry a line, ``data/types.json`` says which lines have a type,
``data/unreleased.json`` which types only ever were on a branch of InvokeAI. They are read when somebody asks
for a type that the catalogue does not have, and of the entries only the ones that have it.
``data/README.md`` documents the members of an entry and where its facts come from. A repository adds its own
entries with the key ``packs`` of the configuration.
"""

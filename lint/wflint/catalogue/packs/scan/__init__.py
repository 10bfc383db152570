"""What a node pack's source says of its nodes, read without running any of it.

``scan_pack`` (entry.py) makes the entry of an index of packs. Below it: ``files`` finds and parses the pack's
modules, ``modules`` knows what a name stands for, ``values`` works constants out, ``annotations`` reads
types, ``fields`` inputs and outputs, ``classes`` what a class inherits, ``nodes`` which classes are nodes,
``core`` what InvokeAI's own classes bring along, ``imports`` what is imported when InvokeAI loads the pack;
``environment`` asks an environment of InvokeAI which names it has.

A pack is a stranger's code. What cannot be told from its text is left out or called unknown, never guessed.
"""

"""Print stories for an annotator, one numbered sentence a line.

python training/annotations/show.py STORIES ID...
"""

from __future__ import annotations

import argparse
from pathlib import Path

from standoff import lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("ids", nargs="+")
    asked = parser.parse_args()
    known = {story["id"]: story for story in lines(asked.stories)}
    for story in (known[i] for i in asked.ids):
        print(f"=== {story['id']}  published {story['published']}  {story['source']}")
        for n, (start, end) in enumerate(story["sentences"]):
            print(f"[{n}] {story['text'][start:end]}")
        print()


if __name__ == "__main__":
    main()

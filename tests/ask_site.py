"""What journeys ask of the site they visit, in its own folder: `link ROLE`, or `paths` (once)."""

import json
import sys

import django


def main(words: list[str]) -> None:
    from spirale.people.operations import sign_in_link_for
    from valley import account, add_what_is_rarer, readable_paths

    if words[0] == "link":
        who = account(words[1])
        assert who
        print(sign_in_link_for(who))  # noqa: T201 - this is its answer
    else:
        add_what_is_rarer()
        print(json.dumps(readable_paths()))  # noqa: T201 - this is its answer


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1:])

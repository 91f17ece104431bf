"""The ways in which a page is used, and what each says. Mail scanners open links as well: only `seen` is a reader's."""

OPENED = "opened"  # the page was fetched, by whomever
SEEN = "seen"  # a browser showed it, or somebody pressed a button on it
DOWNLOADED = "downloaded"  # the PDF was fetched
VERBS = {OPENED: "open_offer", SEEN: "see_offer", DOWNLOADED: "download_offer"}

"""ClaimReview: a verdict as schema.org data, published in somebody's own name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aleppomap import vocab
from aleppomap.claims.verdict import Verdict
from aleppomap.errors import AleppoMapError
from aleppomap.standalone import web_link
from aleppomap.territory import Territory

__all__ = ["RATING_SCALE", "claim_review"]

BEST, WORST = 5, 1

RATING_SCALE: dict[str, int] = {
    vocab.MATCHES: 5,
    vocab.CLOSE: 4,
    vocab.TOO_CLOSE: 3,
    vocab.TOO_HIGH: 2,
    vocab.TOO_LOW: 2,
    vocab.CONTRADICTS_ITSELF: 1,
}
"""The value of each word, 5 best and 1 worst; a word without a value is no rating."""


def claim_review(
    verdicts: Iterable[Verdict], territory: Territory, *, publisher: str, url: str,
    anchors: Iterable[str] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """Return verdicts as schema.org ``ClaimReview``, one each that rates something.

    Parameters
    ----------
    verdicts
        The verdicts; what cannot be told or checked is left out, as nothing is rated.
    territory
        Where speakers and sources are looked up.
    publisher
        Who publishes the rating.
    url
        Where the page will stand.
    anchors
        The place of each verdict on that page, in the same order; the page itself when empty.

    Returns
    -------
    list of dict
        In the order of the verdicts. The rating's value is that of `RATING_SCALE`; its name
        and explanation are the verdict's own words and sentence.

    Raises
    ------
    AleppoMapError
        If the publisher is empty or the URL is none of the web.
    """
    if not publisher.strip():
        raise AleppoMapError("a rating is published by somebody: name the publisher")
    if not web_link(url):
        raise AleppoMapError(f"{url!r} is no address of the web; give one as https://…")
    every = list(verdicts)
    places = list(anchors) or [""] * len(every)
    return [
        _review(verdict, territory, publisher.strip(), url.strip() + (f"#{place}" if place else ""))
        for verdict, place in zip(every, places, strict=True)
        if verdict.rating in RATING_SCALE
    ]


def _review(verdict: Verdict, territory: Territory, publisher: str, url: str) -> dict[str, Any]:
    claim = verdict.claim
    item: dict[str, Any] = {"@type": "Claim"}
    if claim.account in territory.accounts.index:
        name = str(territory.accounts.at[claim.account, "name"])
        item["author"] = {"@type": "Organization", "name": name}
    if claim.published_on:
        item["datePublished"] = claim.published_on.isoformat()
    if claim.claim_id in territory.claims.index:
        source = territory.claims.at[claim.claim_id, "source"]
        address = web_link(str(territory.sources["url"].get(source, "")))
        if address:
            item["appearance"] = {"@type": "CreativeWork", "url": address}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "claimReviewed": claim.text,
        "itemReviewed": item,
        "author": {"@type": "Organization", "name": publisher},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATING_SCALE[verdict.rating],
            "bestRating": BEST,
            "worstRating": WORST,
            "alternateName": verdict.words,
            "ratingExplanation": verdict.sentence(),
        },
    }

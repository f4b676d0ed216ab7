"""Answers of the daily-papers API, made up by us in its shape of August 2026."""

from typing import Any

Json = Any


def an_entry(identifier: str = "2603.00001", votes: int = 41, **paper: Json) -> dict[str, Json]:
    """One entry with every field there is; ``paper`` overrides those of the inner object."""
    return {
        "paper": {
            "id": identifier,
            "authors": [
                {"_id": "a1", "name": "Ada Lovelace", "hidden": False, "user": {"user": "ada", "fullname": "Ada L."}},
                {"_id": "a2", "name": "Alan  Turing", "hidden": True},
            ],
            "publishedAt": "2026-03-01T23:30:00.000Z",
            "submittedOnDailyAt": "2026-03-03T00:00:00.000Z",
            "submittedOnDailyBy": {"user": "grace", "fullname": "Grace Hopper", "isPro": False},
            "title": "Weaving Numbers:\n  An Engine that Computes",
            "summary": "We show an engine.\nIt computes.",
            "upvotes": votes,
            "discussionId": "d1",
            "projectPage": " https://engine.example.org/",
            "githubRepo": "https://github.com/ada/engine",
            "githubRepoAddedBy": "user",
            "githubStars": 1200,
            "ai_summary": "An engine that computes is shown.",
            "ai_keywords": ["engines", "computation", "engines"],
            "ai_summary_model": "some/model-7b",
            "organization": {"_id": "o1", "name": "analytical", "fullname": "Analytical Society", "avatar": "x.png"},
            "mediaUrls": ["https://cdn.example.org/x.mp4"],
            **paper,
        },
        "publishedAt": "2026-03-01T18:30:00.000Z",
        "title": "Weaving Numbers: An Engine that Computes",
        "summary": "We show an engine. It computes.",
        "thumbnail": "https://cdn.example.org/x.png",
        "numComments": 6,
        "submittedBy": {"user": "grace", "fullname": "Grace Hopper", "followerCount": 60},
        "submitterOrganization": {"name": "navy", "fullname": "Navy"},
        "isAuthorParticipating": False,
    }


def a_list(count: int, start: int = 1) -> list[dict[str, Json]]:
    """So many entries, the most voted first."""
    return [an_entry(f"2603.{start + place:05d}", votes=count - place) for place in range(count)]

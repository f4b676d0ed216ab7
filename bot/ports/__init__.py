"""What the core asks of the outside, and what it gives to those who are asked; no larger than its callers need."""

from bot.ports.given import (
    Asked,
    Handler,
    Installations,
    Language,
    Library,
    Links,
    Places,
    Purpose,
    SignUp,
    Suggestions,
)
from bot.ports.platforms import Adapter, Mail, Platform
from bot.ports.supply import Lookup, Oracle, Source, Summarizer, Told, Writer
from bot.ports.watching import Clock, Meter, ModelOutcome, NoMeter, RoundOutcome

__all__ = [
    "Adapter",
    "Asked",
    "Clock",
    "Handler",
    "Installations",
    "Language",
    "Library",
    "Links",
    "Lookup",
    "Mail",
    "Meter",
    "ModelOutcome",
    "NoMeter",
    "Oracle",
    "Places",
    "Platform",
    "Purpose",
    "RoundOutcome",
    "SignUp",
    "Source",
    "Suggestions",
    "Summarizer",
    "Told",
    "Writer",
]

"""The address book as the tests walk it: every address by its name, and what somebody is sent at each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    name: str
    parameters: tuple[str, ...]

    def url(self, examples: Mapping[str, Any]) -> str:
        return reverse(self.name, kwargs={name: examples[name] for name in self.parameters})


def _addresses(resolver: URLResolver, prefix: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        parameters = (*prefix, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, parameters)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} 没有名字"
            yield Address(entry.name, parameters)


ADDRESSES = sorted(set(_addresses(get_resolver())), key=lambda address: address.name)
_NOT_TAKEN: set[tuple[str, str]] = set()
"""Address and method refused to whoever is logged in (405): once looked at, it says the same to everybody."""


def answers(
    client: Client, addresses: Iterable[Address], examples: Mapping[str, Any]
) -> Iterator[tuple[str, HttpResponse, bytes]]:
    """Name, answer and body of each address, by GET and POST; whatever that did is taken back.

    Not of 退出: whoever is logged out sees nothing any more.
    """
    for address in addresses:
        for method in ("get", "post"):
            if address.name == "logout" or (address.name, method) in _NOT_TAKEN:
                continue
            with transaction.atomic():
                response = getattr(client, method)(address.url(examples))
                body = body_of(response)
                transaction.set_rollback(True)
            if response.status_code == 405:
                _NOT_TAKEN.add((address.name, method))
            yield address.name, response, body


def body_of(response: HttpResponse) -> bytes:
    """Read to the end, a download closes itself; closed by hand, it takes PostgreSQL along."""
    return b"".join(response) if response.streaming else response.content

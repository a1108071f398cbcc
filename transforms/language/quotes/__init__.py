"""Quotations: what somebody is quoted as saying, and who."""

from transforms.language.quotes.finder import find_quotes

__all__ = ["find_quotes"]

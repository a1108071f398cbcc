"""Object stores: one address and one environment, for the three libraries that open them.

obstore and deltalake read the same variables (``AWS_ENDPOINT_URL``, ``AWS_REGION``, credentials …);
Arrow's file systems read fewer of them, and are told here what the others say.
"""

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from obstore.store import from_url
from pyarrow import fs

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore

PATIENCE = "NEWSBEAM_STORE_PATIENCE_S"
"""Environment variable: for how many seconds a request to an object store is tried again."""

_PATIENCE_S = 120.0
_REQUEST_TIMEOUT_S = 30.0
_MAX_RETRIES = 10


def open_store(uri: str) -> "ObjectStore":
    """Open the store of a lake, at the lake's own prefix; no request is made.

    Raises:
        ValueError: the address or the environment cannot be used.
        obstore.exceptions.BaseError: likewise, as obstore says it.
    """
    parts = urlsplit(uri)
    if parts.query or parts.fragment:
        raise ValueError("an address with ? or # in it; write them as %3F and %23")
    patience = patience_s()
    return from_url(
        uri.rstrip("/"),
        client_options=_client_options(patience),
        retry_config={"max_retries": _MAX_RETRIES, "retry_timeout": timedelta(seconds=patience)},
    )


def _client_options(patience: float) -> "ClientConfig":
    """Return options of the client; those of the environment do not hold beside ones given here."""
    options: ClientConfig = {"timeout": timedelta(seconds=min(_REQUEST_TIMEOUT_S, patience))}
    if _is_set("AWS_ALLOW_HTTP", "AZURE_ALLOW_HTTP", "GOOGLE_ALLOW_HTTP"):
        options["allow_http"] = True
    return options


def delta_options() -> dict[str, str]:
    """Return how deltalake asks a store: as patient as obstore."""
    patience = patience_s()
    return {
        "timeout": f"{min(_REQUEST_TIMEOUT_S, patience) * 1000:.0f}ms",
        "max_retries": str(_MAX_RETRIES),
        "retry_timeout": f"{patience * 1000:.0f}ms",
    }


def arrow_filesystem(uri: str) -> fs.FileSystem:
    """Return a folder of a store as a file system of Arrow's own; no request is made.

    Raises:
        ValueError: no store of this kind, or the environment lacks something.
    """
    parts = urlsplit(uri)
    path = f"{parts.netloc.rpartition('@')[0] or parts.netloc}{unquote(parts.path)}"
    if parts.scheme in ("s3", "s3a"):
        return fs.SubTreeFileSystem(path, _s3())
    if parts.scheme == "gs":
        limit = timedelta(seconds=patience_s())
        return fs.SubTreeFileSystem(path, fs.GcsFileSystem(retry_time_limit=limit))
    if parts.scheme in ("az", "abfs", "abfss"):
        account = parts.netloc.rpartition("@")[2] if "@" in parts.netloc else None
        return fs.SubTreeFileSystem(path, _azure(account))
    raise ValueError(f"no kind of store is called {parts.scheme}")


def _s3() -> fs.FileSystem:
    endpoint = urlsplit(_first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT") or "")
    return fs.S3FileSystem(
        region=_first("AWS_REGION", "AWS_DEFAULT_REGION") or "us-east-1",
        endpoint_override=f"{endpoint.netloc}{endpoint.path}".rstrip("/") or None,
        scheme=endpoint.scheme or "https",
        anonymous=_is_set("AWS_SKIP_SIGNATURE"),
        force_virtual_addressing=_is_set("AWS_VIRTUAL_HOSTED_STYLE_REQUEST"),
        connect_timeout=min(_REQUEST_TIMEOUT_S, patience_s()),
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_MAX_RETRIES),
    )


def _azure(host: str | None) -> fs.FileSystem:
    account = (host or _first("AZURE_STORAGE_ACCOUNT_NAME") or "").partition(".")[0]
    if not account:
        raise ValueError("Account must be specified")
    return fs.AzureFileSystem(
        account_name=account,
        account_key=_first("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ACCESS_KEY"),
        sas_token=_first("AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_SAS_KEY"),
        client_id=_first("AZURE_STORAGE_CLIENT_ID", "AZURE_CLIENT_ID"),
        client_secret=_first("AZURE_STORAGE_CLIENT_SECRET", "AZURE_CLIENT_SECRET"),
        tenant_id=_first("AZURE_STORAGE_TENANT_ID", "AZURE_TENANT_ID"),
    )


def patience_s() -> float:
    """Return for how long a request to an object store is tried again, seconds.

    Raises:
        ValueError: the environment says something else than a number above 0.
    """
    text = os.environ.get(PATIENCE, str(_PATIENCE_S))
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ValueError(f"{PATIENCE} is {text!r}; it is a number of seconds above 0")
    return seconds


def _first(*names: str) -> str | None:
    return next((value for name in names if (value := os.environ.get(name))), None)


def _is_set(*names: str) -> bool:
    return any(os.environ.get(name, "").lower() in ("1", "true", "yes", "on") for name in names)


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_DEBUG = re.compile(r"\n\s*Debug source:.*|\n?<\?xml.*", re.DOTALL)
_CAUSES = re.compile(r"\s*\n\s*(?:↳\s*)?")
_FROM_A_STORE = re.compile(r"Error performing|AWS Error|Account must be specified")
_ADVICE = (
    (
        r"builder error",
        "The store's address is http://, not https://: set AWS_ALLOW_HTTP=true if that is meant",
    ),
    (r"Account must be specified", "Set AZURE_STORAGE_ACCOUNT_NAME"),
    (
        r"token request|169\.254\.169\.254|[Cc]redentials",
        "No credentials were found: set those of the store (AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY; GOOGLE_APPLICATION_CREDENTIALS; AZURE_STORAGE_ACCOUNT_KEY)",
    ),
    (
        r"\b40[13] |AccessDenied|SignatureDoesNotMatch",
        "The store refuses: look at the credentials and what they may do",
    ),
    (
        r"NoSuchBucket|NoSuchContainer|\b404 ",
        "There is no such bucket, or not what was asked for: make the bucket, or mend the address",
    ),
    (
        r"error sending request|timed out|[Cc]onnection|\b50\d |\b429 ",
        "The store does not answer: look at the network and at AWS_ENDPOINT_URL, then say it "
        f"again; nothing is lost. {PATIENCE} says how long it is tried",
    ),
)


def said(error: BaseException) -> str:
    """Return in one line what is wrong with a store: what to do first, then its own words.

    obstore puts debug output below its message; deltalake draws a tree of causes, in colours.
    """
    whole = _COLOUR.sub("", str(error))
    words = _CAUSES.sub(": ", _DEBUG.sub("", whole).strip()).rstrip(": ")
    signs = _ADVICE if _FROM_A_STORE.search(whole) else ()
    advice = next((text for sign, text in signs if re.search(sign, whole)), None)
    return f"{advice} ({words})" if advice else words

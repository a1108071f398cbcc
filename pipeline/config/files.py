"""Files that a configuration is made of: on this machine, or on an object store."""

from pathlib import Path

from pipeline.problems import usage_error


def text_of(file: str) -> str:
    """Return the text of a file.

    Args:
        file: its path, or its address: gs://bucket/news.yaml.

    Raises:
        ConfigError: there is none, it cannot be read, or it is not UTF-8.
    """
    try:
        content = _stored(file) if "://" in file else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise usage_error(file, "no such file") from None
    except UnicodeDecodeError as error:
        raise usage_error(file, f"is not UTF-8 text: byte {error.start}") from None
    except OSError as error:
        raise usage_error(file, f"cannot be read: {error.strerror}") from None


def beside(file: str, name: str) -> str:
    """Return the place of a file that another one names, relative to the folder of that one."""
    if "://" in file and "://" not in name and not name.startswith("/"):
        return f"{file.rpartition('/')[0]}/{name}"
    return name if "://" in name else str(Path(file).parent / Path(name).expanduser())


def _stored(address: str) -> bytes:
    from transforms.lake.storage import LakeError, Storage  # Arrow takes a while to import

    folder, _, name = address.rpartition("/")
    try:
        return bytes(Storage(folder).read(name))
    except LakeError as error:
        raise usage_error(address, f"cannot be read: {error}") from None

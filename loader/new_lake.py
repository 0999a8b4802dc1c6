"""A lake to write into, which a reader must find but a writer may make."""

from loader.lake import Lake, LakeError, directory_of, open_lake


def open_or_make(url: str) -> Lake:
    """Open the lake at `url`; a directory is made where there is none, a bucket never is.

    Raises `LakeError` when the directory can't be made or the bucket isn't there.
    """
    if not url.startswith("s3://"):
        folder = directory_of(url)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LakeError(
                f"can't make a lake at {folder} ({error.strerror}): point CLICKSTREAM_LAKE "
                "at a directory that can be made, or at s3://bucket/prefix"
            ) from error
    return open_lake(url)

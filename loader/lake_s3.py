"""A lake in an S3 bucket; credentials, region and endpoint are boto3's business."""

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from urllib3.exceptions import HTTPError

from loader.lake import LakeError, LakeObject, is_hidden

if TYPE_CHECKING:
    from botocore.response import StreamingBody

_FAILURES = (BotoCoreError, ClientError, HTTPClientError, HTTPError, OSError)


class S3Lake:
    """The objects of a bucket below a prefix."""

    remote = True

    def __init__(self, bucket: str, prefix: str = "") -> None:
        """Open a bucket that exists; keys are relative to `prefix`."""
        self._bucket = bucket
        self._root = f"{prefix}/" if prefix else ""
        # The standard mode retries what S3 asks to have retried; a connection a fetch ahead.
        config = Config(retries={"mode": "standard", "max_attempts": 5}, max_pool_connections=16)
        try:
            self._s3 = boto3.client("s3", config=config)
            self._s3.head_bucket(Bucket=bucket)
        except _FAILURES as error:
            raise LakeError(
                f"can't open the lake s3://{bucket} ({error}): check CLICKSTREAM_LAKE, the region "
                "and the credentials"
            ) from error

    def pages(self, prefix: str) -> Iterator[list[LakeObject]]:
        """Yield the objects under `prefix`, one list a page of S3's listing (1,000 keys)."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._root + prefix
        )
        try:
            for page in pages:
                found = (
                    LakeObject(entry["Key"].removeprefix(self._root), entry["Size"])
                    for entry in page.get("Contents", [])
                )
                # Consoles make empty objects named `folder/` to show a folder.
                yield [o for o in found if not o.key.endswith("/") and not is_hidden(o.key)]
        except _FAILURES as error:
            raise self._error("list", prefix, error) from error

    def open(self, key: str) -> BinaryIO:
        """Open an object as a stream; boto3 checks that all promised bytes arrive."""
        try:
            body = self._s3.get_object(Bucket=self._bucket, Key=self._root + key)["Body"]
        except _FAILURES as error:
            raise self._error("read", key, error) from error
        return cast("BinaryIO", _Stream(body, lambda error: self._error("read", key, error)))

    def put(self, key: str, data: bytes) -> None:
        """Write an object; S3 shows it whole or not at all."""
        try:
            self._s3.put_object(Bucket=self._bucket, Key=self._root + key, Body=data)
        except _FAILURES as error:
            raise self._error("write", key, error) from error

    def _error(self, verb: str, key: str, error: Exception) -> LakeError:
        where = f"s3://{self._bucket}/{self._root}{key}"
        return LakeError(f"can't {verb} {where} ({error}): nothing is half done, run again")


class _Stream(io.RawIOBase):
    """A body whose broken connection is a `LakeError`, never a short object."""

    def __init__(self, body: "StreamingBody", failed: Callable[[Exception], LakeError]) -> None:
        super().__init__()
        self._body = body
        self._failed = failed

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._body.read(None if size < 0 else size)
        except _FAILURES as error:
            raise self._failed(error) from error

    def close(self) -> None:
        self._body.close()
        super().close()

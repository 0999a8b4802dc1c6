"""The one kind of failure that a user can do something about."""


class ClickstreamError(Exception):
    """Something the user can mend; the message is one line that says what happened and what to do.

    The command line prints it without a traceback and exits with 1.
    """

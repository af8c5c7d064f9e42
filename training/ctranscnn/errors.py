"""The one error that this package raises on purpose."""


class TrainingError(Exception):
    """A refusal that a person can act on.

    `code` is stable and made for programs (`bundle.badCell`); the message is one sentence for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

"""`python -m ctranscnn` is the same as the `ctranscnn` command."""

import sys

from ctranscnn.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""The network. Read `network.py` first: it shows the whole of it; the parts are one file each."""

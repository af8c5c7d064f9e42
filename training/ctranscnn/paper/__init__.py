"""The published tables (Wu et al., Knowledge-Based Systems 2023) as data, and what comes out of them."""

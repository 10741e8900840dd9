"""The register reader: from a file or pasted rows to persons understood, with a reason for every row that is not. No database."""

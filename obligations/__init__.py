"""The register of obligations and their follow-up: documents stored, labels settled, assessments recorded, numbers computed."""

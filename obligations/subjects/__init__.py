"""The pages of subject areas: `reading` follows a subject through the documents, `table` draws that line by line."""

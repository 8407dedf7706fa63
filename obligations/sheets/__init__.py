"""Follow-up as a spreadsheet and back: cells are exported as rows, edited elsewhere, compared with what stands here, and written as one batch.

An uploaded file is read in a process of its own (`apart`, `tables`, `container`, `workbook_reading`, `delimited`: no Django there). What comes
out is checked (`reading`, `values`), compared (`comparison`) and, once confirmed, written through `services.bulk` (`importing`).
"""

"""Base data: tables of rules, words, working days and areas; import and export."""

"""What is true: records, rules and the journal. No input or output, no Qt, no SQL, no clock."""

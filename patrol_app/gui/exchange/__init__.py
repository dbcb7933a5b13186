"""Parts of the Exchange page: enrolment, packages out, rehearsal and receipt, ledgers."""

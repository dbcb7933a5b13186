"""Exchange by file: sealed bundles, receipts, enrolment (docs/format.md).

The pure format layer (bytes in, bytes out, no database):

``keys``             Ed25519 and X25519 keys, key ids, number codes
``recovery_file``    the file of ``init --recovery-out``
``strict``           canonical JSON documents with a strict schema
``header``           the signed header and the file's name
``container``        magic, header, signature, ciphertext: seal, open, verify, decrypt
``inner_zip``        the strict stored ZIP inside
``manifest``         manifest.json and the members each kind may have
``inner``            ops and blobs inside a bundle, bounded
``parts``            how ops and blobs are split over parts
``receipt_file``     kind=receipt
``enrolment_files``  kind=enrol and kind=grant

Order of reading, never another: ``container.open_header`` -> ``verify`` -> ``decrypt`` ->
``inner.Inner``. Each step takes what the one before returned.
"""

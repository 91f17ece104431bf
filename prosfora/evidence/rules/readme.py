"""What a bundle says of itself in plain words, in English and Greek, with the commands to check it by hand."""

from collections.abc import Iterable

_TEXT = """\
EVIDENCE OF QUOTATION {number}

What this is
  offers/NUMBER/offer.json      the offer's data as it was frozen when it was issued
  offers/NUMBER/offer.pdf       the sealed PDF that the customer received; it holds offer.json and quotation.xml
  offers/NUMBER/quotation.xml   the same offer as UBL 2.1
  offers/NUMBER/acceptance.pdf  the sealed record of the acceptance, where there is one
  journal/*.jsonl               what happened, one entry a line; each names the hash of the one before
  seals/N/statement.json        a sealed statement over the last entries of all journals of that day
  seals/N/heads.jsonl           how the last entry of this quotation leads to the statement's root
  certificates/*.pem            the certificates that everything was sealed with
The journal is the complete internal record, with internal notes and costs: think before you hand it on.

Check it by program:   prosfora verify THIS-FILE.zip      (needs no network and no database)

Check it by hand
  1. Nothing was changed since the export:     sha256sum -c SHA256SUMS
  2. The PDF's seal:                            pdfsig offers/{number}/offer.pdf
  3. The PDF holds this data:                   pdfdetach -saveall offers/{number}/offer.pdf
     and compare offer.json and quotation.xml with those here (cmp).
  4. The journal names this data: the SHA-256 of offer.json (sha256sum) stands in the entry issue_quotation.
  5. A journal entry's hash: take "previous_hash" and "hash" out of the line, leaving the rest as it is; put the
     previous hash directly before it; sha256sum of that is "hash".
  6. The seal of a statement (add the company's certificate, or its issuer's, as CERT.pem):
       openssl cms -verify -binary -inform DER -in seals/N/statement.p7s -content seals/N/statement.json \\
         -CAfile CERT.pem -purpose any -out /dev/null
  7. From the journal to the statement: sha256sum of the text head {{"hash":…}} (the word head, a blank, the value of
     "head" in the line of heads.jsonl), then for each step of "path" sha256sum of the text pair LEFT RIGHT, where the
     step's hash stands on the side that it names. The last one is "root" of the statement.
  8. Whose keys? The fingerprints (SHA-256) of the certificates here are
{keys}
     openssl x509 -in certificates/NAME.pem -noout -fingerprint -sha256 -subject
     Compare them with what the company tells you by another way. Nothing in this file can prove them.

What it proves and what not: docs/guide/binding-offers.md of Prosfora. In short: a seal shows that the holder of the key
sealed exactly these bytes; the journal shows order and completeness up to the last sealed entry; the acceptance record
shows what our server saw. None of these is a qualified signature.


ΤΕΚΜΗΡΙΑ ΤΗΣ ΠΡΟΣΦΟΡΑΣ {number}

Τι είναι
  offers/ΑΡΙΘΜΟΣ/offer.json      τα στοιχεία της προσφοράς, όπως παγιώθηκαν κατά την έκδοση
  offers/ΑΡΙΘΜΟΣ/offer.pdf       το σφραγισμένο PDF που έλαβε ο πελάτης· περιέχει τα offer.json και quotation.xml
  offers/ΑΡΙΘΜΟΣ/quotation.xml   η ίδια προσφορά ως UBL 2.1
  offers/ΑΡΙΘΜΟΣ/acceptance.pdf  το σφραγισμένο πρακτικό της αποδοχής, όπου υπάρχει
  journal/*.jsonl                τι συνέβη, μία εγγραφή ανά γραμμή· καθεμία φέρει το αποτύπωμα της προηγούμενης
  seals/N/statement.json         σφραγισμένη δήλωση για τις τελευταίες εγγραφές όλων των ημερολογίων της ημέρας
  seals/N/heads.jsonl            πώς η τελευταία εγγραφή αυτής της προσφοράς οδηγεί στη ρίζα της δήλωσης
  certificates/*.pem             τα πιστοποιητικά με τα οποία σφραγίστηκαν όλα
Το ημερολόγιο είναι το πλήρες εσωτερικό αρχείο, με εσωτερικές σημειώσεις και κόστη: σκεφτείτε πριν το δώσετε.

Έλεγχος με πρόγραμμα:   prosfora verify ΑΥΤΟ-ΤΟ-ΑΡΧΕΙΟ.zip   (χωρίς δίκτυο και χωρίς βάση δεδομένων)

Έλεγχος με το χέρι
  1. Τίποτε δεν άλλαξε μετά την εξαγωγή:        sha256sum -c SHA256SUMS
  2. Η σφραγίδα του PDF:                        pdfsig offers/{number}/offer.pdf
  3. Το PDF περιέχει αυτά τα στοιχεία:          pdfdetach -saveall offers/{number}/offer.pdf
     και συγκρίνετε τα offer.json και quotation.xml με τα εδώ (cmp).
  4. Το ημερολόγιο κατονομάζει τα στοιχεία: το SHA-256 του offer.json (sha256sum) υπάρχει στην εγγραφή issue_quotation.
  5. Το αποτύπωμα μιας εγγραφής: βγάλτε από τη γραμμή τα "previous_hash" και "hash", αφήνοντας τα υπόλοιπα όπως είναι·
     βάλτε μπροστά το προηγούμενο αποτύπωμα· το sha256sum του συνόλου είναι το "hash".
  6. Η σφραγίδα μιας δήλωσης: η εντολή openssl παραπάνω (CERT.pem: το πιστοποιητικό της εταιρείας ή του εκδότη του).
  7. Από το ημερολόγιο στη δήλωση: όπως στο σημείο 7 παραπάνω.
  8. Ποιανού κλειδιά; Τα αποτυπώματα (SHA-256) των πιστοποιητικών είναι τα παραπάνω. Συγκρίνετέ τα με όσα σας δηλώνει
     η εταιρεία με άλλον τρόπο. Τίποτε μέσα σε αυτό το αρχείο δεν μπορεί να τα αποδείξει.

Τι αποδεικνύει και τι όχι: η σφραγίδα δείχνει ότι ο κάτοχος του κλειδιού σφράγισε ακριβώς αυτά τα δεδομένα· το
ημερολόγιο δείχνει σειρά και πληρότητα έως την τελευταία σφραγισμένη εγγραφή· το πρακτικό αποδοχής δείχνει ό,τι είδε ο
διακομιστής μας. Τίποτε από αυτά δεν είναι εγκεκριμένη υπογραφή.
"""


def readme(number: str, certificates: Iterable[str]) -> bytes:
    """The text for one quotation; `certificates` are the fingerprints in its bundle."""
    keys = "\n".join(f"       {fingerprint}" for fingerprint in sorted(certificates)) or "       (none)"
    return _TEXT.format(number=number, keys=keys).encode()

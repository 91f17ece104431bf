"""Regions as addresses write them, as the codes that tax keys use."""

import unicodedata

# Islands with reduced rates and their towns, in the letters people use. Folded: no accents, capitals.
_SPELLINGS = {
    "LEROS": ("LEROS", "ΛΕΡΟΣ"),
    "LESVOS": ("LESVOS", "LESBOS", "ΛΕΣΒΟΣ", "MYTILINI", "MYTILENE", "ΜΥΤΙΛΗΝΗ"),
    "KOS": ("KOS", "ΚΩΣ"),
    "SAMOS": ("SAMOS", "ΣΑΜΟΣ"),
    "CHIOS": ("CHIOS", "XIOS", "HIOS", "ΧΙΟΣ"),
    "AGATHONISI": ("AGATHONISI", "ΑΓΑΘΟΝΗΣΙ"),
    "AGIOS EFSTRATIOS": ("AGIOS EFSTRATIOS", "AI STRATIS", "ΑΓΙΟΣ ΕΥΣΤΡΑΤΙΟΣ", "ΑΗ ΣΤΡΑΤΗΣ"),
    "ASTYPALAIA": ("ASTYPALAIA", "ASTYPALEA", "ΑΣΤΥΠΑΛΑΙΑ"),
    "CHALKI": ("CHALKI", "HALKI", "ΧΑΛΚΗ"),
    "FOURNOI": ("FOURNOI", "FOURNOI KORSEON", "FOURNI", "ΦΟΥΡΝΟΙ", "ΦΟΥΡΝΟΙ ΚΟΡΣΕΩΝ"),
    "IKARIA": ("IKARIA", "ICARIA", "ΙΚΑΡΙΑ"),
    "KALYMNOS": ("KALYMNOS", "ΚΑΛΥΜΝΟΣ"),
    "KARPATHOS": ("KARPATHOS", "ΚΑΡΠΑΘΟΣ"),
    "KASOS": ("KASOS", "ΚΑΣΟΣ"),
    "LEIPSOI": ("LEIPSOI", "LIPSI", "ΛΕΙΨΟΙ"),
    "LIMNOS": ("LIMNOS", "LEMNOS", "ΛΗΜΝΟΣ", "MYRINA", "ΜΥΡΙΝΑ"),
    "MEGISTI": ("MEGISTI", "KASTELLORIZO", "ΜΕΓΙΣΤΗ", "ΚΑΣΤΕΛΛΟΡΙΖΟ", "ΚΑΣΤΕΛΟΡΙΖΟ"),
    "NISYROS": ("NISYROS", "ΝΙΣΥΡΟΣ"),
    "OINOUSSES": ("OINOUSSES", "INOUSSES", "ΟΙΝΟΥΣΣΕΣ"),
    "PATMOS": ("PATMOS", "ΠΑΤΜΟΣ"),
    "PSARA": ("PSARA", "ΨΑΡΑ"),
    "SAMOTHRAKI": ("SAMOTHRAKI", "SAMOTHRACE", "ΣΑΜΟΘΡΑΚΗ"),
    "SYMI": ("SYMI", "SIMI", "ΣΥΜΗ"),
    "TILOS": ("TILOS", "ΤΗΛΟΣ"),
}
_CODES = {spelling: code for code, spellings in _SPELLINGS.items() for spelling in spellings}


def region_code(text: str) -> str:
    """The code of a region: LESVOS for "Λέσβος"; other regions as written, in capitals without accents."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text.strip().upper()) if not unicodedata.combining(c))
    return _CODES.get(folded, folded)

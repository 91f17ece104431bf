"""Who may do what with evidence; bundles are asked for where their quotations are (documents.export_evidence)."""

from prosfora.identity.rules import Role

VERBS: dict[str, tuple[Role, ...]] = {
    "evidence.seal_heads": (Role.ADMINISTRATOR,),
}

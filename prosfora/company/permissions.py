"""Who may do what to our own side: everybody who works reads it, administrators change it."""

from prosfora.identity.rules import ALL_ROLES, Role

_ADMINISTRATORS = (Role.ADMINISTRATOR,)

VERBS: dict[str, tuple[Role, ...]] = {
    "company.display_company": tuple(sorted(ALL_ROLES)),
    "company.set_up_company": _ADMINISTRATORS,
    "company.create_plant": _ADMINISTRATORS,
    "company.create_sales_area": _ADMINISTRATORS,
    "company.create_office": _ADMINISTRATORS,
    "company.create_number_range": _ADMINISTRATORS,
}

"""Legal work: referrals to the legal unit, releases, medico-legal reports."""

"""The legal assistance unit: referrals both ways, milestones of proceedings, single documents released for a time."""

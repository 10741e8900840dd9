"""The directory of clinics and specialists, here and abroad."""
